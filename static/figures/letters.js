// Gives letters in figures a minimum size where touch is likely, as tokens.css does for the page.

import { need_letters } from "./plots.js"

const TOUCH = "(max-width: 1100px), (pointer: coarse)" // as in tokens.css
const LEAST = 14 // px

export function letters() {
  const touch = matchMedia(TOUCH)
  const fit = () => need_letters(touch.matches ? LEAST : 0)
  touch.addEventListener("change", fit)
  fit()
}
