// The legend's words for each run: the method, and the values that distinguish it.

const SYMBOL = /(?<=^|[,;] )(?![a-z]{2})(\S+) (?=[−\d])/g // before its number; words, such as batch, are none

// `runs` have a `title`, that of their method, and `values`, such as "η 0.1, α 0.9; cosine, warm-up 20". A
// single run is told by all its values. Of several runs, one whose method no other has is told by its first values, `most`
// of them, and its batch size; runs of one method by the values in which they differ.
/** @param {{ title: string, values: string }[]} runs */
export function told_apart(runs, most = 1) {
  if (runs.length === 1) return [runs[0].values]
  return runs.map(({ title, values }) => {
    const same = runs.filter((run) => run.title === title).map((run) => pieces(run.values))
    const mine = pieces(values)
    if (!mine.some(is_batch) && same.flat().some(is_batch)) mine.push("all rows")
    if (same.length === 1) return mine.filter((piece, i) => i < most || is_batch(piece)).join(", ")
    return mine.filter((piece) => !same.every((other) => other.includes(piece))).join(", ")
  })
}

// A short name for each run, by which it is told from the others.
/** @param {{ title: string, values: string }[]} runs */
export function run_names(runs) {
  const apart = told_apart(runs)
  return runs.map(({ title }, i) =>
    runs.filter((other) => other.title === title).length > 1 ? apart[i] : title,
  )
}

// What a picture's legend says of each run, in one line that `fits`: all values, as equations; else only
// those that tell the runs apart, as many as fit; else names alone.
/** @param {{ title: string, values: string }[]} runs @param {(line: string) => boolean} fits */
export function legend_lines(runs, fits) {
  const lines_of = (/** @type {string[]} */ told) =>
    runs.map(({ title }, i) => `${title}  ${as_equations(told[i])}`.trim())
  const apart = told_apart(runs).map(pieces)
  let lines = lines_of(runs.map(({ values }) => values))
  for (let most = Math.max(...apart.map(({ length }) => length)); most >= 0 && !lines.every(fits); most--)
    lines = lines_of(apart.map((own) => own.slice(0, most).join(", ")))
  return lines
}

// Values with signs of equality: "η = 0.1, α = 0.9; cosine, warm-up 20". What is named by a word has none.
/** @param {string} values */
export function as_equations(values) {
  return values.replace(SYMBOL, "$1 = ")
}

const is_batch = (/** @type {string} */ piece) => piece.startsWith("batch ")

/** @param {string} values */
function pieces(values) {
  return values ? values.split(/[,;] /) : []
}
