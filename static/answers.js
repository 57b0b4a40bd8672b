// Answers the page in place of a server: a change takes effect at once, and asks are answered as the server answers
// them (app/experiment.py).

import { changed, say_experiment } from "./experiment.js"
import { note_answer, serve } from "./requests.js"
import { known, say_all, together } from "./store.js"
import { share_wheel } from "./widget.js"

/**
 * @typedef {Partial<Record<Ask, (experiment: SaidExperiment, asked: Asked) => Change>>} Acts by asks, what they change
 * @typedef {(experiment: SaidExperiment) => SaidExperiment} Completed
 */

// `acts` are those of this page alone, `completed` completes an experiment that is shown, `facts_of` has what is said
// with it, and `other` answers what is none of the acts. Returns take(experiment, facts), which shows another one.
/**
 * @param {Acts} acts @param {Completed} completed @param {(experiment: SaidExperiment) => Partial<Facts>} facts_of
 * @param {(asked: Asked) => void} other
 */
export function answers(acts, completed, facts_of, other) {
  /** @type {Acts} */
  const all = {
    pin: pinned,
    run: (experiment, { act, place }) => (act === "remove" ? without : activated)(experiment, place),
    ...acts,
  }

  /** @param {SaidExperiment} told @param {Partial<Facts>} [facts] */
  function take(told, facts) {
    const experiment = { ...completed(told), settled: true }
    together(() => {
      say_all(facts ?? facts_of(experiment))
      say_experiment(experiment)
      note_answer({}, true)
    })
  }

  const become = (/** @type {Change | null} */ change) => take(changed(known("experiment"), change))
  if (window !== window.parent) share_wheel() // in a notebook
  serve({
    change: become,
    ask(asked) {
      const act = all[asked.ask]
      if (act) become(act(known("experiment"), asked))
      else other(asked)
      note_answer({}, true)
    },
    send() {},
    load_anew() {},
  })
  return take
}

/** @param {SaidExperiment} experiment @returns {Change} */
function pinned({ lineup, pins }) {
  if (lineup.length === known("contract").limits.max_runs) return {}
  let number = 1
  while (pins.some((pin) => Math.abs(pin) === number)) number += 1
  return { lineup: [...lineup, lineup[0]], pins: [...pins, number] }
}

/** @param {SaidExperiment} experiment @param {number} place */
function activated({ lineup, pins }, place) {
  const runs = [...lineup]
  ;[runs[0], runs[place]] = [runs[place], runs[0]]
  return { lineup: runs, pins: pins.map((pin, k) => (k === place - 1 ? Math.abs(pin) : pin)) }
}

/** @param {SaidExperiment} experiment @param {number} place */
function without({ lineup, pins }, place) {
  return { lineup: lineup.filter((_, k) => k !== place), pins: pins.filter((_, k) => k !== place - 1) }
}
