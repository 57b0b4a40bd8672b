// The store: the facts that the page knows, and the dependents of each.
//
// Each fact has a name; "experiment.tab" is a field of a fact. `derive` makes a fact from others, and
// `follow` acts whenever one of its facts has changed. After an event, dependents run in one pass, in the
// order of their declaration. Facts that they say reach later dependents in the same pass, and earlier ones
// in the next. A dependent waits until all of its facts are known.

import { report } from "./report.js"

const MOST = 100 // passes after one event; more mean an endless loop

let clock = 0 // counts changes
/** @type {Map<string, { fact: any, at: number }>} */
const facts = new Map() // name -> the fact, and when it last changed
/** @typedef {{ needs: string[], make: (...given: any[]) => any, seen: number, checked: number }} Rule */
/** @type {Map<string, Rule>} */
const rules = new Map() // name -> how a fact is derived
/** @type {(() => void)[]} */
const followers = [] // functions that act if their facts have changed, in the order of declaration
let holds = 0 // how many calls of `together` are under way
let passing = false

// The fact with a name; undefined if it is not known.
/** @template {Topic} N @param {N} name @returns {Facts[N]} */
export function known(name) {
  changed_at(name)
  return facts.get(name)?.fact
}

/** @template {Topic} N @param {N} name @param {Facts[N]} fact */
export function say(name, fact) {
  put(name, fact)
  pass()
}

// Says several facts in one pass.
/** @param {Partial<Facts>} several */
export function say_all(several) {
  together(() => {
    for (const [name, fact] of Object.entries(several)) put(name, fact)
  })
}

// Calls act(), and runs all that it says in one pass. Returns act's result.
/** @template T @param {() => T} act @returns {T} */
export function together(act) {
  holds += 1
  try {
    return act()
  } finally {
    holds -= 1
    pass()
  }
}

// Marks facts as changed, for dependents that have lost their results.
/** @param {Name[]} names */
export function renew(names) {
  for (const name of names) {
    changed_at(name)
    const known = facts.get(name)
    if (known) known.at = ++clock
  }
  pass()
}

// Derives a fact when it is needed: make(...facts, before), where `before` is its last result.
/**
 * @template {Topic} T @template {Name[]} N @param {T} name @param {[...N]} needs
 * @param {(...given: [...FactsOf<N>, before: Facts[T] | undefined]) => Facts[T] | undefined} make
 */
export function derive(name, needs, make) {
  derive_fields(needs)
  rules.set(name, { needs, make, seen: 0, checked: -1 })
}

// Calls act(...facts) now and whenever one of these facts has changed.
/** @template {Name[]} N @param {[...N]} needs @param {(...given: FactsOf<N>) => void} act */
export function follow(needs, act) {
  const { run } = dependent(needs, act)
  followers.push(run)
  run()
}

// Returns { is_due, run, renew }. is_due(): all facts are known and one has changed since the last run, or
// renew() was called. run() calls act(...facts). An error is reported, and the page goes on.
/** @template {Name[]} N @param {[...N]} needs @param {(...given: FactsOf<N>) => void} act */
export function dependent(needs, act) {
  let seen = 0
  let checked = -1
  let due = false
  derive_fields(needs)

  function is_due() {
    if (checked === clock) return due
    due = newest(needs) > seen
    checked = clock
    return due
  }

  function run() {
    if (!is_due()) return
    due = false
    seen = newest(needs)
    try {
      act(.../** @type {any} */ (needs.map(fact_of)))
    } catch (problem) {
      report(`Something cannot be shown of ${needs.join(", ")}: ${problem}`)
    }
  }

  function renew() {
    seen = 0
    checked = -1
  }

  return { is_due, run, renew }
}

/** @param {string} name @param {any} fact */
function put(name, fact) {
  if (!Object.is(facts.get(name)?.fact, fact)) facts.set(name, { fact, at: ++clock })
}

function pass() {
  if (holds || passing) return
  passing = true
  let before = -1
  for (let count = 0; before !== clock; count++) {
    if (count === MOST) {
      report("What depends on each other does not come to rest.")
      break
    }
    before = clock
    for (const act of followers) act()
  }
  passing = false
}

// When the newest of some facts has changed; −1 if one of them is not known.
/** @param {string[]} needs */
function newest(needs) {
  let latest = 0
  for (const name of needs) {
    const at = changed_at(name)
    if (at === 0) return -1
    if (at > latest) latest = at
  }
  return latest
}

// When a fact last changed; 0 if it is not known. A derived fact is first updated if necessary.
/** @param {string} name @returns {number} */
function changed_at(name) {
  const rule = rules.get(name)
  if (rule && rule.checked !== clock) {
    const now = newest(rule.needs)
    if (now > rule.seen) {
      rule.seen = now
      make(name, rule)
    }
    rule.checked = clock
  }
  const known = facts.get(name)
  return known === undefined || known.fact === undefined ? 0 : known.at
}

/** @param {string} name @param {Rule} rule */
function make(name, { needs, make }) {
  try {
    put(name, make(...needs.map(fact_of), fact_of(name)))
  } catch (problem) {
    report(`“${name}” stays as it was: ${problem}`)
  }
}

// Derives facts for the names that are fields. A field missing from its fact keeps its last value.
/** @param {string[]} names */
function derive_fields(names) {
  for (const name of names) {
    const [, whole, field] = name.match(/^(.*)\.(\w+)$/) ?? []
    if (!whole || rules.has(name)) continue
    derive_fields([whole])
    const make = (/** @type {any} */ fact, /** @type {any} */ before) =>
      field in fact ? fact[field] : before
    rules.set(name, { needs: [whole], make, seen: 0, checked: -1 })
  }
}

/** @param {string} name */
function fact_of(name) {
  return facts.get(name)?.fact
}
