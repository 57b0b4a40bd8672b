// On a phone, two maps of gradient pairs side by side share one g₂ axis and one colour bar. Titles wrap
// there, also that of a single map, whose axes have short names if it is low.

import { follow, known } from "../store.js"
import { find, set } from "./plots.js"

const PHONE = "(max-width: 600px)" // widths with room for no more (page.css)
const LOW = "(max-height: 740px)" // of a phone: a long name of the axis of g₂ would be cut
// Px for the axis, for the colour bar, for a side with neither, and for a title of three lines.
const [LEFT, RIGHT, EDGE, TOP] = [50, 60, 14, 78]
const FEW = 3 // ticks
const SIDES = ["min_border_left", "min_border_right", "min_border_top"]

export function paired_maps() {
  const [phone, low] = [PHONE, LOW].map((sizes) => matchMedia(sizes))
  /** @type {{ borders: number[], names: string[], ticks: number }[] | null} */
  let usual = null // each figure's borders, axis names and number of ticks on wide pages

  function fit() {
    const maps = [find("pairs"), find("pairs_other")]
    if (maps.includes(null) || !known("pairs")) return
    usual ??= maps.map((map) => ({
      borders: SIDES.map((side) => map[side]),
      names: axes(map).map(({ axis_label }) => axis_label),
      ticks: map.left[0].ticker.desired_num_ticks,
    }))
    const before = usual
    const close = phone.matches && known("pairs").maps.length > 1
    maps.forEach((map, i) => {
      const [left, right, top] = before[i].borders
      const sides = close
        ? [
            [LEFT, EDGE],
            [EDGE, RIGHT],
          ][i]
        : [left, right]
      const borders = [...sides, phone.matches ? TOP : top]
      set(map, Object.fromEntries(SIDES.map((side, k) => [side, borders[k]])))
      set(map.title, { visible: !close }) // it would be cut off; the page's title above it wraps
      set(map.right[0], { visible: !close || i === 1 })
      set(map.left[0], { visible: !close || i === 0 })
      axes(map).forEach((axis, k) => {
        set(axis, {
          axis_label: close || (phone.matches && low.matches) ? ["g₁", "g₂"][k] : before[i].names[k],
        })
        set(axis.ticker, { desired_num_ticks: close ? FEW : before[i].ticks })
      })
    })
  }

  follow(["figures", "pairs"], fit)
  for (const each of [phone, low]) each.addEventListener("change", fit)
}

/** @param {Model} map @returns {Model[]} */
function axes({ below, left }) {
  return [below[0], left[0]]
}
