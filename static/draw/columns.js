// Builds columns from rows, so that all columns of a source have one length.

/** @param {string[]} names, @param {any[]} rows, @returns {any} */
export function columns_of(names, rows) {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]))
}
