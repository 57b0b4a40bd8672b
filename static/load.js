// Loads the scripts that the page does not start with (app/assets.py), each when first needed. A page that
// was saved as a file contains some of them.

import { known } from "./store.js"

/** @type {Map<string, Promise<any>>} */
const scripts = new Map() // name -> promise of the script's exports

// What the first module of a script exports. A script that failed to load is fetched again the next time.
/** @template {keyof Late} N @param {N} name @returns {Promise<Late[N]>} */
export function load(name) {
  if (!scripts.has(name)) {
    const coming = parsed().then(() => here(name)?.exported ?? fetched(known("places")[name]))
    coming.catch(() => scripts.delete(name))
    scripts.set(name, coming)
  }
  return /** @type {Promise<Late[N]>} */ (scripts.get(name))
}

/** @param {string} name @returns {HTMLScriptElement | null} */
function here(name) {
  return document.querySelector(`script[data-late="${name}"]`)
}

function parsed() {
  if (document.readyState !== "loading") return Promise.resolve()
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }))
}

/** @param {string} place */
function fetched(place) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = place
    script.onload = () => resolve(script.exported)
    script.onerror = () => reject(new Error("A script did not come."))
    document.head.append(script)
  })
}
