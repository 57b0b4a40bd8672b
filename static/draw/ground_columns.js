// The surface below the runs, from samples of E: its tones with slight shading, contour lines with a few
// labels, and the known minima.
//
// A share from 0 to 1 is E's place between the lowest and the highest tone; it grows with E.

import { places } from "../engine/surface_samples.js"
import { columns_of } from "./columns.js"
import { contour_lines } from "./contours.js"
import { placed } from "./image.js"
import { contour_labels } from "./labels.js"

const SAMPLES = 224 ** 2
const COLOURS = 254 // of the image, numbered from 1; 0 is transparent
const LEVELS = 15 // steps from the lowest tone to the highest, with contour lines between them
const SOME = 4001 // most samples from which quantiles are taken
const MOST = 0.75 // the share of the view in the scale's `most`
const FLAT = 0.4 // the share of a constant surface
// Shares from edge to edge of the view: a slope with 70 % of the strongest shading.
const STEEP = 1.5
const RELIEF = 13 // tones by which a slope facing the light is brighter, and its opposite darker

// [rows, columns] of the samples for a frame; `coarse` times fewer along each side. Samples are equally far
// apart in both directions.
/** @param {Frame} frame */
export function sample_shape({ width, height }, coarse = 1) {
  const ratio = Math.min(Math.max(width / height, 0.1), 10)
  return [1 / ratio, ratio].map((each) => Math.max(2, Math.round(Math.sqrt(SAMPLES * each) / coarse)))
}

// Maps E to shares: E = low + (high − low) · share^power, with the power such that half of the view lies
// below the middle share. A bowl over four decades, a Rosenbrock valley and Ackley's plateau all keep
// their structure. Spikes beyond low or high are cut off. `levels` are the contour lines' { share, error
// }, with errors of few digits. Most of the view is below `most`. If E is constant or undefined
// everywhere, low equals high.
/** @param {{ values: Float64Array }} samples @returns {GroundScale & Levels} */
export function ground_scale({ values }) {
  const { low, high, middle, most } = bulk(values)
  if (!(high > low)) return { low, high: low, power: 1, most: low, levels: [] }
  const linear = clipped((middle / 2 - low / 2) / (high / 2 - low / 2))
  const power = Math.min(Math.max(Math.log(Math.max(linear, 1e-12)) / Math.log(0.5), 0.4), 8)
  const scale = { low, high, power }
  const lowest = power > 2.5 ? 2 : 1 // a narrow valley's floor has no room for a line
  /** @type {Levels["levels"]} */
  const levels = []
  for (let k = lowest; k < LEVELS; k++) {
    const [from, to] = [-0.15, 0.15].map((off) => error_of((k + off) / LEVELS, scale))
    const error = roundest(from, to)
    const share = share_of(error, scale)
    if (share > (levels.at(-1)?.share ?? 0) && share < 1) levels.push({ share, error })
  }
  return { ...scale, most, levels }
}

// Returns the `sources` ground and known_minima, the `scale`, and the contour `lines`, { w1, w2, error, tone
// }, of all levels that have one.
/** @param {Samples} samples @param {Pair[]} minima */
export function ground_columns({ view, values, shape }, minima) {
  const scale = ground_scale({ values })
  const [w1, w2] = [places(view[0], shape[1]), places(view[1], shape[0])]
  const shares = new Float64Array(values.length)
  for (let at = 0; at < values.length; at++) shares[at] = share_of(values[at], scale)
  const found = contour_lines(
    w1,
    w2,
    shares,
    scale.levels.map(({ share }) => share),
  )
  const levels = scale.levels.map(({ share, error }) => ({ error, tone: tone_of(share) }))
  return {
    sources: {
      ground: { image: [{ values: tones(shares, shape), shape }], ...placed(w1, w2) },
      known_minima: { w1: minima.map(([w1]) => w1), w2: minima.map(([, w2]) => w2) },
    },
    scale,
    lines: found.map(([w1, w2], k) => ({ w1, w2, ...levels[k] })).filter(({ w1 }) => w1.length),
  }
}

