// The page that was saved as a file (app/saved/page.py). It has no controls for what only a server can do.

import { answers } from "./answers.js"
import { hosted } from "./hosted.js"
import { unpacked } from "./packing.js"
import { start } from "./start.js"
import { keep_nothing } from "./storage.js"
import { known, say_all } from "./store.js"

const page = JSON.parse(String(document.getElementById("page")?.textContent))
start({}, ({ kept }) => alone(kept), page)

// `said` are the file's facts by topic, with arrays replaced by references, `buffer` are the arrays in base64,
// and `is_hosted` says that the page is part of a Panel app.
/** @param {{ said: any, buffer: string, is_hosted: boolean }} kept */
function alone({ said, buffer, is_hosted }) {
  const experiment = known("experiment")
  const typed = experiment.lineup.find(({ rule }) => rule !== undefined)
  keep_nothing() // all files that a browser opens share what it keeps
  const bytes = Uint8Array.from(atob(buffer), (letter) => letter.charCodeAt(0))
  say_all({ ...unpacked(said, bytes.buffer), answered: true })
  /** @type {((experiment: SaidExperiment) => void) | undefined} */
  let restore
  const take = answers(
    { rule: ({ lineup }) => (typed ? { lineup: [typed, ...lineup.slice(1)] } : {}) },
    (experiment) => experiment,
    () => ({}),
    (asked) => restore?.(asked.experiment),
  )
  take(experiment)
  if (is_hosted) restore = hosted(take)
}
