// What a field of mathematics shows about its text while it is typed: completions of the word before the caret,
// the brackets that belong together, and the place of a mistake.

const MOST = 6 // completions
const LEAST = 2 // letters of a word that is completed
const WORD = /[\p{L}_][\p{L}\p{N}_]*$/u
const DEFINED = /(?:^|[;\n])\s*([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)/gu
const OPEN = "([{"
const CLOSED = ")]}"

/** @typedef {{ name: string, words: string, insert: string, key?: string }} Completion */

// The word that ends at the caret; "" within a word, or if there is none.
/** @param {string} text @param {number} caret */
export function word_before(text, caret) {
  if (/^[\p{L}\p{N}_]/u.test(text.slice(caret))) return ""
  return text.slice(0, caret).match(WORD)?.[0] ?? ""
}

// The completions of the word before the caret: definitions of the text and names first. A name of the gallery
// completes a text that is nothing but its beginning. A word that is a name needs none.
/**
 * @param {string} text @param {number} caret @param {Completion[]} names @param {Completion[]} gallery
 * @returns {Completion[]}
 */
export function completions(text, caret, names, gallery) {
  const word = word_before(text, caret)
  if (word.length < LEAST) return []
  const defined = [...text.slice(0, caret - word.length).matchAll(DEFINED)].map(([, name]) => ({
    name,
    words: "defined above",
    insert: name,
  }))
  const known = [...defined, ...names]
  if (known.some(({ name }) => name === word)) return []
  const begins = (/** @type {Completion} */ { name }) => name.toLowerCase().startsWith(word.toLowerCase())
  return [...known.filter(begins), ...(text.trim() === word ? gallery.filter(begins) : [])].slice(0, MOST)
}

// The indices of the bracket beside the caret and of its partner; of the bracket alone if it has none.
/** @param {string} text @param {number} caret @returns {number[]} */
export function brackets_at(text, caret) {
  const at = [caret - 1, caret].find((place) => (OPEN + CLOSED).includes(text[place] ?? " "))
  if (at === undefined) return []
  const step = OPEN.includes(text[at]) ? 1 : -1
  const [here, there] = step === 1 ? [OPEN, CLOSED] : [CLOSED, OPEN]
  const kind = here.indexOf(text[at])
  let depth = 0
  for (let place = at; place >= 0 && place < text.length; place += step) {
    if (text[place] === here[kind]) depth += 1
    else if (text[place] === there[kind]) depth -= 1
    if (depth === 0) return [at, place].sort((a, b) => a - b)
  }
  return [at]
}

// The ends of what is wrong at a place, which counts characters as Python does: a word, or one character.
/** @param {string} text @param {number} place @returns {[number, number]} */
export function fault_at(text, place) {
  const from = [...text].slice(0, place).join("").length
  const length = text.slice(from).match(/^(?:[\p{L}\p{N}_]+|.)/u)?.[0].length ?? 0
  return [from, from + length]
}
