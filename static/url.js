// The address without a server: reads and writes what app/url.py does, for the functions, lessons and rules of a
// catalogue (app/saved/catalogue.py). What cannot be used falls back to its default and is named in a notice.

import { goal_in } from "./draw/goal_words.js"
import { is_same } from "./equality.js"
import { is_awaited } from "./experiment.js"

const PLAIN = /%(?:2C|3A|3D|2F|40|3B)/g // commas and the like, which a link may have as they are
const OF_FUNCTION = ["let", "start", "view"] // parts that say nothing without the function that they were made for

// An object whose names are a visitor's may not be asked for what all objects have.
/** @param {object} table @param {string} name */
const own = (table, name) => (Object.hasOwn(table, name) ? /** @type {any} */ (table)[name] : undefined)

// A text without spaces, as texts are compared; a line's end is a semicolon.
/** @param {string} text */
function bare(text) {
  return text
    .trim()
    .replace(/\n/g, ";")
    .replace(/[ \t\r]/g, "")
}

// The function of a catalogue with this text and this table, or else with another table of the same columns; without a
// table, the first one.
/** @param {Catalogue} of @param {string} text @param {DataTable | null} data @returns {Standing | undefined} */
export function function_of({ functions }, text, data) {
  const same = functions.filter((each) => bare(each.text) === bare(text))
  const columns = (/** @type {DataTable | null} */ table) => table?.names.join()
  return (
    same.find((each) => is_same(each.data, data)) ??
    same.find((each) => !each.data || !data || columns(each.data) === columns(data))
  )
}

// The same as `from_query`, with runs side by side where the link has several (app/proposals/opening.py).
/** @param {string} query @param {Catalogue} of @returns {{ experiment: SaidExperiment, notices: string[] }} */
export function opened(query, of) {
  const { experiment, notices } = from_query(query, of)
  const parts = new URLSearchParams(query)
  if (experiment.lineup.length === 1 || experiment.lesson || parts.has("t")) return { experiment, notices }
  const panel = parts.has("panel") ? experiment.panel : "runs"
  const cursor = panel === of.default.panel ? experiment.cursor : experiment.steps
  return { experiment: { ...experiment, panel, cursor }, notices }
}

