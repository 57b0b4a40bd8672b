// Whether two values are the same, whatever the order of their keys.

// Equal values have equal texts.
/** @param {unknown} value */
export function text_of(value) {
  return JSON.stringify(value, (_, part) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** @param {unknown} one, @param {unknown} other */
export function is_same(one, other) {
  return one === other || text_of(one) === text_of(other)
}
