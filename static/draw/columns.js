// Builds columns from rows, so that all columns of a source have one length.

/**
 * @template {string} N @param {readonly N[]} names @param {Record<N, unknown>[]} rows
 * @returns {Record<N, any[]>}
 */
export function columns_of(names, rows) {
  return /** @type {any} */ (Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])))
}