// Reads a query, and returns the experiment and one sentence for each part that was not used.
/** @param {string} query @param {Catalogue} of @returns {{ experiment: SaidExperiment, notices: string[] }} */
export function from_query(query, of) {
  const { limits } = of.contract
  const pairs = [...new URLSearchParams(query)]
  const found = Object.fromEntries(pairs)
  /** @type {string[]} */
  const notices = []
  const refuse = (/** @type {string} */ what, /** @type {string} */ text, /** @type {string} */ why) =>
    notices.push(`The link's ${what} “${shortened(text)}” was not used: ${why}.`)

  let experiment = of.default
  const lesson = own(found, "lesson")
  if (lesson !== undefined) {
    if (own(of.lessons, lesson)) experiment = lesson_experiment(lesson, of)
    else refuse("lesson", lesson, "no lesson has this name")
  }
  let standing = /** @type {Standing} */ (function_of(of, experiment.expression, experiment.data))
  experiment = with_function()
  const rows = (standing.data && experiment.data?.columns[0].length) || 0
  experiment = with_numbers()
  experiment = with_runs()
  experiment = with_settings()
  if (is_awaited(experiment)) {
    const cursor = "t" in found ? experiment.cursor : experiment.steps
    const tab = of.contract.telling.includes(experiment.tab) ? "path" : experiment.tab
    experiment = { ...experiment, cursor, tab, tune: false }
  }
  return { experiment, notices }

  function with_function() {
    const key_in = found.e?.trim().toLowerCase()
    const named = of.functions.find(({ facts }) => facts.surface && facts.surface === key_in)
    const text = named?.text ?? own(found, "e") ?? experiment.expression
    const is_same_text = bare(text) === bare(experiment.expression)
    const table = given_table(named ? named.data : is_same_text ? experiment.data : null)
    const known = function_of(of, text, table)
    if (!known) {
      refuse("error function", text, "only those of the menu and of the lessons can be shown here")
      for (const part of OF_FUNCTION) delete found[part]
      return experiment
    }
    const data = known.data ? (table ?? known.data) : table
    const is_known_table = is_same(data, known.data)
    if (is_same_text && is_same(data, experiment.data)) return experiment
    standing = known
    const key = is_known_table || !known.data ? known.facts.surface : ""
    const moved = { ...experiment, expression: known.text, data }
    if (is_same_text) return moved
    const placed = { ...moved, let: {}, standardize: false }
    if (key) return with_change(placed, on_function(experiment, known, of))
    return known.data ? { ...placed, start: known.start, view: known.view } : placed
  }

  /** @param {DataTable | null} usual */
  function given_table(usual) {
    const text = own(found, "data")
    if (text === undefined) return usual
    if (text === "") return null
    const table = table_in(text, limits.max_rows)
    if (!table) refuse("data", text, "write the names of the columns, then the rows, such as x,y;8,1.2;9,0.7")
    return table ?? usual
  }

  function with_numbers() {
    if (!("let" in found)) return experiment
    /** @type {Values} */
    const set = {}
    for (const part of found.let.split(",")) {
      const [name, text = ""] = part.split(":")
      const row = standing.facts.parameters.find(
        ({ path, label }) => path[1] === name || label.split(" ")[0] === name, // lambda_ and λ
      )
      const number = number_in(text)
      if (row && number !== null && accepts(row, number)) set[String(row.path[1])] = number
      else refuse("let", part, row ? `${name} is ${row.advice}` : "the function has no such letter")
    }
    return { ...experiment, let: set }
  }

  function with_runs() {
    const texts = pairs.filter(([part]) => part === "run").map(([, text]) => text)
    const rules = pairs.filter(([part]) => part === "rule").map(([, text]) => text)
    const read = texts.slice(0, limits.max_runs).map((text) => run_in(text, rules))
    const lineup = /** @type {OfRun[]} */ (read.filter((each) => each !== null))
    if (texts.length > limits.max_runs)
      notices.push(`The link has ${texts.length} runs; the first ${limits.max_runs} are shown.`)
    const pins = lineup.slice(1).map((_, k) => k + 1)
    let now = lineup.length ? with_lineup({ ...experiment, pins }, lineup) : experiment
    if ("batch" in found)
      now = with_lineup(now, [{ ...now.lineup[0], batch: batch_in(found.batch) }, ...now.lineup.slice(1)])
    const fitted = now.lineup.map((run) => ({ ...run, batch: run.batch < rows ? run.batch : 0 }))
    return with_lineup(now, fitted)
  }

  /** @param {string} text @param {string[]} rules @returns {OfRun | null} */
  function run_in(text, rules) {
    const [both, batch] = text.split("@")
    const [of_method, of_schedule] = both.split("/")
    const [key, assignments = ""] = of_method.split(":")
    /** @type {Partial<OfRun>} */
    const rule = {}
    if (key === "own") {
      const given = rules.shift() ?? ""
      const known = Object.keys(of.typed_rules).find((each) => bare(each) === bare(given))
      if (known === undefined) {
        refuse("update rule", given, "only those of the lessons and the examples can be shown here")
        return null
      }
      rule.rule = known
    } else if (!own(of.rules, key)) {
      refuse("run", text, "a run begins with the name of a method, such as adam:eta=0.1")
      return null
    }
    const told = rule.rule === undefined ? of.rules[key] : of.typed_rules[rule.rule]
    const usual = rule.rule === undefined ? proposed(key, standing, of) : told.defaults
    const schedule = of_schedule === undefined ? of.steady : schedule_in(of_schedule)
    return {
      method: key,
      values: assigned(usual, assignments, told.sliders),
      schedule,
      batch: batch === undefined ? 0 : batch_in(batch),
      ...rule,
    }
  }

  /** @param {string} text @returns {OfSchedule} */
  function schedule_in(text) {
    const [key, assignments = ""] = text.split(":")
    const told = own(of.schedules, key)
    if (told) return { key, ...assigned(told.defaults, assignments, told.sliders) }
    refuse("schedule", text, `it is ${Object.keys(of.schedules).join(" or ")}`)
    return of.steady
  }

  /** @param {Values} values @param {string} assignments @param {Row[]} rows */
  function assigned(values, assignments, rows) {
    const now = { ...values }
    for (const assignment of assignments.split(",").filter(Boolean)) {
      const [name, text = ""] = assignment.split("=")
      const row = rows.find(({ path }) => path[1] === name)
      const number = number_in(text)
      if (row && number !== null && accepts(row, number)) now[name] = number
      else refuse("value", assignment, row ? `it is ${row.advice}` : "the method has none of this name")
    }
    return now
  }

  /** @param {string} text */
  function batch_in(text) {
    const size = number_in(text) ?? 0
    if (Number.isInteger(size) && size >= 1 && size <= rows) return size < rows ? size : 0
    refuse("batch", text, rows ? `it is a whole number from 1 to ${rows}` : "the function has no data")
    return 0
  }

  function with_settings() {
    let now = experiment
    const others = ["e", "let", "data", "batch", "run", "rule", "lesson", "embed", "show"]
    for (const [part, text] of Object.entries(found)) {
      const setting = of.settings.find((each) => each.part === part && !others.includes(part))
      if (setting) {
        const [form, ...bounds] = setting.form
        const value = READ[form](text, ...(form === "goal" ? [limits] : bounds))
        if (value === null || (part === "pins" && value.length !== now.lineup.length - 1))
          refuse(part, text, setting.advice)
        else now = { ...now, [setting.name]: value }
      } else if (!others.includes(part))
        notices.push(`The link has a part “${shortened(part)}” that this page does not know.`)
    }
    return now
  }
}

