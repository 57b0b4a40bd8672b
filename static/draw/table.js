// Every step of every run as CSV, with all digits in Python's notation; app/words/exports.py
// does the same for files.

const ALWAYS = ["w1", "w2", "error", "g1", "g2"] // columns of every run
// Columns of runs whose steps see some rows of the data, and what they are of others.
const OF_BATCH = { batch_error: "error", full_g1: "g1", full_g2: "g2" }
const NO_MOMENTS = new Set([...ALWAYS, ...Object.keys(OF_BATCH), "factor", "noise1", "noise2"])
const JUDGED = /** @type {const} */ (["w1", "w2", "error"])

// `runs` are those at rest, the active run first, and `pins` the numbers of the others.
/** @param {ShownRun[]} runs @param {number[]} pins */
export function table(runs, pins) {
  const all = runs.flatMap(({ columns }) => Object.keys(columns))
  const names = [...ALWAYS, ...new Set(all.filter((name) => !NO_MOMENTS.has(name)))]
  const rates = all.includes("factor") ? ["eta"] : []
  const judged = runs.some((run) => run.judged) ? ["judged1", "judged2", "judged_error"] : []
  const batch = all.includes("batch_error") ? Object.entries(OF_BATCH) : []
  const head = [...names, ...rates, ...judged, ...batch.map(([name]) => name)]
  const lines = [["run", "method", "values", "t", ...head].join(",")]
  runs.forEach(({ title, values, columns, judged: apart, of }, place) => {
    const which = [String(place ? Math.abs(pins[place - 1]) : 0), quoted(title), quoted(values)].join(",")
    const { eta } = of.values
    const point = apart ?? columns
    for (let t = 0; t < columns.w1.length; t++) {
      const numbers = names.map((name) => columns[name] && digits(columns[name][t]))
      if (rates.length) numbers.push(t && eta !== undefined ? digits(eta * (columns.factor?.[t] ?? 1)) : "")
      if (judged.length) numbers.push(...JUDGED.map((name) => digits(point[name][t])))
      numbers.push(...batch.map(([name, instead]) => digits((columns[name] ?? columns[instead])[t])))
      lines.push([which, t, ...numbers].join(","))
    }
  })
  return `${lines.join("\n")}\n`
}

/** @param {string} text */
function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

// A number in Python's notation.
/** @param {number} x */
function digits(x) {
  if (Number.isNaN(x)) return "nan"
  if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf"
  const size = Math.abs(x)
  if (size >= 1e16 || (size < 1e-4 && size > 0)) {
    const [mantissa, power] = x.toExponential().split("e")
    return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`
  }
  if (Number.isInteger(x)) return `${Object.is(x, -0) ? "-0" : x}.0`
  return String(x)
}
