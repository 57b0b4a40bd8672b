// The page on paper: one sheet, light, with the figures as they stand, their caption, the equations and the link.
// It is made when the browser is about to print, and stands in the place of the page.

import { paint_now } from "../figures/plots.js"
import { known, say } from "../store.js"
import { picture_canvas } from "./composed.js"
import { make } from "./dom.js"

export function paper() {
  /** @type {{ sheet: HTMLElement, theme: Theme } | null} */
  let printed = null // the sheet, and the theme of the page

  async function begin() {
    if (printed || known("drawn") === undefined) return
    printed = { theme: known("theme"), sheet: make("div", { className: "paper" }) }
    const { sheet } = printed
    show("light")
    await paint_now()
    const copies = [...document.querySelectorAll(".formulas, .equation")].map((each) => each.cloneNode(true))
    const { number, title } = known("lesson") ?? {}
    sheet.append(
      make("h1", { textContent: number ? `${number}  ${title}` : document.title }),
      picture_canvas(),
      make("div", { className: "paper-formulas" }, ...copies),
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
