// The box of a small drawing beside a control: WIDTH × HEIGHT units, scaled to any size on the screen.

export const WIDTH = 1000
export const HEIGHT = 100

// Rounds a coordinate in it.
/** @param {number} number */
export function round(number) {
  return Number(number.toFixed(2))
}
