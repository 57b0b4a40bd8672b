// Postpones work until the page has nothing else to do.

const SOON = 300 // ms to wait in a browser that does not say when it is idle

// Calls act() when the browser is idle, or after `most` milliseconds.
/** @param {() => void} act @param {number} most */
export function when_idle(act, most) {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: most })
  else setTimeout(act, SOON)
}
