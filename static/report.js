// Reports a problem in the console, once. The page goes on.

const reported = new Set()

/** @param {unknown} problem */
export function report(problem) {
  const text = String(problem)
  if (reported.has(text)) return
  reported.add(text)
  console.warn(text)
}
