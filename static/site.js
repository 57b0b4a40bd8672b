// The page of a site (app/saved/site.py), or of a file (app/saved/page.py): it has the functions, lessons and rules of
// a catalogue, a file its own function besides, and an address for what is shown. What needs a server is not here, or
// leads to one, if the page knows one.

import { answers } from "./answers.js"
import { goal_in, told_goal } from "./draw/goal_words.js"
import { is_same, text_of } from "./equality.js"
import { is_awaited } from "./experiment.js"
import { memoize } from "./memoize.js"
import { offline } from "./offline.js"
import { packed_content } from "./packed_content.js"
import { unpacked } from "./packing.js"
import { choice } from "./parts/choice.js"
import { find_in, make } from "./parts/dom.js"
import { exports } from "./parts/export.js"
import { full_page_address, full_page_link } from "./parts/full_page_link.js"
import { lessons } from "./parts/lessons.js"
import { notices } from "./parts/notices.js"
import { ask } from "./requests.js"
import { single_function } from "./single_function.js"
import { start } from "./start.js"
import { keep_nothing } from "./storage.js"
import { known, say_all } from "./store.js"
import { function_of, on_function, opened, to_query, without_notes } from "./url.js"
import { is_widget } from "./widget.js"

const TIP = "Functions to begin with: each has a shape on which methods differ"
const NO_DATA = "The page could not read its data. Its folder needs a host, such as python -m http.server."
const MORE = "The full page shows more here, which needs a server."
/** @type {string[]} */
const NO_WORDS = [] // of the table, which only a server has

/** @type {Record<string, (place: any) => void>} */
const PARTS = {
  exports,
  full: full_page_link,
  gallery,
  lessons,
  notices,
  offline,
}

/** @typedef {{ experiment: SaidExperiment, function: Standing, typed_rules: Record<string, RuleFact> }} Shown */

// `kept` are the runs of a file, and samples of E where the browser cannot compute it; `shown` is what it shows, with
// its function, or `lone` the facts of a page of one function.
/**
 * @type {{ places: Record<string, string>, kept?: { said: any, buffer: string }, shown?: Shown,
 *   lone?: { methods: Choice[], panels: Contract["panels"], first: Partial<Facts>, is_hosted: boolean },
 *   is_offline?: boolean }}
 */
const page = JSON.parse(String(document.getElementById("page")?.textContent))

// Starts the page once its catalogue has come.
async function open_site() {
  try {
    const { constants, catalogue } = packed_content?.choices ?? (await fetched())
    const { places, kept, shown, lone: alone } = page
    if (packed_content) keep_nothing() // all files that a browser opens share what it keeps
    if (alone) {
      constants.methods = alone.methods
      constants.contract.panels = alone.panels
    }
    const open = () => {
      say_all({ ...(kept && arrays(kept)), answered: true })
      if (alone) single_function(alone.is_hosted)
      else site(with_shown({ ...constants, ...catalogue }, shown))
    }
    start(PARTS, open, { places, constants, first: alone?.first })
  } catch (problem) {
    document.body.replaceChildren(make("p", { textContent: `${NO_DATA} ${problem}` }))
  }
}

async function fetched() {
  const answer = await fetch(page.places.catalogue)
  if (!answer.ok) throw new Error(`The catalogue answered ${answer.status}.`)
  return answer.json()
}

/** @param {{ said: any, buffer: string }} kept @returns {Partial<Facts>} */
function arrays({ said, buffer }) {
  return unpacked(said, Uint8Array.from(atob(buffer), (letter) => letter.charCodeAt(0)).buffer)
}

// A catalogue with what a file shows.
/** @param {Catalogue} of @param {Shown} [shown] @returns {Catalogue} */
function with_shown(of, shown) {
  if (!shown) return of
  const { experiment, function: standing, typed_rules } = shown
  return {
    ...of,
    first: experiment,
    functions: [standing, ...of.functions],
    typed_rules: { ...typed_rules, ...of.typed_rules },
  }
}

