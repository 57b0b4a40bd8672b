// Checks what the server says before any part of the page hears it. What cannot be shown is dropped, so that
// the page keeps showing what it had, and everything goes on.

import { known } from "./bus.js"
import { ALWAYS } from "./draw/table.js"
import { PANELS } from "./panel_registry.js"

// Throws if a fact is not what its topic promises.
export function check(topic, fact) {
  must(known("contract").topics.includes(topic), "this page does not know the topic")
  const found = CHECKS[topic] ?? PANELS.find(({ key }) => key === topic)?.check
  found?.(fact)
}

const CHECKS = {
  experiment(experiment) {
    for (const name of Object.keys(known("experiment"))) {
      if (name !== "settled") must(name in experiment, `it lacks ${name}`)
    }
    must(experiment.lineup.length > 0, "it has no run")
    for (const { method, rule, schedule } of experiment.lineup) {
      must(rule || method in known("rules"), `there is no method “${method}”`)
      must(schedule?.key in known("schedules"), `there is no schedule “${schedule?.key}”`)
    }
    must_be_view(experiment.view)
  },

  runs(runs) {
    must(runs.length > 0, "there is no run")
    for (const run of runs) {
      must(run, "a run is missing")
      const { columns, moments, limits, fan } = run
      must(columns && moments && limits, "a run lacks its columns, moments or limits")
      const kept = Object.keys(moments).flatMap((name) => [`${name}1`, `${name}2`])
      for (const name of [...ALWAYS, ...kept]) must(ArrayBuffer.isView(columns[name]), `a run lacks ${name}`)
      const lengths = new Set(Object.values(columns).map((column) => column.length))
      must(lengths.size === 1, `the columns of a run have several lengths: ${[...lengths].join(", ")}`)
      must(columns.w1.length > 0, "a run has no start")
      if (fan)
        must(
          fan.w1.every((line, k) => line.length === fan.w2[k]?.length),
          "the lines of a fan differ",
        )
    }
  },

  ground({ code, minima }) {
    must(code?.code && Array.isArray(minima), "the ground lacks its instructions or minima")
  },

  tune(strip) {
    if (!strip) return
    const { x, tone, end, ends } = strip
    must([x, tone, end].every(ArrayBuffer.isView) && x.length > 1, "the strip lacks its runs")
    must(tone.length === x.length && end.length === x.length, "the strip and its runs differ")
    must(ends?.length === 2 && ends.every(Number.isFinite), "the strip has no ends")
  },
}

// Throws if something does not hold.
export function must(holds, problem) {
  if (!holds) throw new Error(problem)
}

export function must_be_view(view) {
  must(Array.isArray(view) && view.length === 2, "it has no edges")
  must(view.flat().length === 4 && view.flat().every(Number.isFinite), "an edge is not a number")
}

export function must_be_image(image, name) {
  must(ArrayBuffer.isView(image?.values) && image.shape.length === 2, `${name} has not two dimensions`)
  must(
    image.values.length === image.shape[0] * image.shape[1] && image.values.length > 0,
    `${name} is not whole`,
  )
}
