// Reads a goal from its text and puts it in words, on pages without a server; app/goals.py does the same.

import { count, short } from "../numbers.js"
import { listed } from "./ends_words.js"
import { NAMES } from "./goal.js"

const FORM = /^(E|w1|w2|stopped)\s*([<>])\s*([^@;\s]+)\s*(?:@\s*(\d+))?$/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const NAME = /^[a-z]+\w*$/i
const LARGEST = 1e300

/** @typedef {Omit<Goal, "words" | "symbols">} Read */

// Reads a goal; null if the text is none.
/** @param {string} text @param {{ max_steps: number, most_tries: number }} limits @returns {Read | null} */
export function goal_in(text, { max_steps, most_tries }) {
  const [first, ...more] = text.split(";").map((part) => part.trim())
  const [, quantity, side, digits, at] = first.match(FORM) ?? []
  const within = at === undefined ? null : Number(at)
  const given = more.map((part) => part.split("=").map((each) => each.trim()))
  const { by = "", tries = "" } = Object.fromEntries(given)
  const are_known = given.every(([name]) => name === "by" || name === "tries")
  const is_once = new Set(given.map(([name]) => name)).size === given.length
  const names = by ? by.split(",").map((/** @type {string} */ each) => each.trim()) : []
  const is_good =
    quantity !== undefined &&
    NUMBER.test(digits) &&
    Math.abs(Number(digits)) <= LARGEST &&
    (within === null || (within >= 1 && within <= max_steps)) &&
    are_known &&
    is_once &&
    names.every((/** @type {string} */ each) => NAME.test(each)) &&
    (tries === "" || (/^\d{1,2}$/.test(tries) && Number(tries) >= 1 && Number(tries) <= most_tries))
  if (!is_good) return null
  const number = Number(digits)
  const parts = [
    `${quantity}${side}${number}${within === null ? "" : `@${within}`}`,
    ...(names.length ? [`by=${names.join()}`] : []),
    ...(tries ? [`tries=${Number(tries)}`] : []),
  ]
  return {
    text: parts.join(";"),
    quantity: /** @type {Goal["quantity"]} */ (quantity),
    less: side === "<",
    number,
    within,
    by: names,
    tries: tries ? Number(tries) : null,
  }
}

// A goal with its words; `rows` are those of the values that may be moved.
/** @param {Read} goal @param {Row[]} rows @returns {Goal} */
export function told_goal(goal, rows) {
  const { quantity, less, number, within, by } = goal
  const symbols = by.map((name) => rows.find(({ path }) => path[1] === name)?.label ?? name)
  const breaks_off = quantity === "stopped" && !less && number < 1
  const what = breaks_off
    ? "Make the run break off"
    : `Bring ${NAMES[quantity] ?? quantity} ${less ? "below" : "above"} ${short(number)}`
  const ending = breaks_off ? ` by t = ${count(within)}` : ` within ${count(within)} steps`
  const when = within !== null ? ending : quantity === "stopped" ? "" : " at the last step"
  const alone = by.length ? `, by ${listed(symbols)} alone` : ""
  return { ...goal, words: `${what}${when}${alone}.`, symbols }
}
