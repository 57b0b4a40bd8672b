// The experiment as the page has it: what a change makes of it, and how it is said.

import { known, say } from "./bus.js"
import { rule_of } from "./rules.js"

// An experiment with a change, as the server will see it (Experiment.changed).
export function changed(experiment, change) {
  if (!change) return experiment
  const { lineup, method, values, schedule, ...settings } = change
  const steady = known("steady") // for runs that were kept without a schedule
  const [active, ...pinned] = lineup?.map((run) => ({ schedule: steady, ...run })) ?? experiment.lineup
  const run = method && (lineup || method !== active.method) ? { method, values: proposed(method) } : active
  const known_values = Object.entries(values ?? {}).filter(([name]) => name in run.values)
  const now = {
    ...run,
    values: { ...run.values, ...Object.fromEntries(known_values) },
    schedule: schedule ?? active.schedule,
  }
  return { ...experiment, ...settings, lineup: [now, ...pinned], values: now.values, schedule: now.schedule }
}

// What a method begins with: what the gallery suggests for it on this surface, else its defaults.
function proposed(method) {
  return { ...known("rules")[method].defaults, ...known("suggested")[method] }
}

// Says an experiment, and before it what comes with its active method: its rule and its sliders.
export function say_experiment(experiment) {
  const [active] = experiment.lineup
  const rule = rule_of(active)
  if (rule && rule !== known("rule")) {
    say("method", active.method)
    say("rule", rule)
    say("sliders", rule.sliders)
  }
  document.documentElement.dataset.settled = experiment.settled ? "yes" : "no"
  say("experiment", experiment)
}
