// Chooses the camera with which the surface opens: one that sees its wells and the run, which a wall in front
// may hide.

import { height_of, height_range, top_of } from "./heights.js"
import { interpolated } from "./mesh.js"
import { share_in } from "./places.js"

/** @type {Camera} */
export const STANDING = [-30, 40] // degrees: the usual azimuth and elevation
/** @type {Camera[]} */
const OTHERS = [40, 50, 60].flatMap((elevation) => [-30, 30, -15, 15, -60, 60].map((at) => [at, elevation]))
const SIDE = 33 // samples along a side
const LOWEST = 0.1 // of the samples: the lowest ones, which a camera should see
const ALONG = 40 // points of the path, which it should see, too
const STEP = 0.02 // of the view, along a line of sight
const NEAR = 3 // steps along a line of sight before which nothing hides its point
const BETTER = 0.3 // in shares that are seen: a camera that is better by less is not chosen
const STEEPER = 0.01 // what a degree of elevation costs, in shares that are seen

/** @typedef {{ i: number, j: number, h: number }} Node */

// `samples` are those of the map, `kind` says whether heights are linear in E or in its logarithm, `path` has
// the columns w1, w2 and error of the run, and `sides` are the box's (camera.js).
/** @param {{ samples: DrawnSamples, kind: string, path: RunColumns, sides: number[] }} given */
export function opening_camera({ samples, kind, path, sides }) {
  const range = height_range(samples, samples.scale, kind, top_of(samples.scale, path.error[0]))
  if (range === null) return STANDING
  const grid = heights_on_grid(samples, range)
  const sights = [minima_of(grid), lowest_of(grid), path_points(path, samples.view, range)]
  const worth = (/** @type {Camera} */ camera) => {
    const is_free = sight({ grid, camera, sides })
    const shares = sights.map((points) => (points.length ? points.filter(is_free).length / points.length : 1))
    return shares.reduce((sum, share) => sum + share, 0) - STEEPER * camera[1]
  }
  const values = OTHERS.map(worth)
  const best = Math.max(...values)
  return best > worth(STANDING) + BETTER ? OTHERS[values.indexOf(best)] : STANDING
}

// The heights at the nodes of a grid over the view; what is cut off has the height 1, and NaN hides nothing.
/** @param {Samples} samples @param {Heights} range */
function heights_on_grid(samples, range) {
  const [across, up] = samples.view
  const error = interpolated(samples)
  /** @type {(interval: Pair, k: number) => number} */
  const at = ([low, high], k) => low + ((high - low) * k) / (SIDE - 1)
  const row = (/** @type {number} */ i) =>
    Array.from({ length: SIDE }, (_, j) => error(at(across, j), at(up, i)))
  return Array.from({ length: SIDE }, (_, i) => row(i).map((each) => Math.min(height_of(each, range), 1)))
}

/** @param {number[][]} grid @returns {Node[]} */
function nodes(grid) {
  return grid.flatMap((row, i) => row.map((h, j) => ({ i, j, h }))).filter(({ h }) => !Number.isNaN(h))
}

const place = (/** @type {Node} */ { i, j, h }) => [j / (SIDE - 1), i / (SIDE - 1), h]

/** @param {number[][]} grid */
function minima_of(grid) {
  const beside = (/** @type {Node} */ { i, j }) =>
    [-1, 0, 1].flatMap((di) => [-1, 0, 1].map((dj) => grid[i + di]?.[j + dj] ?? Infinity))
  return nodes(grid)
    .filter((node) => node.h < 0.5 && beside(node).every((h) => !(h < node.h)))
    .map(place)
}

/** @param {number[][]} grid */
function lowest_of(grid) {
  const all = nodes(grid).sort((one, other) => one.h - other.h)
  return all.slice(0, Math.ceil(LOWEST * all.length)).map(place)
}

/** @param {RunColumns} path @param {Box} view @param {Heights} range */
function path_points({ w1, w2, error }, [across, up], range) {
  const every = Math.max(1, Math.ceil(w1.length / ALONG))
  return Array.from(w1, (_, t) => t)
    .filter((t) => t % every === 0)
    .map((t) => [share_in(across, w1[t]), share_in(up, w2[t]), Math.min(height_of(error[t], range), 1)])
    .filter(([u, v]) => u >= 0 && u <= 1 && v >= 0 && v <= 1)
}

// Returns a function that tells whether nothing stands between a point of the box and the eye.
/** @param {{ grid: number[][], camera: Camera, sides: number[] }} given */
function sight({ grid, camera, sides: [wide, deep, tall] }) {
  const [azimuth, elevation] = camera.map((degrees) => (degrees * Math.PI) / 180)
  const way = [
    (Math.sin(azimuth) * Math.cos(elevation)) / wide,
    (-Math.cos(azimuth) * Math.cos(elevation)) / deep,
    Math.sin(elevation) / tall,
  ]
  const pace = STEP / Math.max(Math.abs(way[0]), Math.abs(way[1]))
  return (/** @type {number[]} */ [u, v, h]) => {
    for (let k = NEAR; ; k++) {
      const [x, y, z] = [u, v, h].map((from, each) => from + k * pace * way[each])
      if (x < 0 || x > 1 || y < 0 || y > 1 || z > 1) return true
      if (grid[Math.round(y * (SIDE - 1))][Math.round(x * (SIDE - 1))] > z) return false
    }
  }
}
