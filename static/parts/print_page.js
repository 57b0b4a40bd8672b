// The page on paper: one sheet, light, with the figures as they stand, their legends, the equations and the link.
// It is made when the browser is about to print, and stands in the place of the page.

import { exported, layout } from "../figures/layers.js"
import { paint_now } from "../figures/plots.js"
import { short } from "../numbers.js"
import { known, say } from "../store.js"
import { make } from "./dom.js"

const LEGENDS = ".basin-legend, .plane-tones, .plane-legend, .sentence, .readout"
const FINE = 2 // pixels for each px

export function print_page() {
  /** @type {{ sheet: HTMLElement, theme: Theme } | null} */
  let printed = null // the sheet, and the theme of the page

  async function begin() {
    if (printed || known("drawn") === undefined || document.querySelector(".printed")) return
    printed = { theme: known("theme"), sheet: make("div", { className: "paper" }) }
    const { sheet } = printed
    show("light")
    await paint_now()
    const { number, title } = known("lesson") ?? {}
    sheet.append(
      make("h1", { textContent: number ? `${number}  ${title}` : document.title }),
      figures(),
      legends(),
      make("div", { className: "paper-formulas" }, ...copies(".formulas, .equation")),
      make("p", { textContent: location.href }),
    )
    document.body.append(sheet)
  }

  function end() {
    if (!printed) return
    printed.sheet.remove()
    show(printed.theme)
    printed = null
  }

  /** @param {Theme} theme */
  function show(theme) {
    document.documentElement.dataset.theme = theme
    say("theme", theme)
  }

  addEventListener("beforeprint", begin)
  addEventListener("afterprint", end)
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? begin() : end()))
}

// The figures as they stand.
function figures() {
  const { parts, width, height } = layout()
  const canvas = make("canvas", { width: FINE * width, height: FINE * height })
  const context = /** @type {Context} */ (canvas.getContext("2d"))
  context.scale(FINE, FINE)
  for (const { view, x, y } of parts)
    context.drawImage(exported(view, FINE), x, y, view.bbox.width, view.bbox.height)
  return canvas
}

// The legends. That of the runs has all values, since nothing else on the sheet tells them.
function legends() {
  const entries = [...document.querySelectorAll(".legend")].map((each) => each.cloneNode(true))
  const copied = make("div", { className: "paper-legends" }, ...entries, ...copies(LEGENDS))
  const runs = known("runs")
  for (const [place, values] of copied.querySelectorAll(".legend .values").entries())
    values.textContent = runs[place].values
  const letters = Object.entries(known("numbers"))
  if (letters.length)
    copied.append(
      make("p", { textContent: letters.map(([name, number]) => `${name} = ${short(number)}`).join(", ") }),
    )
  return copied
}

/** @param {string} selector */
function copies(selector) {
  const seen = [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility())
  return seen.map((each) => each.cloneNode(true))
}
