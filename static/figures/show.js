// Draws the facts into the figures that all panels share: puts columns into their sources. A module of
// panels/ does that for what its panel draws, in a figure of its own or on the surface.
//
// A drawing names the facts that it needs. When one of them changes, it is drawn again in
// the next animation frame.

import { arrow_columns } from "../draw/arrows.js"
import {
  batch_columns,
  batch_contour_columns,
  epoch_columns,
  epochs_apart,
  row_count,
} from "../draw/batch_columns.js"
import { fan_columns, pin_fan_columns } from "../draw/fan_columns.js"
import { contour_columns, ground_columns } from "../draw/ground_columns.js"
import { guess_columns, guess_in, truth_at } from "../draw/guess.js"
import { curve_columns } from "../draw/guess_curve.js"
import { label_places, line_along } from "../draw/labels.js"
import { run_names } from "../draw/legend.js"
import { cursor_columns, is_covered, pin_columns } from "../draw/pins.js"
import { trace_ranges } from "../draw/ranges.js"
import { path_columns, run_until, trajectory_columns } from "../draw/run_columns.js"
import { limit_columns, moment_head, trace_columns } from "../draw/traces.js"
import { is_same } from "../equality.js"
import { drawing, is_from_server, on_panels, words_instead } from "../panel_registry.js"
import { dependent, derive, follow, known, say, say_all, together } from "../store.js"
import { token_reader } from "../tokens.js"
import { wants } from "../widget.js"
import { ground_sampler } from "./ground_sampler.js"
import { find, has_place, make_figures, misses, paint, painted, put, set, when_drawn } from "./plots.js"
import { surface_view } from "./shown_view.js"

const [AXIS, EDGE] = [38, 6] // px below a trace with the axis of t, and below one without, which is enlarged
const MOST_NAMED = 4 // runs; the names of more would hide their paths
/** @type {never[]} */
const NONE = []
/** @type {Record<string, "1" | "2">} */
const COMPONENTS = { first: "1", second: "2" } // the components of a moment, by the tags of their lines

// Facts that drawings need and that follow from other facts.
function derive_facts() {
  derive("active", ["runs"], ([active]) => active)
  derive("pinned", ["runs"], ([, ...pinned], before) => {
    const is_old = pinned.length === before?.length && pinned.every((run, i) => run === before[i])
    return is_old ? before : pinned
  })
  // While a control moves, the ranges and the arrows' scales are kept as long as they fit. At rest they do
  // not depend on what was shown before.
  derive(
    "resting",
    ["experiment.settled", "held", "cursor.playing"],
    (settled, held, playing) => settled && !held && !playing,
  )
  // Whether the numbers of E or its data have changed since the controls rested.
  let rested = [known("experiment").let, known("experiment").data]
  derive("reshaping", ["experiment.let", "experiment.data", "resting"], (numbers, data, resting) => {
    if (resting) rested = [numbers, data]
    return numbers !== rested[0] || data !== rested[1]
  })
  derive("t", ["cursor.t", "active"], (t, { columns }) => Math.min(t, columns.w1.length - 1))
  // The step up to which the path is told: all of it as long as nobody has left its first step.
  derive("told_step", ["t", "cursor.playing", "cursor.until"], (t, playing, until) =>
    (t > 1 || playing) && until === Infinity ? t : Infinity,
  )
  // Which pinned runs end below the end of the active one.
  derive(
    "covered",
    ["pinned", "active", "shown_view", "cursor.until", "enlarged"],
    (pinned, active, { view }, until, _by, before) => {
      const found = pinned.map((run) => is_covered(run, active, view, frame(), until))
      return is_same(found, before) ? before : found
    },
  )
  derive("figure_colours", ["theme"], () => {
    const token = token_reader()
    return {
      traces: [token("first"), token("second")],
      arrows: {
        gradient: token("gradient"),
        full: token("full"),
        moment: token("moment"),
        update: token("update"),
        point: token("text"),
      },
    }
  })
}

/** @typedef {import("../draw/arrows.js").Scales} Scales */

