// Loads the scripts that the page does not start with (app/bundles.py), each when first needed. One that the page's
// link needs may stand in the document, under its name.

import { packed_content } from "./packed_content.js"
import { known } from "./store.js"

/** @type {Map<string, Promise<any>>} */
const scripts = new Map() // name -> promise of the script's exports

// What the first module of a script exports. A script that failed to load is fetched again the next time.
/** @template {keyof Late} N @param {N} name @returns {Promise<Late[N]>} */
export function load(name) {
  if (!scripts.has(name)) {
    const coming = run(name)
    coming.catch(() => scripts.delete(name))
    scripts.set(name, coming)
  }
  return /** @type {Promise<Late[N]>} */ (scripts.get(name))
}

/** @param {string} name */
function run(name) {
  const { exported } = /** @type {Partial<HTMLScriptElement>} */ (document.scripts.namedItem(name) ?? {})
  if (exported) return Promise.resolve(exported)
  return new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.onload = () => resolve(script.exported)
    script.onerror = () => reject(new Error("A script did not come."))
    if (packed_content) script.textContent = packed_content.scripts[name]
    else script.src = known("places")[name]
    document.head.append(script)
    if (packed_content) resolve(script.exported)
  })
}
