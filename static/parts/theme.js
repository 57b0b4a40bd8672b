// Light or dark: follows the system until the button is pressed, and gives the plots the page's colours.

import { button } from "./dom.js"
import { all_models, when_drawn } from "../figures/plots.js"
import { keep, recall } from "../storage.js"
import { follow, hear, say } from "../talk.js"

const KEPT = "explorer-theme"

// Renderers by name, and the token of static/page.css that gives their lines a colour.
const LINES = {
  contours: "contour",
  minima: "text",
  halo_line: "halo",
  first_line: "first",
  second_line: "second",
  cursor_point: "text",
  limit: "text",
  good_line: "text",
  border_line: "bad",
  plane_x: "text",
  plane_y: "text",
  cursor_line: "soft",
}

export function theme(place) {
  const system = matchMedia("(prefers-color-scheme: dark)")
  const sign = button("", toggle)
  place.append(sign)
  let palettes = {}
  let chosen = recall("local", KEPT)

  function current() {
    return chosen ?? (system.matches ? "dark" : "light")
  }

  function apply() {
    const theme = current()
    document.documentElement.dataset.theme = theme
    const other = theme === "dark" ? "Light colours" : "Dark colours"
    sign.textContent = theme === "dark" ? "☀" : "☾"
    sign.setAttribute("aria-label", other)
    sign.title = other
    const style = getComputedStyle(document.documentElement)
    const colour = (name) => style.getPropertyValue(`--${name}`).trim()
    for (const target of all_models()) paint(target, colour, (name) => palettes[name]?.[theme])
    say("theme", theme)
  }

  function toggle() {
    chosen = current() === "dark" ? "light" : "dark"
    keep("local", KEPT, chosen)
    apply()
  }

  follow("palettes", (found) => (palettes = found))
  system.addEventListener("change", apply)
  hear("wired", apply)
  for (const name of ["pairs", "pairs_other", "plane"]) when_drawn(name, apply) // they come later, with their tabs
  apply()
}

function paint(target, colour, tones) {
  const set = (properties) => target.setv(properties, { sync: false })
  const font = { family: colour("font") || "system-ui" }
  if (target.type.endsWith("Axis"))
    set({
      axis_line_color: colour("line"),
      major_tick_line_color: colour("line"),
      minor_tick_line_color: null,
      major_label_text_color: colour("soft"),
      axis_label_text_color: colour("soft"),
      major_label_text_font: font.family,
      axis_label_text_font: font.family,
      axis_label_text_font_style: "normal",
    })
  else if (target.type === "Title") set({ text_color: colour("text"), text_font: font.family })
  else if (target.type === "ColorBar")
    set({ major_label_text_color: colour("soft"), major_label_text_font: font.family })
  else if (target.type === "Grid") set({ grid_line_color: colour("line"), grid_line_alpha: 0.6 })
  else if (target.type === "Legend")
    set({
      label_text_color: colour("text"),
      title_text_color: colour("soft"),
      inactive_fill_color: colour("page"),
      label_text_font: font.family,
      title_text_font: font.family,
    })
  else if (tones(target.name)) set({ palette: tones(target.name) })
  else if (target.name === "limit_word") target.glyph.setv({ text_color: colour("text"), text_font: font.family }, { sync: false })
  else if (target.name in LINES) (target.glyph ?? target).setv({ line_color: colour(LINES[target.name]) }, { sync: false })
  else if (target.type === "Figure") set({ outline_line_color: target.name === "surface" ? colour("line") : null })
}