// What changes when a function of the menu is chosen.
/** @param {SaidExperiment} experiment @param {Standing} chosen @param {Catalogue} of @returns {Change} */
export function on_function({ lineup: [run, ...pinned] }, chosen, of) {
  const { text, data, start, view } = chosen
  const values = run.rule === undefined ? proposed(run.method, chosen, of) : run.values
  const lineup = [{ ...run, values }, ...pinned]
  return { expression: text, let: {}, data, standardize: false, start, view, units: "auto", lineup }
}

// The values of a method: those that the gallery suggests on a function, or else its defaults.
/** @param {string} key @param {Standing} standing @param {Catalogue} of @returns {Values} */
function proposed(key, { facts }, { rules }) {
  return { ...rules[key].defaults, ...own(facts.suggested, key) }
}

/** @type {WeakMap<object, SaidExperiment>} */
const of_lessons = new WeakMap() // lesson of a catalogue -> the experiment with which it opens

/** @param {string} key @param {Catalogue} of @returns {SaidExperiment} */
function lesson_experiment(key, of) {
  const lesson = of.lessons[key]
  const found = of_lessons.get(lesson)
  if (found) return found
  const { experiment } = from_query(lesson.link, of)
  const open = /** @type {SaidExperiment} */ ({ ...experiment, lesson: key, panel: "lesson" })
  of_lessons.set(lesson, open)
  return open
}

// Writes the query that restores an experiment.
/** @param {SaidExperiment} experiment @param {Catalogue} of */
export function to_query(experiment, of) {
  const { expression, lineup, lesson } = experiment
  const begun = lesson ? lesson_experiment(lesson, of) : null
  if (begun && is_same(without_notes(experiment), without_notes(begun))) return `lesson=${lesson}`
  const value_in = (/** @type {any} */ all, /** @type {string} */ name) => all[name]
  const parts = of.settings
    .filter(({ name, nothing, in_lessons }) => {
      const is_nothing = is_same(value_in(experiment, name), nothing)
      const is_said = begun && (in_lessons || !is_same(value_in(begun, name), nothing))
      return name !== "pins" && (!is_nothing || is_said)
    })
    .map(({ name, part, form }) => [part, written(value_in(experiment, name), form[0])])
  const [{ batch }, ...others] = lineup
  const runs = [{ ...lineup[0], batch: 0 }, ...others].map((run) => ["run", run_text(run, of)])
  const rules = lineup.filter(({ rule }) => rule !== undefined).map(({ rule }) => ["rule", String(rule)])
  const pins = experiment.pins.length ? [["pins", experiment.pins.join()]] : []
  const last = lesson ? [["lesson", lesson]] : []
  const size = batch ? [["batch", String(batch)]] : []
  return [["e", expression], ...parts, ...size, ...runs, ...rules, ...pins, ...last]
    .map(([name, text]) => `${name}=${encodeURIComponent(text).replace(PLAIN, decodeURIComponent)}`)
    .join("&")
}

// What an experiment is, without what is said of it.
/** @param {any} experiment */
export function without_notes({ settled, query, ...experiment }) {
  return experiment
}

/** @param {SaidExperiment} experiment @param {OfRun[]} lineup @returns {SaidExperiment} */
function with_lineup(experiment, lineup) {
  const [{ values, schedule, batch }] = lineup
  return { ...experiment, lineup, values, schedule, batch }
}

/** @param {SaidExperiment} experiment @param {Change} change @returns {SaidExperiment} */
function with_change(experiment, { lineup = experiment.lineup, ...settings }) {
  return with_lineup({ ...experiment, ...settings }, lineup)
}

/** @param {OfRun} run @param {Catalogue} of */
function run_text({ method, values, schedule, batch }, { steady }) {
  const assignments = (/** @type {Values} */ all) =>
    Object.entries(all)
      .map(([name, value]) => `${name}=${digits(value)}`)
      .join()
  const { key, ...rest } = schedule
  const schedule_text = is_same(schedule, steady) ? "" : `/${key}:${assignments(rest)}`
  return `${method}:${assignments(values)}${schedule_text}${batch ? `@${batch}` : ""}`
}

