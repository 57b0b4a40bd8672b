// Exports what is shown: every step as a table, the plots as a picture, the path as a script.
//
// Pictures are made here, from Bokeh's own export of each figure; text comes from the server (app/words/exports.py).

import { make, status_line } from "./dom.js"
import { dropdown } from "./menu.js"
import { view_of } from "../figures/plots.js"
import { ask, hear } from "../talk.js"

const STAGE = ["surface", "plane", "pairs", "pairs_other"]
const TRACES = ["error", "m", "s"]
const ITEMS = [
  ["table", "Table of every step (CSV)", "text"],
  ["png", "Picture (PNG)", "picture"],
  ["svg", "Picture (SVG)", "picture"],
  ["numpy", "Copy code: NumPy", "code"],
  ["torch", "Copy code: PyTorch", "code"],
]

export function exports(place) {
  const { parts, item } = dropdown("Export", "Numbers, pictures and code of what is shown")
  const said = status_line()
  place.append(said, ...parts)
  const waiting = [] // functions that get the requested texts, which come in the same order

  for (const [key, title, kind] of ITEMS) item(title, () => take(key, kind).catch(() => say("That did not work here")))

  async function take(key, kind) {
    if (kind === "picture") save(`trajectory.${key}`, await picture(key))
    else if (kind === "code") await copy(text_of(key))
    else save("trajectory.csv", new Blob([await text_of(key)], { type: "text/csv" }))
  }

  function text_of(key) {
    return new Promise((resolve) => {
      waiting.push(resolve)
      ask("text", { key })
    })
  }

  hear("text", (text) => waiting.shift()?.(text))

  async function copy(promise) {
    // The text must be promised within the click: some browsers allow no copying after it.
    if (navigator.clipboard?.write && window.ClipboardItem) {
      const blob = promise.then((text) => new Blob([text], { type: "text/plain" }))
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })])
      say("Copied")
    } else {
      save("trajectory.py", new Blob([await promise], { type: "text/x-python" }))
    }
  }

  function say(words) {
    said.textContent = words
    setTimeout(() => (said.textContent = ""), 2000)
  }

  function save(name, blob) {
    const link = make("a", { href: URL.createObjectURL(blob), download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  }

  // The stage on the left, the traces below each other on its right, as on a wide page.
  function layout() {
    const parts = []
    let [x, y] = [0, 0]
    for (const view of displayed(STAGE)) {
      parts.push({ view, x, y: 0 })
      x += view.bbox.width
    }
    for (const view of displayed(TRACES)) {
      parts.push({ view, x, y })
      y += view.bbox.height
    }
    const far = (at, side) => Math.max(...parts.map((part) => part[at] + part.view.bbox[side]))
    return { parts, width: far("x", "width"), height: far("y", "height") }
  }

  function displayed(names) {
    return names.map(view_of).filter((view) => view?.is_displayed)
  }

  async function picture(kind) {
    const { parts, width, height } = layout()
    const paper = getComputedStyle(document.body).backgroundColor
    if (kind === "png") {
      const scale = Math.max(2, window.devicePixelRatio)
      const canvas = make("canvas", { width: scale * width, height: scale * height })
      const context = canvas.getContext("2d")
      context.scale(scale, scale)
      context.fillStyle = paper
      context.fillRect(0, 0, width, height)
      for (const { view, x, y } of parts)
        context.drawImage(view.export("png", true).canvas, x, y, view.bbox.width, view.bbox.height)
      return new Promise((resolve) => canvas.toBlob(resolve, "image/png"))
    }
    const texts = parts.map(({ view, x, y }) =>
      view.export("svg", false).ctx.get_serialized_svg(true).replace(/<svg /, `<svg x="${x}" y="${y}" `),
    )
    const size = `width="${width}" height="${height}"`
    return new Blob(
      [`<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect ${size} fill="${paper}"/>${texts.join("")}</svg>`],
      { type: "image/svg+xml" },
    )
  }
}
