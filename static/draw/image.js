// Places images of samples in a figure.

// Returns the columns x, y, dw and dh of an image from the middles of its evenly spaced pixels. A single row
// or column reaches from 0 to 1.
/** @param {ArrayLike<number>} x, @param {ArrayLike<number>} y */
export function placed(x, y) {
  const [left, width] = extent(x)
  const [bottom, height] = extent(y)
  return { x: [left], y: [bottom], dw: [width], dh: [height] }
}

/** @param {ArrayLike<number>} along */
function extent(along) {
  if (along.length === 1) return [0, 1]
  const [first, last] = [along[0], along[along.length - 1]]
  const half = (last - first) / (along.length - 1) / 2
  return [first - half, last - first + 2 * half]
}
