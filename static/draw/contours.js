// Contour lines of values on a grid, by marching squares, for all levels in one pass over the cells.

// A cell's sides are 0 bottom, 1 right, 2 top, 3 left. Its corners count 1 at the bottom left, then
// 2, 4, 8 anticlockwise. The sum of the corners above the level is the index of an entry: the sides
// that lines join, in pairs.
const JOINS = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
]
const RISING = 5 // opposite corners are above the level: a saddle
const FALLING = 10
const NO_VALUE = -1

// The line of one level, as contour_lines returns it.
/**
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {Float64Array} values
 * @param {number} level
 */
export function contour_line(x, y, values, level) {
  return contour_lines(x, y, values, [level])[0]
}

// Returns [xs, ys] for each level: polylines, as long as possible, with NaN between them in both. A loop ends
// where it begins. Points between samples are interpolated linearly. At a saddle, the middle of the cell
// decides which corners belong together. A cell with a corner that is not finite has no line.
//
// x, y: places of the columns and rows. values: row by row. levels: ascending.
/**
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {Float64Array} values
 * @param {number[]} levels
 */
export function contour_lines(x, y, values, levels) {
  const joins = joins_of(x.length, y.length, values, levels)
  // Two per side: the sides that it is joined with; 0 for none.
  const links = new Int32Array(4 * x.length * y.length)
  return levels.map((level, k) => traced(joins[k], links, x, y, values, level))
}

// Returns for each level the sides that its line joins, in pairs. A side's number is twice the index of the
// sample at which it begins, plus 1 if it goes right, or plus 2 if it goes up.
/** @param {number} columns @param {number} rows @param {Float64Array} values @param {number[]} levels */
function joins_of(columns, rows, values, levels) {
  const above = levels_below(values, levels)
  /** @type {number[][]} */
  const joins = Array.from(levels, () => [])
  for (let i = 0; i + 1 < rows; i++) {
    for (let j = 0; j + 1 < columns; j++) {
      const at = i * columns + j
      const a = above[at]
      const b = above[at + 1]
      const c = above[at + columns + 1]
      const d = above[at + columns]
      if (a === b && b === c && c === d) continue
      const lowest = Math.min(a, b, c, d)
      if (lowest === NO_VALUE) continue
      const highest = Math.max(a, b, c, d)
      const sides = [2 * at + 1, 2 * at + 4, 2 * (at + columns) + 1, 2 * at + 2]
      for (let k = lowest; k < highest; k++) {
        let corners = (a > k ? 1 : 0) + (b > k ? 2 : 0) + (c > k ? 4 : 0) + (d > k ? 8 : 0)
        if ((corners === RISING || corners === FALLING) && middle(values, at, columns) > levels[k])
          corners = 15 - corners
        const pairs = JOINS[corners]
        for (let n = 0; n < pairs.length; n++) joins[k].push(sides[pairs[n]])
      }
    }
  }
  return joins
}

// Returns for each value the number of levels below it.
/** @param {Float64Array} values @param {number[]} levels */
function levels_below(values, levels) {
  const below = new Int16Array(values.length)
  let count = 0 // carried over, as it hardly changes between samples
  for (let at = 0; at < values.length; at++) {
    const value = values[at]
    if (!Number.isFinite(value)) {
      below[at] = NO_VALUE
      continue
    }
    while (count < levels.length && value > levels[count]) count++
    while (count > 0 && value <= levels[count - 1]) count--
    below[at] = count
  }
  return below
}

/** @param {Float64Array} values @param {number} at @param {number} columns */
function middle(values, at, columns) {
  return values[at] / 4 + values[at + 1] / 4 + values[at + columns] / 4 + values[at + columns + 1] / 4
}

// Follows a level's joins from side to side. `links` is all 0 before and after.
/**
 * @param {number[]} joins @param {Int32Array} links @param {ArrayLike<number>} x @param {ArrayLike<number>} y
 * @param {Float64Array} values @param {number} level @returns {[xs: Float64Array, ys: Float64Array]}
 */
function traced(joins, links, x, y, values, level) {
  for (let k = 0; k < joins.length; k += 2) {
    link(links, joins[k], joins[k + 1])
    link(links, joins[k + 1], joins[k])
  }
  const xs = new Float64Array(2 * joins.length) // enough for all lines and the NaN between them
  const ys = new Float64Array(2 * joins.length)
  let length = 0

  /** @param {number} side */
  function put(side) {
    const goes_up = side % 2 === 0
    const at = goes_up ? side / 2 - 1 : (side - 1) / 2
    const j = at % x.length
    const i = (at - j) / x.length
    const low = values[at]
    const high = values[goes_up ? at + x.length : at + 1]
    let share = (level - low) / (high - low)
    if (!(share >= 0 && share <= 1)) share = 0.5 // the difference overflows
    xs[length] = goes_up ? x[j] : x[j] + share * (x[j + 1] - x[j])
    ys[length] = goes_up ? y[i] + share * (y[i + 1] - y[i]) : y[i]
    length++
  }

  /** @param {number} start */
  function follow(start) {
    if (length > 0) {
      xs[length] = ys[length] = NaN
      length++
    }
    put(start)
    for (let side = start, next = taken(links, side); next; side = next, next = taken(links, side)) put(next)
  }

  // Starts at the ends of open lines.
  for (const side of joins) if (!links[2 * side] !== !links[2 * side + 1]) follow(side)
  for (const side of joins) if (links[2 * side] || links[2 * side + 1]) follow(side) // the rest are loops
  return [xs.slice(0, length), ys.slice(0, length)]
}

/** @param {Int32Array} links @param {number} side @param {number} other */
function link(links, side, other) {
  links[2 * side + (links[2 * side] ? 1 : 0)] = other
}

// Removes a join of a side and returns the other side, or 0 if there is none.
/** @param {Int32Array} links @param {number} side */
function taken(links, side) {
  const own = links[2 * side] ? 2 * side : 2 * side + 1
  const other = links[own]
  links[own] = 0
  if (other) links[2 * other + (links[2 * other] === side ? 0 : 1)] = 0
  return other
}
