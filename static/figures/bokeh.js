// Loads BokehJS, and reads the documents of the figures with it.

import { packed_content } from "../packed_content.js"
import { lean_views, read_document } from "./bokeh_internals.js"

/** @type {Map<string, Promise<Record<DocumentName, any>>>} */
const pictures = new Map() // place -> a promise of figures' documents, by tab

// Promises BokehJS. Its script is large and usually loads after ours. If the script's own load or error event
// has already fired, the page's "load" event still comes.
/** @returns {Promise<any>} */
function bokeh() {
  return new Promise((resolve, reject) => {
    const settle = () =>
      window.Bokeh ? resolve(window.Bokeh) : reject(new Error("The script of the figures did not come."))
    if (window.Bokeh || document.readyState === "complete") return settle()
    const script = document.getElementById("bokeh")
    script?.addEventListener("load", settle)
    script?.addEventListener("error", settle)
    window.addEventListener("load", settle)
  })
}

// Builds a tab's figures in the elements that name them; nothing is laid out or drawn yet. First, fill(made) gets
// their Bokeh document.
/** @param {DocumentName} tab @param {string} place @param {(made: Model) => void} fill */
export async function show_figures(tab, place, fill) {
  const [Bokeh, documents] = await Promise.all([bokeh(), picture_at(place)])
  lean_views()
  const made = read_document(documents[tab])
  fill(made)
  const names = made.all_roots.map((/** @type {Model} */ { name }) => name)
  const places = names.map((/** @type {string} */ name) => document.querySelector(`[data-figure="${name}"]`))
  await Bokeh.embed.add_document_standalone(made, document.body, places)
}

// The documents of figures that stand at a place. What failed to load is fetched again the next time.
/** @param {string} place */
export function picture_at(place) {
  const coming = pictures.get(place) ?? read_picture(place)
  pictures.set(place, coming)
  coming.catch(() => pictures.delete(place))
  return coming
}

/** @param {string} place @returns {Promise<Record<DocumentName, any>>} */
async function read_picture(place) {
  if (packed_content) return packed_content.picture
  const answer = await fetch(place)
  if (!answer.ok) throw new Error(`The picture answered ${answer.status}.`)
  return answer.json()
}
