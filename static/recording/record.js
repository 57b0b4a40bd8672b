// Records how the runs go, as a video or as an animated picture.
//
// The pictures are not taken from the screen. The cursor goes to the step of each picture, the figures are painted for it,
// and only then comes the next one. So a slow machine takes longer, and loses nothing.

import { recorded_steps } from "../draw/play.js"
import { painted } from "../figures/plots.js"
import { button, make } from "../parts/dom.js"
import { known, say } from "../talk.js"
import { gif } from "./gif.js"
import { palette } from "./palette.js"
import { pictures } from "./picture.js"
import { video, video_codec } from "./video.js"

const VIDEO = { rate: 30, scale: 2 } // pictures a second, and pixels for one of the page
const ANIMATED = { rate: 12.5, scale: 1 }
const COLOURS = 255 // of an animated picture
const SAMPLES = 6 // pictures whose colours it has
const NO_ENCODER = "This browser encodes no videos here; over HTTPS it may. An animated picture is made instead."

// Records as a file of a kind, webm or gif, and shows how far it has come. Returns { kind, blob }, or null if the visitor
// has cancelled it.
export async function recorded(kind) {
  say("pause", null)
  const before = known("cursor")
  let sheet = null
  let writer = null
  try {
    let { canvas, draw } = pictures(VIDEO.scale)
    const codec = kind === "webm" ? await video_codec(canvas.width, canvas.height, VIDEO.rate) : null
    const { rate } = codec ? VIDEO : ANIMATED
    if (!codec) ({ canvas, draw } = pictures(ANIMATED.scale))
    const steps = recorded_steps(known("runs")[0].columns.w1.length - 1, rate)
    const samples = codec ? [] : spread(steps, SAMPLES)
    sheet = progress(codec ? "Video" : "Animated picture", kind === "webm" && !codec ? NO_ENCODER : "", samples.length + steps.length)

    const show = async (t) => {
      // In the end all of every run is shown, also of one that goes on for longer than the active run.
      say("cursor", { t, until: t === steps.at(-1) ? Infinity : t, playing: true })
      await painted()
      draw()
    }
    if (codec) writer = video(codec, rate)
    else {
      const colours = []
      for (const t of samples) {
        await show(t)
        if (sheet.next()) return null
        colours.push(pixels(canvas))
      }
      writer = animated(canvas, palette(colours, COLOURS), rate)
    }
    for (const [k, t] of steps.entries()) {
      if (k === 0 || t !== steps[k - 1]) await show(t)
      await writer.add(canvas)
      if (sheet.next()) return null
    }
    const bytes = await writer.done()
    return codec ? file("webm", "video/webm", bytes) : file("gif", "image/gif", bytes)
  } finally {
    writer?.close()
    sheet?.close()
    say("cursor", before)
  }
}

function file(kind, type, bytes) {
  return { kind, blob: new Blob([bytes], { type }) }
}

// A writer of an animated picture, like that of a video.
function animated(canvas, palette, rate) {
  const { add, done } = gif({ width: canvas.width, height: canvas.height, palette })
  return { add: async (canvas) => add(pixels(canvas), Math.round(100 / rate)), done, close: () => {} }
}

function pixels(canvas) {
  return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
}

// Some of the values, from the first to the last.
function spread(values, count) {
  return Array.from({ length: count }, (_, k) => values[Math.round((k * (values.length - 1)) / (count - 1))])
}

// A dialog that says how many of the pictures there are; `next` counts one more, and tells whether to stop.
function progress(name, note, count) {
  let cancelled = false
  let done = 0
  const title = make("h2", { textContent: name, id: "recording-title" })
  const words = make("p")
  const bar = make("progress", { max: count, value: 0 })
  bar.setAttribute("aria-labelledby", title.id)
  const cancel = button("Cancel", () => dialog.close())
  const notes = note ? [make("p", { textContent: note })] : []
  const dialog = make("dialog", { className: "sheet" }, title, ...notes, words, bar, make("div", { className: "sheet-end" }, cancel))
  dialog.setAttribute("aria-labelledby", title.id)
  dialog.addEventListener("close", () => (cancelled = true))
  document.body.append(dialog)
  dialog.showModal()

  function next() {
    done += 1
    bar.value = done
    words.textContent = `Picture ${done} of ${count}`
    return cancelled
  }

  return { next, close: () => dialog.remove() }
}