export function show() {
  const limits = known("contract").limits
  const pin_names = known("contract").palettes.pin_names
  const { picture, pictures = picture } = known("places")
  /** @type {ReturnType<typeof trace_ranges> | null} */
  let ranges = null // the traces' current ranges
  /** @type {Scales | null} */
  let scales = null // the arrows' current scales
  /** @type {Samples | null} */
  let labelled = null // the samples whose contour lines have labels
  let last_painting = 0
  /** @type {Samples | null} */
  let lined = null // the samples whose contour lines are drawn
  let shown = "" // the contour labels that are drawn
  let count = 0 // number of paintings so far
  derive_facts()
  const seen = surface_view()
  /** @type {ReturnType<typeof dependent>[]} */
  const acts = []
  /** @type {Set<typeof acts[0]>} */
  const incomplete = new Set() // those that a figure was missing for
  const ground = ground_sampler((samples) => say("sampled", samples))

  // Ranges come first: Bokeh paints as soon as a source changes, and what it paints outside a frame may stay
  // there. A drawing sees the facts that earlier ones say.
  const drawings = [
    drawing(["shown_view.view"], seen.show),
    drawing(
      [
        "active",
        "experiment.steps",
        "experiment.crop",
        "resting",
        "experiment.guess",
        "experiment.guessed",
        "pinned",
        "experiment.pins",
      ],
      show_ranges,
    ),
    drawing(["active"], (active) => put({ trajectory: trajectory_columns(active) })),
    drawing(["active", "cursor.until", "experiment.crop", "experiment.log_error"], (active, until) =>
      put(trace_columns(run_until(active, until), crop())),
    ),
    drawing(
      [
        "active",
        "cursor.until",
        "pinned",
        "experiment.pins",
        "experiment.log_error",
        "experiment.crop",
        "resting",
      ],
      show_batches,
    ),
    drawing(["experiment.batch", "experiment.steps", "experiment.data"], () => put(epoch_columns(epochs()))),
    drawing(
      [
        "active",
        "t",
        "shown_view.view",
        "shown_ground",
        "experiment.hidden",
        "experiment.tab",
        "shown_view.frame",
      ],
      show_batch_contours,
    ),
    drawing(["active", "experiment.hidden", "figure_colours"], (active, hidden, { traces }) =>
      put(limit_columns(active, { hidden, colours: traces, letters: letters() })),
    ),
    drawing(
      [
        "shown_view.view",
        "cursor.until",
        "pinned",
        "experiment.pins",
        "covered",
        "paths_named",
        "shown_view.frame",
        "experiment.crop",
        "experiment.log_error",
        "rule",
      ],
      (view, until) => put(pin_columns(pinned(), view, frame(), crop(), limits, until, known("rule").code)),
    ),
    drawing(["cursor.until", "pinned", "experiment.pins"], show_pin_fans),
    drawing(["experiment.guessed", "active", "cursor.until", "experiment.guess", "aims"], show_guess),
    drawing(["cursor.t", "t", "awaited"], (aimed, t, awaited) => put({ time: { t: [awaited ? aimed : t] } })),
    drawing(["experiment.log_error"], show_log_error),
    drawing(
      [
        "active",
        "pinned",
        "experiment.pins",
        "experiment.batch",
        "experiment.steps",
        "experiment.data",
        "awaited",
        "experiment.guess",
      ],
      show_stack,
    ),
    drawing(["experiment.hidden"], show_hidden),
    drawing(
      ["shown_ground", "shown_view.view", "shown_view.frame", "shown_view.moving", "reshaping"],
      sample_ground,
    ),
    drawing(["sampled", "shown_ground"], show_ground),
    drawing(["samples", "resting", "painted", "active", "pinned", "experiment.pins"], place_labels),
    drawing(
      [
        "active",
        "t",
        "shown_view.view",
        "experiment.hidden",
        "labels",
        "cursor.until",
        "figure_colours",
        "pinned",
        "experiment.pins",
        "shown_view.frame",
        "resting",
        "experiment.tab",
        "experiment.guessed",
        "aims",
      ],
      show_step,
    ),
    drawing(
      ["active", "shown_view.view", "cursor.until", "told_step", "shown_view.frame", "arrow_lines"],
      show_path,
    ),
    drawing(["samples", "labels", "arrow_lines"], show_labels),
  ]

  /** @param {Drawing[]} drawings */
  function add(drawings) {
    for (const [needs, act] of drawings) {
      acts.push(dependent(needs, act))
      follow(needs, draw_soon)
    }
  }

  function draw_soon() {
    if (acts.some(({ is_due }) => is_due())) paint(draw)
  }

  function draw() {
    if (!find("surface") || !known("runs")) return
    together(() => {
      for (const act of acts) {
        const before = misses()
        act.run()
        if (misses() > before) incomplete.add(act)
      }
      say("drawn", ++count)
    })
  }

  /** @returns {Pin[]} */
  function pinned() {
    const { pins } = known("experiment")
    const [covered, named] = [known("covered"), known("paths_named")]
    return known("pinned")
      .map((run, i) => ({ run, number: pins[i], covered: covered[i], named }))
      .filter(({ number }) => number > 0)
  }

  /**
   * @param {ShownRun} active @param {number} steps @param {number} crop @param {boolean} resting
   * @param {string} guess @param {number[]} guessed
   */
  function show_ranges(active, steps, crop, resting, guess, guessed) {
    const shown = [active, ...pinned().map(({ run }) => run)]
    const curve = guess === "curve" ? guess_in(guessed).pairs.map(([, error]) => error) : []
    ranges = trace_ranges(shown, { steps, crop, curve }, resting ? null : ranges)
    for (const [name, [start, end]] of Object.entries(ranges))
      set(/** @type {ModelName} */ (`${name}_range`), { start, end })
  }

  /**
   * @param {ShownRun} active @param {Box} view @param {number} until @param {number} told @param {unknown} _frame
   * @param {Segment[]} arrows
   */
  function show_path(active, view, until, told, _frame, arrows) {
    put({
      ...path_columns(active, view, frame(), limits, until, told, arrows),
      ...fan_columns(run_until(active, until), view),
    })
  }

  /** @param {ShownRun} active @param {number} until */
  function show_batches(active, until) {
    if (!ranges) return
    const { log_error } = known("experiment")
    const range = log_error ? ranges.error_log : ranges.error
    put(batch_columns(run_until(active, until), range, log_error))
  }

  /**
   * @param {ShownRun} active @param {number} t @param {Box} view @param {GroundFact} ground
   * @param {Hideable[]} hidden @param {TabName} tab
   */
  function show_batch_contours(active, t, view, { code, let: numbers, table }, hidden, tab) {
    const is_wanted =
      !hidden.includes("gradient") && !words_instead(tab) && known("shown_view").frame !== null
    const seen = { code: is_wanted ? code : null, numbers, table: table ?? null }
    put(batch_contour_columns(active, t, { view, frame: frame() }, seen))
  }

  /** @param {number} until */
  function show_pin_fans(until) {
    const shown = pinned().map(({ run, number }) => ({ run: run_until(run, until), number }))
    put(pin_fan_columns(shown, limits))
  }

  // The truth of a guess is shown once the run has drawn itself.
  /** @param {number[]} guessed @param {ShownRun} active @param {number} until */
  function show_guess(guessed, { columns }, until) {
    const truth = until === Infinity && guessed.length ? truth_at(columns, guess_in(guessed).t).w : null
    put(guess_columns(guesses("place"), truth))
    put(curve_columns(guesses("curve")))
  }

  // The points that were guessed, or are being guessed; none of another kind of guess.
  /** @param {string} kind */
  function guesses(kind) {
    const { guess, guessed } = known("experiment")
    return guess === kind ? [...guess_in(guessed).pairs, ...known("aims")] : []
  }

  // The upper end of the error's linear axis, or 0 if it shows everything.
  function crop() {
    const { log_error, crop } = known("experiment")
    return log_error ? 0 : crop
  }

  /** @param {boolean} log_error */
  function show_log_error(log_error) {
    const plot = find("error")
    for (const model of plot ? [...plot.left, ...plot.center, ...plot.renderers] : []) {
      if (tags_of(model).includes("linear")) set(model, { visible: !log_error })
      if (tags_of(model).includes("log")) set(model, { visible: log_error })
    }
  }

  function epochs() {
    const { batch, steps, data } = known("experiment")
    return { rows: row_count(data), size: batch, steps }
  }

  // Hides traces that no shown run has; the lowest visible trace has the axis of t for all.
  /** @param {ShownRun} active */
  function show_stack(active) {
    const runs = pinned().map(({ run }) => run)
    const paths = active.fan?.paths ?? 1
    const of_fan = paths > 1 ? `error, one of ${paths} paths` : "error"
    const dotted = active.judged_symbol && `; dotted: at ${active.judged_symbol}`
    const every = epochs_apart(epochs())
    const of_ticks = `; a tick every ${every === 1 ? "epoch" : `${every} epochs`}`
    const of_batch = every ? `, faint: each batch${known("enlarged") > 1 ? "" : of_ticks}` : "" // a projector lacks room
    const is_drawn = known("awaited") && known("experiment").guess === "curve"
    const words = is_drawn ? "draw E here, up to the last step" : of_fan + of_batch + dotted
    const error = { shown: true, symbol: "E", words }
    const heads = { error, m: moment_head("m", active, runs), s: moment_head("s", active, runs) }
    const names = /** @type {TraceName[]} */ (Object.keys(heads))
    for (const name of names) heads[name].shown &&= wants(name)
    const lowest = names.findLast((name) => heads[name].shown)
    for (const name of names) {
      const plot = find(name)
      if (!plot) continue
      set(plot.below[0], { visible: name === lowest })
      set(plot, { min_border_bottom: name === lowest ? AXIS : Math.round(EDGE * known("enlarged")) })
      for (const axis of plot.left) set(axis, { axis_label: heads[name].symbol })
    }
    const now = { heads, lowest }
    if (!is_same(now, known("traces"))) say("traces", now)
  }

  // Hides or shows a component's lines, by their tags, for all runs.
  /** @param {Hideable[]} hidden */
  function show_hidden(hidden) {
    for (const name of /** @type {const} */ (["m", "s"])) {
      for (const model of find(name)?.renderers ?? []) {
        const component = COMPONENTS[tags_of(model)[0]]
        if (component) set(model, { visible: !hidden.includes(`${name}${component}`) })
      }
    }
  }

  /**
   * @param {GroundFact} told @param {Box} view @param {Frame | null} frame @param {boolean} moving
   * @param {boolean} reshaping
   */
  function sample_ground({ samples, code, let: numbers, table }, view, frame, moving, reshaping) {
    if (!frame) return
    const of = { code: /** @type {Ground} */ (code), let: numbers, table }
    const now = samples ?? ground(of, view, frame, moving || reshaping, known("posing") === true)
    say("sampled", now)
  }

  // Unsampled regions stay blank: hatching, which says that there is no E, is drawn only where the ground is.
  /** @param {Samples} sampled @param {GroundFact} ground */
  function show_ground(sampled, ground) {
    const { sources, scale, lines } = ground_columns(sampled, ground.minima)
    put(sources)
    say("samples", { ...sampled, scale, lines, ground })
    const [[left, right], [bottom, top]] = sampled.view
    set("no_ground", { left, right, bottom, top, visible: true })
  }

  // While a path moves, the labels stay in place, below it: drawing them anew takes as long as the ground. At
  // rest the path is painted first.
  /**
   * @param {DrawnSamples} samples @param {boolean} resting @param {number} painting @param {ShownRun} active
   */
  function place_labels(samples, resting, painting, active) {
    const is_painted = painting !== last_painting
    last_painting = painting
    if (samples !== labelled || (resting && is_painted)) {
      labelled = samples
      const paths = [active, ...pinned().map(({ run }) => run)].map(({ columns }) => columns)
      say("labels", label_places(samples.lines, samples.view, frame(), paths))
    } else if (resting) {
      say("placing", true)
      return void painted().then(() => say("painted", painting + 1))
    }
    say("placing", false)
  }

  // Leaves out labels that an arrow or its name covers.
  /** @param {DrawnSamples} samples @param {Label[]} labels @param {Segment[]} arrow_lines */
  function show_labels(samples, labels, arrow_lines) {
    const is_new = samples !== lined
    if (known("placing") || !(known("resting") || is_new)) return
    const found = contour_columns(samples.lines, labels, samples.view, frame(), arrow_lines)
    const now = JSON.stringify(found.contour_labels)
    if (now === shown && !is_new) return
    lined = samples
    shown = now
    put(found)
  }

  // Shows the cursor in all plots, and the arrows of its step.
  /**
   * @param {ShownRun} active @param {number} t @param {Box} view @param {Hideable[]} hidden @param {Label[]} labels
   * @param {number} until @param {Facts["figure_colours"]} colours
   */
  function show_step(active, t, view, hidden, labels, until, { arrows: colours }) {
    put({ cursor: cursor_columns(active, pinned(), t, view, frame(), limits.pin_shades) })
    if (words_instead(known("experiment").tab) || !known("shown_view").frame)
      return say_all({ arrows: NONE, arrow_lines: NONE, paths_named: false })
    const plane = { x_range: view[0], y_range: view[1], ...frame() }
    const others = pinned()
    const is_named = until === Infinity && others.length > 0 && others.length < MOST_NAMED
    const {
      arrows,
      arrow_names,
      lines,
      scales: now,
      legend,
      paths_named,
    } = arrow_columns(active, t, plane, {
      scales: known("resting") ? null : scales,
      hidden,
      pinned: others.map(({ run, number }) => ({ run, colour: pin_names[known("theme")][number - 1] })),
      titles: is_named ? run_names([active, ...others.map(({ run }) => run)]) : [],
      words: labels.map(line_along),
      marks: guesses("place"),
      minima: known("shown_ground").minima,
      eta: known("experiment").values.eta,
      colours,
    })
    scales = now
    put({ arrows, arrow_names })
    say_all({ arrows: legend, arrow_lines: lines, paths_named })
  }

  add(drawings)
  on_panels(({ key, drawings, figure }) => {
    add(drawings?.(letters) ?? [])
    if (figure)
      follow(["experiment.tab", "experiment.panel", "lesson"], (tab, panel, { panel: beside = "" }) => {
        const open = [tab, panel, is_from_server(beside) ? "" : beside]
        if (open.includes(key) && has_place(figure)) make_figures(figure, pictures)
      })
  })
  follow(["enlarged", "letters"], () => {
    for (const act of acts) act.renew()
    draw_soon()
  })
  // Fills new figures, which are empty, before Bokeh draws them for the first time.
  follow(["figures"], () => {
    for (const act of incomplete) act.renew()
    incomplete.clear()
    draw()
  })
  make_figures("path", picture)
  when_drawn("surface", (view) => {
    painted().then(() => once_shown(() => make_figures("traces", picture)))
    for (const range of [view.model.x_range, view.model.y_range]) range.change.connect(seen.moved)
    view.repainted.connect(measure)
    measure()

    // The frame changes with the page and with the axes' labels; it has no size while another tab is shown.
    function measure() {
      const { width, height } = view.frame.bbox
      if (width < 1 || height < 1) return
      seen.set_frame({ width, height }, view.bbox.width)
    }
  })
}

// Calls act() once the screen shows what has just been painted, at the latest two frames later.
/** @param {() => void} act */
function once_shown(act) {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(act)))
}

// The tags of a model; a line has them on its glyph.
/** @param {Model} model @returns {string[]} */
function tags_of(model) {
  return (model.glyph ?? model).tags
}

// The surface's size in the pixels of what is drawn on it, which may be enlarged; a
// placeholder while it has none.
/** @returns {Frame} */
function frame() {
  const { width, height } = known("shown_view").frame ?? { width: 500, height: 500 }
  const by = known("enlarged")
  return { width: width / by, height: height / by, letters: letters() }
}

// The least size of letters, in the same pixels.
function letters() {
  return known("letters") / known("enlarged")
}
