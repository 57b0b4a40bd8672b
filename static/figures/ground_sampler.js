// Samples E for the visible surface: at once if that fits into a frame, else first coarsely and then finely,
// in slices between frames, so that animation goes on. While the view or E moves, it stays coarse.

import { sample_shape } from "../draw/ground_columns.js"
import { sampled } from "../engine/surface_samples.js"

const SLICE = 8 // ms of work in a frame
const MOVING_SLICE = 2 // the same, while the view or E moves: the path and what is drawn of the ground take the rest
const COARSE = 4 // divides the samples along each side, for the coarse ground
const FINE = 0.6 // the same, for a picture, which is sampled at once
const MOVING = 2 // the same, for the ground while the view or E moves

/** @typedef {{ code: Ground, let: Values, table?: Table | null }} E its instructions, and its numbers */

/** @param {E} of @param {Box} view @param {number[]} shape */
function sampled_of({ code, let: numbers, table }, view, shape) {
  return sampled(code, view, shape, numbers, table)
}

// Returns a function that samples E over a view. If its samples are coarse and nothing moves, finer(samples)
// is called later, unless a newer call comes first.
/** @param {(samples: Samples) => void} finer */
export function ground_sampler(finer) {
  /** @type {WeakMap<Ground, number>} */
  const speeds = new WeakMap() // instructions -> ms per sample
  let calls = 0

  /** @param {E} of @param {Box} view @param {number[]} shape */
  function all(of, view, shape) {
    const begin = performance.now()
    const work = sampled_of(of, view, shape)
    let step = work.next()
    while (!step.done) step = work.next()
    speeds.set(of.code, (performance.now() - begin) / (shape[0] * shape[1]))
    return step.value
  }

  /** @param {Generator<void, Samples>} work @param {number} mine */
  function go_on(work, mine) {
    if (mine !== calls) return
    const end = performance.now() + SLICE
    let step = work.next()
    while (!step.done && performance.now() < end) step = work.next()
    if (step.done) finer(step.value)
    else setTimeout(go_on, 0, work, mine)
  }

  /** @type {(of: E, view: Box, frame: Frame, moving: boolean, still: boolean) => Samples} */
  return (of, view, frame, moving, still) => {
    const mine = ++calls
    if (still) return all(of, view, sample_shape(frame, FINE))
    const slice = moving ? MOVING_SLICE : SLICE
    const fits = (/** @type {number[]} */ [rows, columns]) =>
      rows * columns * (speeds.get(of.code) ?? NaN) <= slice
    const shape = sample_shape(frame, moving ? MOVING : 1)
    if (fits(shape)) return all(of, view, shape)
    const coarse = all(of, view, sample_shape(frame, COARSE))
    if (fits(shape)) return all(of, view, shape)
    if (!moving) setTimeout(go_on, 0, sampled_of(of, view, shape), mine)
    return coarse
  }
}
