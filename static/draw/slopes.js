// The chart of a race over conditions: a line per method, from its order in one
// condition to that in the next.
//
// The box has one unit per condition and one per method, scaled to any size on the screen.

/** @param {{ order: number }[]} cells */
export function slope_line(cells) {
  return cells.map(({ order }, i) => `${i ? "L" : "M"}${i + 0.5} ${order + 0.5}`).join("")
}

// Joins neighbouring columns with the same words, as [words, how many].
/** @param {string[]} words */
export function spans(words) {
  /** @type {[string, number][]} */
  const found = []
  for (const each of words) {
    const last = found.at(-1)
    if (last?.[0] === each) last[1] += 1
    else found.push([each, 1])
  }
  return found
}