// Returns the columns of the sources `contour_lines` and `contour_labels`. `frame` is the
// view's size in pixels, { width, height }. Labels are at the places `labels` (labels.js),
// except where `above` crosses them.
/**
 * @param {ContourLine[]} lines @param {Label[]} labels @param {Box} view @param {Frame} frame
 * @param {Segment[]} above
 */
export function contour_columns(lines, labels, view, frame, above) {
  const shown = contour_labels(lines, labels, view, frame, above)
  return {
    contour_lines: columns_of(["w1", "w2", "tone", "alpha"], shown.cut),
    contour_labels: columns_of(["w1", "w2", "word", "angle", "tone"], shown.labels),
  }
}

// The share of an error; NaN for NaN.
/** @param {number} error @param {GroundScale} scale */
export function share_of(error, { low, high, power }) {
  if (Number.isNaN(error)) return NaN
  return high > low ? clipped((error / 2 - low / 2) / (high / 2 - low / 2)) ** (1 / power) : FLAT
}

// Halves are subtracted, since the difference could overflow.
/** @param {number} share @param {GroundScale} scale */
function error_of(share, { low, high, power }) {
  return 2 * (low / 2 + (high / 2 - low / 2) * share ** power)
}

/** @param {number} share */
function clipped(share) {
  return Math.min(Math.max(share, 0), 1)
}

// The ends of the scale, which are the lowest and highest error apart from spikes such as poles; the median;
// and the error that most of the view is below.
/** @param {Float64Array} values */
function bulk(values) {
  let [low, high, count] = [Infinity, -Infinity, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    if (value < low) low = value
    if (value > high) high = value
    count += 1
  }
  if (!count) return { low: 0, high: 0, middle: 0, most: 0 }
  const some = new Float64Array(Math.min(SOME, count))
  const every = count / some.length
  let [seen, taken] = [0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    if (seen >= taken * every && taken < some.length) some[taken++] = value
    seen += 1
  }
  some.sort()
  const [low_bulk, middle, most, high_bulk] = [0.04, 0.5, MOST, 0.96].map(
    (share) => some[Math.round(share * (taken - 1))],
  )
  const spread = high_bulk / 4 - low_bulk / 4
  if (spread > 0 && low_bulk / 4 - low / 4 > 20 * spread) low = low_bulk
  if (spread > 0 && high / 4 - high_bulk / 4 > 20 * spread) high = high_bulk
  return { low, high, middle, most }
}

// The colours of all samples, shaded by the slope. The light comes from the top left.
/** @param {Float64Array} shares @param {number[]} shape */
function tones(shares, [rows, columns]) {
  const image = new Uint8Array(shares.length)
  const steep = STEEP / Math.max(rows, columns)
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const share = shares[at]
      if (Number.isNaN(share)) continue
      const right = j + 1 < columns ? shares[at + 1] : 2 * share - shares[at - 1]
      const above = i + 1 < rows ? shares[at + columns] : 2 * share - shares[at - columns]
      // Positive facing away from the light; a slope that rises to the right and falls upwards faces it.
      const averted = (above - right) / steep
      const relief = Number.isNaN(averted) ? 0 : averted / Math.sqrt(1 + averted * averted)
      image[at] = Math.round(tone_of(share) + RELIEF * relief)
    }
  }
  return image
}

// The colour number of a level place with a share.
/** @param {number} share */
function tone_of(share) {
  return 1 + RELIEF + (COLOURS - 2 * RELIEF) * share
}

// The number with the fewest digits in an interval.
/** @param {number} low @param {number} high */
export function roundest(low, high) {
  if (low <= 0 && high >= 0) return 0
  const start = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high)))) + 2
  for (let power = start; power > start - 17; power--) {
    for (const digit of [5, 2, 1]) {
      const unit = digit * 10 ** (power - 1)
      const multiple = Math.ceil(low / unit) * unit
      if (multiple <= high) return Number(multiple.toPrecision(12))
    }
  }
  return low / 2 + high / 2
}
