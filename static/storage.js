// What the browser stores for the page: "local" for all visits, "session" for this tab, reloads included.
//
// If a browser forbids storage, even access to it throws; then nothing is stored.

let keeps = true

// Turns storage off.
export function keep_nothing() {
  keeps = false
}

/** @param {"local" | "session"} storage @param {StorageKey} key */
export function recall(storage, key) {
  if (!keeps) return null
  try {
    return window[`${storage}Storage`].getItem(key)
  } catch {
    return null
  }
}

/** @param {"local" | "session"} storage @param {StorageKey} key @param {string | number} value */
export function keep(storage, key, value) {
  if (!keeps) return
  try {
    window[`${storage}Storage`].setItem(key, String(value))
  } catch {} // forbidden, or full
}

/** @param {"local" | "session"} storage @param {StorageKey} key */
export function forget(storage, key) {
  if (!keeps) return
  try {
    window[`${storage}Storage`].removeItem(key)
  } catch {}
}

// Whether this page is a reload, for what is kept only over a reload.
export function is_reloaded() {
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"))
  return entry?.type === "reload"
}
