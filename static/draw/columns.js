// Columns from rows, so that all columns of a source have one length.

export function columns_of(names, rows) {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]))
}
