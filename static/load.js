// Loads the scripts that the page does not begin with (app/assets.py), each when it is first needed. A page
// that was saved as a file has some of them in it.

import { known } from "./store.js"

const scripts = new Map() // a promise of what each exports, by its name

// What the first module of a script exports. A script that did not come is asked for again the next time.
/** @param {string} name */
export function load(name) {
  if (!scripts.has(name)) {
    const coming = parsed().then(() => here(name)?.exported ?? fetched(known("places")[name]))
    coming.catch(() => scripts.delete(name))
    scripts.set(name, coming)
  }
  return scripts.get(name)
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
