// What the figure of the stability draws: the sharpness of each step, theory's bound, and where they cross first. The
// axis is logarithmic, so what is not above 0 is a gap.

import { columns_of } from "./columns.js"

const AROUND = 100 // how many times the least bound, or what part of it, the axis shows at most
const ROOM = 1.3

export function stability_columns({ sharpness, bound, crossing }) {
  const mark = crossing === null ? [] : [{ t: crossing, value: sharpness[crossing - 1] }]
  return {
    stability_sharpness: over_steps(sharpness),
    stability_bound: over_steps(bound ?? []),
    stability_crossing: columns_of(["t", "value"], mark),
  }
}

// The ends of the axis.
export function stability_range({ sharpness, bound }) {
  let [low, high] = extent([...sharpness, ...(bound ?? [])])
  const [least] = extent(bound ?? [])
  if (least < Infinity) [low, high] = [Math.max(low, least / AROUND), Math.min(high, least * AROUND)]
  return low <= high ? [low / ROOM, high * ROOM] : [0.1, 10]
}

function over_steps(values) {
  return {
    t: Float64Array.from(values, (_, i) => i + 1),
    value: Float64Array.from(values, (value) => (is_drawn(value) ? value : NaN)),
  }
}

function extent(values) {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!is_drawn(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

// Values beyond these leave a logarithmic axis no room.
function is_drawn(value) {
  return value > 1e-290 && value < 1e290
}
