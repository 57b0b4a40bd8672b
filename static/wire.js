// The browser end of the drag path (app/wire.py is the other): changes and asks go up, frames come down.
//
// At most one message is under way; changes that happen meanwhile are merged, so that the newest values go up as
// soon as the answer has come. A frame is put into the standing data sources without telling the server.

import { find, paint, plug_in, put, set } from "./figures/plots.js"
import { hear, merged, say } from "./talk.js"

const WAIT_FOR_ANSWER = 5000 // ms, after which a lost answer no longer holds back newer changes
const QUIET = 250 // ms without a frame, after which the address is written

export function wire() {
  let model = null // of the plug, once it is there
  let waiting = null // the newest change that has not been sent
  const asks = []
  let underway = null // the number of the message that was sent and not yet answered
  let number = 0
  let timeout
  let settled = true // whether the last frame was said to be
  let status = null
  let address = { query: null, timer: null }

  function send() {
    if (model === null || underway !== null || (waiting === null && !asks.length)) return
    underway = ++number
    model.send_msg({ number, change: waiting, ask: asks.shift() ?? null })
    waiting = null
    timeout = setTimeout(() => {
      underway = null
      send()
    }, WAIT_FOR_ANSWER)
  }

  function show({ head, buffer }) {
    const frame = JSON.parse(head)
    draw(frame, new Float64Array(buffer.buffer, buffer.byteOffset, buffer.length))
    if (frame.number === underway) {
      clearTimeout(timeout)
      underway = null
    }
    send()
    for (const [topic, detail] of Object.entries(frame.said)) say(topic, detail)
    status = frame.status ?? status
    if (!frame.status && (settled || underway !== null)) return
    settled = underway === null
    say("frame", { ...status, settled })
    clearTimeout(address.timer)
    address = { query: status.query, timer: setTimeout(write_address, QUIET) }
  }

  function draw({ sources, settings }, numbers) {
    const column = (place) => {
      if (place.words) return place.words
      if (place.length === 0 || Array.isArray(place[0])) return place.map(column)
      const [offset, rows, columns] = place
      if (columns === undefined) return numbers.subarray(offset, offset + rows)
      const values = numbers.subarray(offset, offset + rows * columns)
      return Bokeh.require("core/util/ndarray").ndarray(values, { dtype: "float64", shape: [rows, columns] })
    }
    for (const [name, places] of Object.entries(sources))
      put(name, Object.fromEntries(Object.entries(places).map(([key, place]) => [key, column(place)])))
    for (const [name, properties] of Object.entries(settings)) {
      const target = find(name)
      if (Object.keys(properties).some((key) => target[key] !== properties[key])) set(name, properties)
    }
    paint()
  }

  function write_address() {
    clearTimeout(address.timer)
    if (address.query === null || location.search === `?${address.query}`) return
    history.replaceState(history.state, "", `?${address.query}${location.hash}`)
  }

  hear("plug", (plug) => {
    model = plug.model
    model.on("msg:custom", show)
    plug_in(plug.bokeh)
    send()
    say("wired", null)
  })
  hear("change", (more) => {
    waiting = merged(waiting, more)
    send()
  })
  hear("ask", (what) => {
    asks.push(what)
    send()
  })
  hear("paint", paint)
  hear("address", write_address)
  window.addEventListener("pagehide", write_address)
}
