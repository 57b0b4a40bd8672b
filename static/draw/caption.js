// Lays out the words below a picture: the legend, the function, and what else a reader needs.

const LINE = 20 // px from one line to the next
const SWATCH = 14 // px
export const GAP = 6 // px between a swatch and its words
const BETWEEN = 20 // px between two entries

// `entries` are { tokens, begins }; one with `begins` starts a new line. A token is { text } or a swatch, {
// colours, width }. A text that is too wide goes on in the next line, beside its swatch, and the next entry
// begins below it. `measure` returns the width of a text. Returns { words, swatches, height }: words are {
// text, x, y } at their baseline; swatches are { x, y, width, height } with the token's other properties.
/** @param {CaptionEntry[]} entries @param {number} width @param {(text: string) => number} measure */
export function caption_layout(entries, width, measure) {
  /** @type {{ text: string, x: number, y: number }[]} */
  const words = []
  /** @type {(Swatch & { x: number, y: number, height: number })[]} */
  const swatches = []
  let [left, x, y] = [0, 0, LINE - 5]
  let is_broken = false // the entry before takes several lines

  const next_line = () => {
    x = left
    y += LINE
  }

  entries.forEach(({ tokens, begins }, i) => {
    const whole = tokens.reduce(
      (sum, token) => sum + ("text" in token ? measure(token.text) : token.width + GAP),
      0,
    )
    left = 0
    if (i > 0 && (begins || is_broken || x + whole > width) && x > 0) next_line()
    const top = y
    for (const [k, token] of tokens.entries()) {
      if (!("text" in token)) {
        if (x + token.width > width && x > left) next_line()
        const height = token.height ?? SWATCH
        swatches.push({ ...token, x, y: y - 5 - height / 2, height })
        if (k === 0 && x === 0) left = token.width + GAP
        x += token.width + GAP
        continue
      }
      for (const [place, text] of broken(token.text, width - left, x - left, measure).entries()) {
        if (place > 0) next_line()
        if (text) words.push({ text, x, y })
        x += measure(text)
      }
      x += GAP
    }
    is_broken = y > top
    x += BETWEEN - GAP
  })
  return { words, swatches, height: y + 9 }
}

// Breaks a text into lines. The first begins at x, and is empty if it has no room. Breaks are between words, not
// beside a sign of equality, or within a word that is wider than a line.
/** @param {string} text @param {number} width @param {number} x @param {(text: string) => number} measure */
function broken(text, width, x, measure) {
  const lines = [""]
  const goes_on = (/** @type {string} */ piece) => {
    const is_first = lines.length === 1
    const fits = measure((lines.at(-1) + piece).trimEnd()) <= width - (is_first ? x : 0)
    const is_empty = lines.at(-1) === "" && !(is_first && x > 0) // a new line would have no more room
    return fits || is_empty
  }
  for (const word of text.split(/(?<=[^=] )(?!=)/)) {
    if (!goes_on(word)) lines.push("")
    for (const letter of word) {
      if (!goes_on(letter)) lines.push("")
      lines[lines.length - 1] += letter
    }
  }
  return lines.map((line) => line.trimEnd())
}
