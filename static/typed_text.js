// What a field of mathematics does with its text while it is typed: completions of the word before the caret, the
// brackets that belong together, the place of a mistake, and pasted lines.

const MOST = 6 // completions
const LEAST = 2 // letters of a word that is completed
const WORD = /[\p{L}_][\p{L}\p{N}_]*$/u
const DEFINED = /(?:^|[;\n])\s*([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)/gu
const DEFINITION = /^ ?(?:const |let |var )?([\p{L}_][\p{L}\p{N}_]*)\s*(?:=(?!=)|in\s*\[)/u
const GOES_ON = /[-+*/^,=]$/u
const CARRIES_ON = /^\s*[-+*/^,)=]/u
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

// Pasted lines as one, without comments: the definition of a name that stands below it, too, ends with a semicolon.
/** @param {string} text */
export function as_one_line(text) {
  const lines = text
    .trim()
    .split(/\r?\n|\r/)
    .map((line) => line.replace(/(?:^|\s+)#\s.*/, ""))
    .filter((line) => line.trim())
  return lines.reduce((before, line, i) => {
    const statement = before.slice(before.lastIndexOf(";") + 1).trimEnd()
    const [, name] = statement.match(DEFINITION) ?? []
    const is_whole = !is_open(statement) && !GOES_ON.test(statement) && !CARRIES_ON.test(line)
    const is_used = name && words_of(lines.slice(i).join(" ")).includes(name)
    return is_used && is_whole ? `${before.trimEnd()}; ${line}` : `${before} ${line}`
  })
}

// The names in a text; 2a has that of a.
/** @param {string} text @returns {string[]} */
function words_of(text) {
  return text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []
}

// Whether a text ends within brackets.
/** @param {string} text */
function is_open(text) {
  const count = (/** @type {string} */ signs) => [...text].filter((sign) => signs.includes(sign)).length
  return count(OPEN) > count(CLOSED)
}
