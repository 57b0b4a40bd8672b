// Couples a page in a frame with its host, a component of Panel (component/frame.js, app/saved/component.py).
//
// The experiment goes up whenever it has changed here, at most once in PAUSE ms. Down come an experiment that
// Python has set, with its facts, and one that another frame of the same component shows. Each message has
// the number of the last change in Python: the host ignores what was said before the page knew that change.

import { text_of } from "./equality.js"
import { follow, known } from "./store.js"
import { without_notes } from "./url.js"

const PAUSE = 40 // ms between two messages during a drag

/** @typedef {{ by: string, number: number, version: number, experiment: any, facts: any }} Told */

// take(experiment, facts) shows what the host says; `facts` is empty if they are those that are shown.
// Returns restore(experiment), which asks the host for an experiment with another function.
/** @param {(experiment: SaidExperiment, facts: any) => void} take */
export function hosted(take) {
  const by = String(Math.random()) // names this frame
  let number = -1 // before the host has said anything
  let version = -1
  let shared = "" // the experiment that host and page have in common
  let last = 0
  /** @type {number | undefined} */
  let timer

  /** @param {any} said */
  function post(said) {
    window.parent.postMessage({ explorer: said }, "*")
  }

  function say() {
    timer = undefined
    last = performance.now()
    const experiment = without_notes(known("experiment"))
    const text = text_of(experiment)
    if (text !== shared) post({ by, number, experiment })
    shared = text
  }

  function say_soon() {
    if (number >= 0) timer ??= setTimeout(say, Math.max(0, last + PAUSE - performance.now()))
  }

  /** @param {Told} told */
  function hear(told) {
    if (told.by === by) return
    clearTimeout(timer)
    timer = undefined
    number = told.number
    const facts = told.version === version ? {} : told.facts.first
    version = told.version
    shared = text_of(without_notes(told.experiment))
    take(told.experiment, facts)
  }

  addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.explorer) hear(data.explorer)
  })
  follow(["experiment"], say_soon)
  post("ready")
  return (/** @type {SaidExperiment} */ experiment) =>
    post({ by, number, experiment: without_notes(experiment) })
}