/** @param {any} value @param {string} form @returns {string} */
function written(value, form) {
  if (form === "flag") return value ? "on" : "off"
  if (form === "log_error") return value ? "log" : "linear"
  if (form === "camera" && !value.length) return "off"
  if (form === "data") return value ? table_text(value) : ""
  if (form === "let")
    return Object.entries(value)
      .map(([name, number]) => `${name}:${digits(/** @type {number} */ (number))}`)
      .join()
  if (Array.isArray(value)) return value.flat().map(digits).join()
  return digits(value)
}

/** @param {DataTable} table */
function table_text({ names, columns }) {
  const rows = columns[0].map((_, row) => columns.map((column) => digits(column[row])).join())
  return [names.join(), ...rows].join(";")
}

// A number with all its digits, also −0.
/** @param {any} value */
function digits(value) {
  return Object.is(value, -0) ? "-0" : String(value)
}

// Reading: each function returns null if a text cannot be used.

/** @param {string} text @returns {number | null} */
function number_in(text) {
  const is_number = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)
  return is_number && Number.isFinite(Number(text)) ? Number(text) : null
}

/** @param {string} text @returns {number[] | null} */
function numbers_in(text) {
  const numbers = text.split(",").map(number_in)
  return numbers.includes(null) ? null : /** @type {number[]} */ (numbers)
}

/** @param {Row} row @param {number} value */
function accepts({ least, most, least_included, most_included }, value) {
  return (least_included ? value >= least : value > least) && (most_included ? value <= most : value < most)
}

/** @param {string} text @param {number} most rows @returns {DataTable | null} */
function table_in(text, most) {
  const [first, ...rows] = text.split(";")
  const names = first.split(",")
  const values = rows.map(numbers_in)
  const is_whole = values.every((row) => row?.length === names.length && are_near(row))
  if (!is_whole || !rows.length || rows.length > most || new Set(names).size < names.length) return null
  return { names, columns: names.map((_, k) => values.map((row) => /** @type {number[]} */ (row)[k])) }
}

/** @param {string} text @param {number} count @param {(numbers: number[]) => boolean} is_legal */
function several(text, count, is_legal) {
  const numbers = numbers_in(text)
  return numbers?.length === count && is_legal(numbers) ? numbers : null
}

const FARTHEST = 1e12
/** @param {number[]} numbers */
const are_near = (numbers) => numbers.every((number) => Math.abs(number) <= FARTHEST)
/** @param {number | null} number */
const is_size = (number) => number !== null && number >= 1e-300 && number <= 1e300

// By the form of a setting (app/settings.py); further arguments are its limits.
/** @type {Record<string, (text: string, ...limits: any[]) => any>} */
const READ = {
  whole(text, least, most) {
    const number = number_in(text)
    return number !== null && Number.isInteger(number) && number >= least && number <= most ? number : null
  },
  flag: (text) => own({ on: true, off: false }, text) ?? null,
  log_error: (text) => own({ log: true, linear: false }, text) ?? null,
  choice: (text, ...names) => (names.includes(text) ? text : null),
  number: (text, ...numbers) => numbers.find((number) => number === number_in(text)) ?? null,
  several(text, most, ...names) {
    const chosen = text.split(",").filter(Boolean)
    const are_good = chosen.every((name) => names.includes(name)) && new Set(chosen).size <= most
    return are_good ? names.filter((name) => chosen.includes(name)) : null
  },
  amount: (text) => (number_in(text) === 0 ? 0 : READ.reach(text)),
  reach: (text) => (is_size(number_in(text)) ? number_in(text) : null),
  start: (text) => several(text, 2, are_near),
  view(text) {
    const ends = several(text, 4, are_near)
    const views = ends && [ends.slice(0, 2), ends.slice(2)]
    const is_wide = views?.every(([low, high]) => high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))
    return is_wide ? views : null
  },
  camera: (text) =>
    text === "off" ? [] : several(text, 2, ([turn, up]) => Math.abs(turn) <= 180 && up >= 0 && up <= 90),
  axes(text) {
    const names = text.split(",")
    return names.length === 2 && names.every((name) => /^[\w.]*$/.test(name)) ? names : null
  },
  guessed(text) {
    const numbers = numbers_in(text) ?? []
    return numbers.length === 0 || numbers.length % 2 === 1 ? numbers : null
  },
  pins(text) {
    const numbers = numbers_in(text) ?? []
    const sizes = new Set(numbers.map(Math.abs))
    const are_good = [...sizes].every((size) => Number.isInteger(size) && size >= 1 && size <= 9)
    return are_good && sizes.size === numbers.length ? numbers : null
  },
  goal: (text, limits) => (text === "" ? "" : (goal_in(text, limits)?.text ?? null)),
}

// A visitor's text so that it can be quoted.
/** @param {string} text */
function shortened(text) {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}
