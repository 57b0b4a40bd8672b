// The page that was saved as a file (app/saved/page.py): starts it, and answers it in place of a server.
//
// A change takes effect at once, and asks are answered here as the server answers them (app/experiment.py).
// Such a page has no controls for what only a server can do.

import { changed, say_experiment } from "./experiment.js"
import { hosted } from "./hosted.js"
import { unpacked } from "./packing.js"
import { note_answer, serve } from "./requests.js"
import { start } from "./start.js"
import { keep_nothing } from "./storage.js"
import { known, say_all, together } from "./store.js"
import { share_wheel } from "./widget.js"

start({}, ({ kept }) => alone(kept))

// `said` are the file's facts by topic, with arrays replaced by references, `buffer` are the arrays in base64,
// and `is_hosted` says that the page is part of a Panel app.
/** @param {{ said: any, buffer: string, is_hosted: boolean }} kept */
function alone({ said, buffer, is_hosted }) {
  let experiment = known("experiment")
  const typed = experiment.lineup.find(({ rule }) => rule !== undefined)
  /** @type {Partial<Record<Ask, (experiment: SaidExperiment, asked: Asked) => Change>>} */
  const acts = {
    pin: pinned,
    run: (experiment, { act, place }) => (act === "remove" ? without : activated)(experiment, place),
    rule: ({ lineup }) => (typed ? { lineup: [typed, ...lineup.slice(1)] } : {}),
  }

  /** @param {Change | null} change */
  function become(change) {
    experiment = { ...changed(experiment, change), settled: true }
    together(() => {
      say_experiment(experiment)
      note_answer({}, true)
    })
  }

  // Takes an experiment from the host.
  /** @param {SaidExperiment} told @param {any} facts */
  function take(told, facts) {
    experiment = { ...told, settled: true }
    together(() => {
      say_all(facts)
      say_experiment(experiment)
      note_answer({}, true)
    })
  }

  keep_nothing() // all files that a browser opens share what it keeps
  if (window !== window.parent) share_wheel() // in a notebook
  const bytes = Uint8Array.from(atob(buffer), (letter) => letter.charCodeAt(0))
  say_all({ ...unpacked(said, bytes.buffer), answered: true })
  /** @type {((experiment: SaidExperiment) => void) | undefined} */
  let restore
  serve({
    change: become,
    ask(asked) {
      if (asked.ask === "restore") restore?.(asked.experiment)
      else become(acts[asked.ask]?.(experiment, asked) ?? null)
    },
    send() {},
    load_anew() {},
  })
  become(null)
  if (is_hosted) restore = hosted(take)
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
