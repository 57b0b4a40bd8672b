// A session's websocket. It speaks the protocol of Bokeh's server by itself: so a page on a slow line is connected
// before BokehJS has come, and needs no document of the session, which is empty.
//
// A message is several frames: its header, its metadata and its content, as JSON, and then for each of its buffers
// a header and bytes. The server begins with a message "ACK".

import { report } from "./report.js"

const KIND = "explorer" // marks our messages among Bokeh's; the same in app/session/bokeh_patches.py
const LEAST = 3 // frames of a message without buffers

/** @typedef {{ head: string, buffer: ArrayBuffer }} Heard */

// Connects to the server, and returns a function that sends a text. `listen` gets every message of the
// server; `lost` is called when the connection has closed.
/**
 * @param {string} token @param {{ listen: (message: Heard) => void, lost: () => void }} on
 * @returns {Promise<(text: string) => void>}
 */
export function open_session(token, { listen, lost }) {
  const url = `${location.origin.replace(/^http/, "ws")}${location.pathname.replace(/\/+$/, "")}/ws`
  const socket = new WebSocket(url, ["bokeh", token])
  socket.binaryType = "arraybuffer"
  let number = 0

  /** @param {string} text */
  function send(text) {
    const sent = { kind: "MessageSent", msg_type: KIND, msg_data: text }
    const header = { msgid: String(++number), msgtype: "PATCH-DOC" }
    for (const part of [header, {}, { events: [sent] }]) socket.send(JSON.stringify(part))
  }

  return new Promise((resolve, reject) => {
    let is_open = false
    /** @type {any[]} */
    let frames = []
    socket.onmessage = ({ data }) => {
      frames.push(data)
      if (frames.length < LEAST) return
      const { msgtype, num_buffers = 0 } = JSON.parse(frames[0])
      if (frames.length < LEAST + 2 * num_buffers) return
      const [, , content, ...buffers] = frames
      frames = []
      if (msgtype === "ACK") {
        is_open = true
        resolve(send)
      }
      if (msgtype !== "PATCH-DOC") return
      try {
        ours(JSON.parse(content), buffers).forEach(listen)
      } catch (problem) {
        report(`A message of the server cannot be read: ${problem}`)
      }
    }
    socket.onclose = ({ code, reason }) => {
      if (is_open) lost()
      else reject(new Error(`The server has not taken the connection: ${code} ${reason}`))
    }
  })
}

// Our messages in a change of the session's document; bytes stand in the frames after it.
/** @param {{ events: any[] }} content @param {any[]} frames @returns {Heard[]} */
function ours({ events }, frames) {
  /** @type {Map<string, ArrayBuffer>} */
  const buffers = new Map()
  for (let place = 0; place < frames.length; place += 2)
    buffers.set(JSON.parse(frames[place]).id, frames[place + 1])
  const messages = events.filter(({ kind, msg_type }) => kind === "MessageSent" && msg_type === KIND)
  return messages.map(({ msg_data: { entries } }) => {
    const { head, buffer } = Object.fromEntries(entries)
    return { head, buffer: /** @type {ArrayBuffer} */ (buffers.get(buffer.data.id)) }
  })
}