/** @param {Catalogue} of */
function site(of) {
  const panels = of.contract.panels.map(([key]) => key)
  const goal_of = memoize(read_goal)
  const rows_of = memoize(rows_for)
  const standing_of = memoize(
    (/** @type {Pick<SaidExperiment, "expression" | "data">} */ { expression, data }) =>
      function_of(of, expression, data),
  )
  const [rule, { defaults }] = Object.entries(of.typed_rules)[0]
  const typed = of.first.lineup.find(({ rule }) => rule !== undefined)

  /** @type {{ query: string, text: string } | null} */
  let linked = null // a link that is shown in part, and the text of what is shown

  const take = answers(
    {
      surface(experiment, { key }) {
        const chosen = of.functions.find(({ facts }) => facts.surface === key)
        const { let: numbers, standardize } = of.first
        const own = key ? {} : { let: numbers, standardize }
        return chosen ? { ...on_function(experiment, chosen, of), ...own } : {}
      },
      rule: ({ lineup: [run, ...others] }) => ({
        lineup: [typed ?? { ...run, method: "own", rule, values: defaults }, ...others],
      }),
    },
    completed,
    facts_of,
    (asked) => {
      if (asked.ask === "lesson") open(lesson_link(asked, of))
      else if (asked.ask === "link") open(asked.query)
      else if (asked.ask === "restore") take(shown_of(asked.experiment))
    },
  )

  const open = (/** @type {string} */ query) => take(read(query))

  // The experiment of a link, as far as this page can show it. A notice says what it cannot show.
  /** @param {string} query @returns {SaidExperiment} */
  function read(query) {
    const { experiment, notices } = query ? opened(query, of) : { experiment: of.first, notices: [] }
    const shown = shown_of(experiment)
    const is_all = experiment.tab === "path" && panels.includes(experiment.panel)
    const all = is_all ? notices : [...notices, MORE]
    linked = all.length ? { query, text: text_of(without_notes(shown)) } : null
    const { full } = page.places
    tell(all, full || page.is_offline ? `${full}?${query}` : "")
    return shown
  }

  // What this page can show of an experiment of a function that it has.
  /** @param {SaidExperiment} experiment @returns {SaidExperiment} */
  function shown_of(experiment) {
    const [{ values, schedule, batch }] = experiment.lineup
    const panel = panels.includes(experiment.panel) ? experiment.panel : "step"
    return { ...experiment, values, schedule, batch, tab: "path", tune: false, panel }
  }

  // An experiment with its address: the link that was opened, as long as that holds more than is shown. What the
  // full page has shown in the same tab, and this one cannot, is read like a link.
  /** @param {SaidExperiment} told @returns {SaidExperiment} */
  function completed(told) {
    const { expression, data, lineup } = told
    const is_known =
      standing_of({ expression, data }) &&
      lineup.every(({ rule }) => rule === undefined || Object.hasOwn(of.typed_rules, rule))
    const experiment = is_known ? told : read(to_query(told, of))
    if (linked && text_of(without_notes(experiment)) !== linked.text) linked = null
    return { ...experiment, query: linked?.query ?? to_query(experiment, of) }
  }

  /** @param {SaidExperiment} experiment @returns {Partial<Facts>} */
  function facts_of({ expression, data, lesson, goal: text, lineup, guess, guessed }) {
    const standing = /** @type {Standing} */ (standing_of({ expression, data }))
    const { facts } = standing
    const { told, awaited } = of.lessons[lesson] ?? { told: of.none, awaited: of.none }
    const [{ method, rule }] = lineup
    const { sliders } = rule === undefined ? of.rules[method] : of.typed_rules[rule]
    return {
      ...facts,
      surface: is_same(data, standing.data) || !standing.data ? facts.surface : "",
      batch_rows: rows_of({ rows: facts.batch_rows, count: data?.columns[0].length ?? 0 }),
      columns: NO_WORDS,
      lesson: is_awaited({ guess, guessed }) ? awaited : told,
      goal: goal_of({ text, sliders, parameters: facts.parameters }),
      typed_rules: of.typed_rules,
    }
  }

  open(is_widget && packed_content ? "" : location.search.slice(1))
}

// The row of the batch, for data with so many rows.
/** @param {{ rows: Row[], count: number }} of @returns {Row[]} */
function rows_for({ rows, count }) {
  return rows.map((row) => (row.high === count ? row : { ...row, default: count, high: count, most: count }))
}

/** @param {{ text: string, sliders: Row[], parameters: Row[] }} of */
function read_goal({ text, sliders, parameters }) {
  const goal = text ? goal_in(text, known("contract").limits) : null
  return goal && told_goal(goal, [...sliders, ...parameters])
}

// The link of a lesson, of the next or the previous one, or of a state that the open one proposes.
/** @param {Asked} asked @param {Catalogue} of */
function lesson_link({ key, step, question, try: tried }, { lessons }) {
  const keys = Object.keys(lessons)
  const { lesson: open } = known("experiment")
  const now = key ?? (step ? keys[open ? keys.indexOf(open) + step : 0] : open)
  const { told, question: asks } = lessons[now]
  const more = question ? asks : tried === undefined ? "" : told.tries[tried][1]
  return `lesson=${now}${more && "&"}${more}`
}

// Shows what of a link was not used, with a link to the page that can use it, if there is one.
/** @param {string[]} sentences @param {string | undefined} full */
function tell(sentences, full) {
  const place = /** @type {HTMLDialogElement} */ (find_in(document, ".notices"))
  const way = make("a", { href: full ?? "", textContent: "Open it on the full page" })
  const lines = sentences.map((words, k) =>
    make("li", {}, words, ...(full && k === sentences.length - 1 ? [" ", way] : [])),
  )
  find_in(place, "ul").replaceChildren(...lines)
  place.open = lines.length > 0
}

// The menu of functions; one that is not in it is that of the file, or needs the full page.
/** @param {HTMLElement} place */
function gallery(place) {
  const is_own = page.shown?.function.facts.surface === ""
  choice(place, "Surface", TIP, "surfaces", "surface", (key) => {
    if (key || is_own) ask("surface", { key })
    else location.assign(full_page_address())
  })
  const other = /** @type {HTMLOptionElement} */ (place.querySelector('option[value=""]'))
  if (is_own) other.textContent = "The function of this file"
  other.disabled = !is_own && !page.places.full
}

open_site()
