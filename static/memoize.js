// A function of a record, which keeps what it has returned last as long as all values of the record are the
// same.
export function memoize(act) {
  let [before, made] = [null, null]
  return (record) => {
    const now = Object.values(record)
    if (before === null || now.some((each, k) => !Object.is(each, before[k])))
      [before, made] = [now, act(record)]
    return made
  }
}
