// Records runs as a video or as an animated GIF.
//
// Pictures are not captured from the screen. For each one the cursor goes to its step and the figures are
// painted, before the next picture begins. A slow machine thus takes longer but drops no picture.

import { pace_of, recorded_steps } from "../draw/play.js"
import { painted } from "../figures/plots.js"
import { button, make, sheet } from "../parts/dom.js"
import { known, say } from "../store.js"
import { gif } from "./gif.js"
import { palette } from "./palette.js"
import { pictures } from "./picture.js"
import { video, video_codec } from "./video.js"

/** @typedef {Awaited<ReturnType<typeof pictures>>} Drawn */
/** @typedef {NonNullable<Awaited<ReturnType<typeof video_codec>>>} Codec */
/** @typedef {ReturnType<typeof progress>} Progress */

const VIDEO = { rate: 30, scale: 2 } // pictures per second, and pixels per pixel of the page
const ANIMATED = { rate: 12.5, scales: [1, 0.5] } // the second scale if the file at the first is too large
const LARGEST = 3_000_000 // bytes of an animated GIF
const COLOURS = 255 // of an animated GIF
const SAMPLES = 6 // pictures from which the palette is made
const TITLE = "recording-title"
const NO_ENCODER =
  "This browser encodes no videos here; over HTTPS it may. An animated picture is made instead."

// Records a file of a kind, webm or gif, and shows the progress. Returns { kind, blob }, or null if the
// visitor has cancelled.
/** @param {string} kind */
export async function recorded(kind) {
  say("recording", true) // the recorder sets the cursor; the server's cursor is ignored meanwhile
  const { columns } = known("runs")[0]
  const { view, frame } = known("shown_view")
  const pace = pace_of(columns, view, /** @type {Frame} */ (frame)) // what is drawn has a frame
  /** @type {Progress | null} */
  let dialog = null
  try {
    const drawn = await pictures(VIDEO.scale)
    const codec =
      kind === "webm" ? await video_codec(drawn.canvas.width, drawn.canvas.height, VIDEO.rate) : null
    dialog = progress(codec ? "Video" : "Animated picture", kind === "webm" && !codec ? NO_ENCODER : "")
    return codec ? await filmed(codec, drawn, pace, dialog) : await animated(pace, dialog)
  } finally {
    dialog?.close()
    say("recording", false)
  }
}

/** @param {Codec} codec @param {Drawn} drawn @param {Float64Array} pace @param {Progress} dialog */
async function filmed(codec, drawn, pace, dialog) {
  const last = pace.length - 1
  const steps = recorded_steps(pace, VIDEO.rate)
  const writer = video(codec, VIDEO.rate)
  dialog.begin(steps.length)
  try {
    // A picture stands until the next one. The last one comes again at the end, where players stop.
    const whole = await written(steps, drawn, last, dialog, (k, is_new) =>
      is_new || k === steps.length - 1 ? writer.add(drawn.canvas, k) : null,
    )
    return whole ? file("webm", "video/webm", await writer.done(steps.length)) : null
  } finally {
    writer.close()
  }
}

/** @param {Float64Array} pace @param {Progress} dialog */
async function animated(pace, dialog) {
  const last = pace.length - 1
  const steps = recorded_steps(pace, ANIMATED.rate)
  const samples = Array.from(
    { length: SAMPLES },
    (_, k) => steps[Math.round((k * (steps.length - 1)) / (SAMPLES - 1))],
  )
  let bytes = new Uint8Array()
  for (const scale of ANIMATED.scales) {
    const drawn = await pictures(scale)
    const { width, height } = drawn.canvas
    const pixels = () =>
      /** @type {Context} */ (drawn.canvas.getContext("2d")).getImageData(0, 0, width, height).data
    dialog.begin(samples.length + steps.length)
    /** @type {Uint8ClampedArray[]} */
    const seen = []
    if (!(await written(samples, drawn, last, dialog, () => seen.push(pixels())))) return null
    const writer = gif({ width, height, palette: palette(seen, COLOURS) })
    if (
      !(await written(steps, drawn, last, dialog, () =>
        writer.add(pixels(), Math.round(100 / ANIMATED.rate)),
      ))
    )
      return null
    bytes = writer.done()
    if (bytes.length <= LARGEST) break
  }
  return file("gif", "image/gif", bytes)
}

// Draws the picture of each step, and calls write(k, is_new) for each, which tells whether it differs from the one
// before. Returns whether it reached the end, without being cancelled.
/**
 * @param {number[]} steps @param {Drawn} drawn @param {number} last @param {Progress} dialog
 * @param {(k: number, is_new: boolean) => unknown} write
 */
async function written(steps, { draw }, last, dialog, write) {
  for (const [k, t] of steps.entries()) {
    const is_new = k === 0 || t !== steps[k - 1]
    if (is_new) {
      // The last picture shows all of every run, even of one longer than the active run.
      say("cursor", { t, until: t === last ? Infinity : t, playing: true })
      await painted()
      draw()
    }
    await write(k, is_new)
    if (dialog.next()) return false
  }
  return true
}

/** @param {string} kind @param {string} type @param {Uint8Array<ArrayBuffer>} bytes */
function file(kind, type, bytes) {
  return { kind, blob: new Blob([bytes], { type }) }
}

// A dialog with the number of finished pictures. begin() sets the total; next() counts one more and
// returns whether to stop.
/** @param {string} name @param {string} note */
function progress(name, note) {
  let cancelled = false
  let done = 0
  const words = make("p")
  const bar = make("progress", { value: 0 })
  bar.setAttribute("aria-labelledby", TITLE)
  const cancel = button("Cancel", () => dialog.close())
  const notes = note ? [make("p", { textContent: note })] : []
  const dialog = sheet(name, TITLE, [...notes, words, bar], [cancel])
  dialog.addEventListener("close", () => (cancelled = true))
  document.body.append(dialog)
  dialog.showModal()

  /** @param {number} count */
  function begin(count) {
    done = 0
    bar.max = count
  }

  function next() {
    done += 1
    bar.value = done
    words.textContent = `Picture ${done} of ${bar.max}`
    return cancelled
  }

  // Closing returns the focus to where it was.
  function close() {
    dialog.close()
    dialog.remove()
  }

  return { begin, next, close }
}
