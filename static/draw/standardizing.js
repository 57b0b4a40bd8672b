// Standardizes the columns of a table, as app/tables/standardizing.py does to the bit: all but the target are shifted
// to the mean 0 and scaled to the standard deviation 1. A constant column is left alone.

// The place of the column that a model is to give: the one called y, else the last one.
/** @param {string[]} names */
export function target(names) {
  return names.includes("y") ? names.indexOf("y") : names.length - 1
}

/** @param {DataTable} table @returns {DataTable} */
export function standardized({ names, columns }) {
  const left = target(names)
  return {
    names,
    columns: columns.map((column, place) => (place === left ? column : column.map(scaled(column)))),
  }
}

// What standardizing makes of a value of a column.
/** @param {number[]} column @returns {(value: number) => number} */
export function scaled(column) {
  if (column.every((value) => value === column[0])) return (value) => value
  let total = 0
  for (const value of column) total += value
  const mean = total / column.length
  let squares = 0
  for (const value of column) squares += (value - mean) * (value - mean)
  const deviation = Math.sqrt(squares / column.length)
  return deviation === 0 ? (value) => value : (value) => (value - mean) / deviation
}
