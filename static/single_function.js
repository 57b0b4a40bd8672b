// The page of one function alone, which was saved as a file (app/saved/page.py): where the browser cannot compute E,
// or where the host, a component of Panel, says the functions.

import { answers } from "./answers.js"
import { hosted } from "./hosted.js"
import { known } from "./store.js"

/** @param {boolean} is_hosted */
export function single_function(is_hosted) {
  const experiment = known("experiment")
  const typed = experiment.lineup.find(({ rule }) => rule !== undefined)
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
