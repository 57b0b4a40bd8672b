// What the figure of the stability draws: the sharpness of each step, theory's bound, and where they cross first. The
// axis is logarithmic, so what is not above 0 is a gap.

import { columns_of } from "./columns.js"

const AROUND = 100 // how many times the middle sharpness and the least bound, or what part, the axis shows at most
const ROOM = 1.3

export function stability_columns({ sharpness, bound, crossing }) {
  const mark = crossing === null ? [] : [{ t: crossing, value: sharpness[crossing - 1] }]
  return {
    stability_sharpness: over_steps(sharpness),
    stability_bound: over_steps(bound ?? []),
    stability_crossing: columns_of(["t", "value"], mark),
  }
}

// The ends of the axis: a bound that a schedule lifts out of sight, and moments without sharpness, may lie beyond.
export function stability_range({ sharpness, bound }) {
  const shown = Array.from(sharpness).filter(is_drawn).sort((a, b) => a - b)
  const bounds = Array.from(bound ?? []).filter(is_drawn)
  const all = [...shown, ...bounds]
  if (!all.length) return [0.1, 10]
  const [low, high] = extent(all)
  const middles = [shown[shown.length >> 1], extent(bounds)[0]].filter(Number.isFinite)
  const [least, most] = extent(middles)
  return [Math.max(low, least / AROUND) / ROOM, Math.min(high, most * AROUND) * ROOM]
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
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

// Values beyond these leave a logarithmic axis no room.
function is_drawn(value) {
  return value > 1e-290 && value < 1e290
}
