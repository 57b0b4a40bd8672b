// The map of the basins: its image has indices of the colours of all attractors and kinds of ends; 255 is none.
//
// It is drawn with more pixels than it has starts, so that borders are crisp on the screen, and smooth.

const NONE = 255
const FINER = 3 // pixels of the image for each start, along each side
const REACH = 3 // starts on either side of a pixel that decide on which side of a border it lies
const SPREAD = 1.2 // starts; how fast their weight falls with their distance
const THIN = 0.3 // of the weight; what has less about its own start is too thin to be smoothed

// Returns the columns of the source `basins`; without a map they are empty.
export function basin_columns(map, { basin_shades }) {
  const names = ["image", "x", "y", "dw", "dh"]
  const shown = map && { ...map, image: finer(map.image, basin_shades) }
  return { basins: Object.fromEntries(names.map((name) => [name, shown ? [shown[name]] : []])) }
}

// Each pixel has the row of colours that most of the starts about it have, by their weight. Its shade lies between those
// of the next four starts with that row. Of what is thin, such as a dust of basins, each start keeps its place.
function finer({ values, shape: [rows, columns] }, shades) {
  const row_of = Uint8Array.from(values, (value) => (value === NONE ? NONE : Math.floor(value / shades)))
  const image = new Uint8Array(rows * columns * FINER ** 2)
  const width = FINER * columns
  const [up, across] = [neighbours(rows), neighbours(columns)]
  const sums = new Float64Array(NONE + 1) // of weights, by the row of colours

  for (let i = 0; i < up.length; i++) {
    for (let j = 0; j < width; j++) {
      const next = corners(up[i], across[j])
      const row = is_even(up[i].low, across[j].low) ? row_of[next.at[0]] : decided(up[i], across[j], next)
      image[i * width + j] = row === NONE ? NONE : row * shades + shade(row, next)
    }
  }
  return { values: image, shape: [FINER * rows, width] }

  // The next four starts and their bilinear weights.
  function corners(one, other) {
    const at = [one.low, one.high].flatMap((i) => [other.low, other.high].map((j) => i * columns + j))
    const weights = [1 - one.share, one.share].flatMap((high) => [(1 - other.share) * high, other.share * high])
    return { at, weights }
  }

  // Whether all starts that could decide are of one row.
  function is_even(low, left) {
    const row = row_of[low * columns + left]
    for (let i = Math.max(low - REACH + 1, 0); i <= Math.min(low + REACH, rows - 1); i++) {
      for (let j = Math.max(left - REACH + 1, 0); j <= Math.min(left + REACH, columns - 1); j++) {
        if (row_of[i * columns + j] !== row) return false
      }
    }
    return true
  }

  function decided(one, other, next) {
    sums.fill(0)
    let all = 0
    for (let i = Math.max(one.low - REACH + 1, 0); i <= Math.min(one.low + REACH, rows - 1); i++) {
      for (let j = Math.max(other.low - REACH + 1, 0); j <= Math.min(other.low + REACH, columns - 1); j++) {
        const weight = Math.exp(-((i - one.at) ** 2 + (j - other.at) ** 2) / (2 * SPREAD ** 2))
        sums[row_of[i * columns + j]] += weight
        all += weight
      }
    }
    const own = row_of[next.at[next.weights.indexOf(Math.max(...next.weights))]]
    if (own === NONE || sums[own] < THIN * all) return own
    sums[NONE] = 0
    return next.at.map((at) => row_of[at]).reduce((best, row) => (sums[row] > sums[best] ? row : best), own)
  }

  function shade(row, { at, weights }) {
    let [sum, weight] = [0, 0]
    for (let k = 0; k < 4; k++) {
      if (row_of[at[k]] !== row) continue
      sum += weights[k] * (values[at[k]] % shades)
      weight += weights[k]
    }
    return weight > 0 ? Math.round(sum / weight) : values[at.find((each) => row_of[each] === row)] % shades
  }
}

// For each pixel along a side where its middle is, in starts, with the starts before and behind it, and how far it is
// from the first to the second.
function neighbours(count) {
  return Array.from({ length: FINER * count }, (_, i) => {
    const at = Math.min(Math.max((i + 0.5) / FINER - 0.5, 0), count - 1)
    const low = Math.min(Math.floor(at), Math.max(count - 2, 0))
    return { at, low, high: Math.min(low + 1, count - 1), share: at - low }
  })
}
