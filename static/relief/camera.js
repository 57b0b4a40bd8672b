// Projects the relief onto the screen. The camera is orthographic: equal heights look equal everywhere, and
// from above the relief is the map.
//
// A point in the box is (u, v, h): u and v go from 0 to 1 along w₁ and w₂ over the view, h from 0 to 1 over
// the range of heights. A camera is [azimuth, elevation] in degrees. `frame` is the map's frame in the
// canvas, { left, top, width, height }, and `size` is the canvas, { width, height, head }, both in pixels;
// `head` is the height of the words at its top.

/** @type {Camera} */
export const ABOVE = [0, 90]
export const FLOOR = -0.35 // h of the map below the relief
const LOWEST = 8 // degrees
const TALL = 0.5 // of the frame's smaller side: the height of the range of heights
const MARGIN = { left: 52, right: 32, top: 8, bottom: 40 } // px around a turned relief, for the axes
const SPEED = [0.4, 0.3] // degrees per pixel
const CORNERS = [0, 1].flatMap((u) => [0, 1].flatMap((v) => [FLOOR, 1].map((h) => [u, v, h])))

// The box's sides in pixels before projection: along w₁, along w₂, and the range of heights.
/** @param {Size} frame @returns {Triple} */
export function sides_of({ width, height }) {
  return [width, height, TALL * Math.min(width, height)]
}

// Returns x, y and depth as linear functions of u, v and h, three coefficients and a constant each, and
// `scale`, the pixels per pixel of the map. Depth is in pixels, too, and grows towards the eye. The box fits
// into the canvas, whichever way it is turned.
/** @param {Camera} camera @param {MapFrame} frame @param {Size} size @returns {Projection} */
export function projection(camera, frame, size, by = 1) {
  const [azimuth, elevation] = camera.map((degrees) => (degrees * Math.PI) / 180)
  const [wide, deep, tall] = sides_of(frame)
  const [sin, cos, up, level] = [
    Math.sin(azimuth),
    Math.cos(azimuth),
    Math.sin(elevation),
    Math.cos(elevation),
  ]
  const rows = [
    [cos * wide, sin * deep, 0],
    [sin * up * wide, -cos * up * deep, -level * tall],
    [sin * level * wide, -cos * level * deep, up * tall],
  ]
  const turned = Math.sqrt(Math.max(0, 1 - (up * cos) ** 2)) // 0 if the edges are the frame's
  const area = area_of(frame, size, turned, Math.sqrt(by)) // fully enlarged, margins leave no room
  const ends = rows.map((row) => {
    const at = CORNERS.map((corner) => row.reduce((sum, factor, k) => sum + factor * corner[k], 0))
    return [Math.min(...at), Math.max(...at)]
  })
  const scale = Math.min(area.width / (ends[0][1] - ends[0][0]), area.height / (ends[1][1] - ends[1][0]))
  const middle = [area.left + area.width / 2, area.top + area.height / 2, 0]
  const [x, y, depth] = rows.map((row, k) => {
    return [...row.map((factor) => factor * scale), middle[k] - (scale * (ends[k][0] + ends[k][1])) / 2]
  })
  return { x, y, depth, scale }
}

/** @param {MapFrame} frame @param {Size} size @param {number} turned @param {number} by */
function area_of(frame, size, turned, by) {
  const [left, top] = [MARGIN.left * by, MARGIN.top * by + (size.head ?? 0)]
  const inner = {
    left,
    top,
    width: size.width - left - MARGIN.right * by,
    height: size.height - top - MARGIN.bottom * by,
  }
  const between = (/** @type {keyof MapFrame} */ name) =>
    frame[name] + turned * (Math.max(inner[name], 1) - frame[name])
  return { left: between("left"), top: between("top"), width: between("width"), height: between("height") }
}

// A linear function of a projection at a point.
/** @param {number[]} sum @param {number} u @param {number} v @param {number} h */
export function along(sum, u, v, h) {
  return sum[0] * u + sum[1] * v + sum[2] * h + sum[3]
}

/** @param {Projection} projection @param {number[]} place @returns {Triple} */
export function pixel_of({ x, y, depth }, [u, v, h]) {
  return [along(x, u, v, h), along(y, u, v, h), along(depth, u, v, h)]
}

// The point seen at a pixel and depth (Cramer's rule).
/** @param {Projection} projection @param {number[]} pixel @returns {Triple} */
export function place_of({ x, y, depth }, [at_x, at_y, at_depth]) {
  const rows = [x, y, depth]
  const known = [at_x, at_y, at_depth].map((at, k) => at - rows[k][3])
  const column = (/** @type {number | null} */ k) => (k === null ? known : rows.map((row) => row[k]))
  /** @type {(...columns: [number | null, number | null, number | null]) => number} */
  const minor = (one, two, three) => determinant(column(one), column(two), column(three))
  const whole = minor(0, 1, 2)
  return [minor(null, 1, 2) / whole, minor(0, null, 2) / whole, minor(0, 1, null) / whole]
}

/** @param {number[]} a @param {number[]} b @param {number[]} c */
function determinant(a, b, c) {
  return (
    a[0] * (b[1] * c[2] - b[2] * c[1]) -
    b[0] * (a[1] * c[2] - a[2] * c[1]) +
    c[0] * (a[1] * b[2] - a[2] * b[1])
  )
}

// The camera after a drag by some pixels: the near side follows the pointer.
/** @param {Camera} camera @param {number} dx @param {number} dy @returns {Camera} */
export function turned([azimuth, elevation], dx, dy) {
  const round = (azimuth - SPEED[0] * dx + 540) % 360
  const degrees = (/** @type {number} */ number) => Number(number.toFixed(2))
  return [
    degrees((round < 0 ? round + 360 : round) - 180),
    degrees(Math.min(Math.max(elevation + SPEED[1] * dy, LOWEST), 90)),
  ]
}

// A camera on the shorter way between two; `share` goes from 0 to 1, with a gentle start and end.
/** @param {Camera} one @param {Camera} other @param {number} share @returns {Camera} */
export function between(one, other, share) {
  const gentle = share * share * (3 - 2 * share)
  const way = ((other[0] - one[0] + 540) % 360) - 180
  return [one[0] + gentle * way, one[1] + gentle * (other[1] - one[1])]
}
