// A function of a record that returns its last result as long as all values of the record stay the same.
/** @template {Record<string, any>} R @template T @param {(record: R) => T} act @returns {(record: R) => T} */
export function memoize(act) {
  /** @type {any[] | null} */
  let before = null
  /** @type {any} */
  let made
  return (record) => {
    const now = Object.values(record)
    const last = before
    if (last === null || now.some((each, k) => !Object.is(each, last[k]))) [before, made] = [now, act(record)]
    return made
  }
}
