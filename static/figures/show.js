// Draws the facts into the figures: the only file that puts columns into sources.
//
// Facts come from the wire and from the page's parts. A drawing names the facts that it needs. When one of
// them has changed, it is drawn again in the next animation frame, whoever said so.

import { follow, hear, known, report, say } from "../bus.js"
import { arrow_columns } from "../draw/arrows.js"
import { is_covered, line_beside } from "../draw/beside.js"
import { fan_columns, pin_fan_columns } from "../draw/fan_columns.js"
import { contour_columns, ground_columns } from "../draw/ground_columns.js"
import { label_places, line_along } from "../draw/labels.js"
import { at_places, is_inside } from "../draw/lines.js"
import { name_shade, pin_columns } from "../draw/pins.js"
import { trace_ranges } from "../draw/ranges.js"
import { path_columns, run_until, trajectory_columns } from "../draw/run_columns.js"
import { limit_columns, moment_head, trace_columns } from "../draw/traces.js"
import { is_same } from "../equality.js"
import { PANELS, words_instead } from "../panel_registry.js"
import { axis_values } from "../schedules.js"
import { token_reader } from "../tokens.js"
import { wants } from "../widget.js"
import { ground_sampler } from "./ground_sampler.js"
import { find, has_place, make_figures, paint, painted, put, set, when_drawn } from "./plots.js"
import { surface_view } from "./shown_view.js"

/** @type {(keyof SaidExperiment)[]} */
const FIELDS = ["pins", "crop", "steps", "log_error", "tab", "panel", "hidden"] // of the experiment
const [AXIS, EDGE] = [38, 6] // px below a trace that has the axis of t, and below one that has not
const START = 7 // px from the start to the edge of its marker
const COMPONENTS = { first: "1", second: "2" } // of a moment, by the tags of their lines

export function show() {
  const facts = { resting: true, until: Infinity, beside: [], labels: [], contours: null }
  const changed = new Set()
  const limits = known("contract").limits
  const pin_colours = known("contract").palettes.pin_shades
  let ranges = null // of the traces, as shown now
  let scales = null // of the arrows
  let shown = "" // the labels of contour lines
  let first = true // whether no path has been drawn yet
  const seen = surface_view(show_moved)
  const of_panels = PANELS.map(({ key, drawings }) => ({
    key,
    drawings: drawings?.(facts, letters, learn) ?? [],
  }))
  const ground = ground_sampler((samples) => note("samples", samples))

  // While a control moves, the ranges and the scales of the arrows stay as long as they fit. At rest they do
  // not depend on what was shown before.
  function rest() {
    learn("resting", known("experiment").settled && !known("held") && !known("cursor")?.playing)
  }

  // Ranges come first: Bokeh paints as soon as a source changes, and what it paints outside a frame may stay
  // there. A drawing may add news for those after it.
  /** @type {[needs: string[], act: (news?: Set<string>) => void][]} */
  const drawings = [
    [["view"], seen.show],
    [["active", "pinned", "pins", "steps", "crop", "resting"], show_ranges],
    [["active"], () => put({ trajectory: trajectory_columns(facts.active) })],
    [["active", "view", "frame", "until"], show_path],
    [
      ["active", "crop", "log_error", "until"],
      () => put(trace_columns(run_until(facts.active, facts.until), crop())),
    ],
    [
      ["active", "hidden", "trace_colours"],
      () =>
        put(
          limit_columns(facts.active, {
            hidden: facts.hidden,
            colours: facts.trace_colours,
            letters: letters(),
          }),
        ),
    ],
    [["active", "pinned", "pins", "view", "frame", "until"], find_beside],
    [
      ["pinned", "pins", "beside", "view", "frame", "crop", "log_error", "until"],
      () => put(pin_columns(pinned(), facts.view, frame(), crop(), limits, facts.until)),
    ],
    [["pinned", "pins", "until"], show_pin_fans],
    [["log_error"], show_log_error],
    [["active", "pinned", "pins"], show_stack],
    [["hidden"], show_hidden],
    [["ground", "view", "frame", "moving"], sample_ground],
    [["samples"], show_ground],
    [["contours", "active", "pinned", "pins", "resting", "painted"], place_labels],
    [
      [
        "active",
        "pinned",
        "pins",
        "view",
        "cursor",
        "hidden",
        "arrow_colours",
        "frame",
        "resting",
        "tab",
        "beside",
        "labels",
      ],
      show_step,
    ],
    [["contours", "labels", "arrows"], show_labels],
    ...of_panels.flatMap(({ drawings }) => drawings),
  ]

  const all = drawings.flatMap(([needs]) => needs)

  function learn(name, fact) {
    if (JSON.stringify(facts[name]) !== JSON.stringify(fact)) note(name, fact)
  }

  function note(name, fact) {
    facts[name] = fact
    changed.add(name)
    paint(draw)
  }

  function draw() {
    const news = new Set(changed)
    changed.clear()
    if (!find("surface") || !facts.active) {
      for (const name of news) changed.add(name)
      return
    }
    for (const [needs, act] of drawings) {
      if (!needs.some((name) => news.has(name))) continue
      try {
        act(news)
      } catch (problem) {
        report(`Something cannot be drawn: ${problem}`)
      }
    }
    say("drawn", null)
  }

  function mark(names) {
    for (const name of names) if (facts[name] !== undefined) changed.add(name)
  }

  // The size of the surface for what is drawn on it, whose pixels may be enlarged; any, while it has none.
  function frame() {
    const { width, height } = facts.frame ?? { width: 500, height: 500 }
    const by = known("enlarged") ?? 1
    return { width: width / by, height: height / by, letters: letters() }
  }

  // The least size of letters, in such pixels.
  function letters() {
    return (known("letters") ?? 0) / (known("enlarged") ?? 1)
  }

  function pinned() {
    return facts.pinned
      .map((run, i) => ({ run, number: facts.pins[i], ...facts.beside[i] }))
      .filter(({ number }) => number > 0)
  }

  // How pinned runs are drawn where the active one is, too.
  function find_beside(news) {
    const { active, view, until } = facts
    const found = facts.pinned.map((run) => {
      return {
        beside: line_beside(run, active, view, frame()),
        covered: is_covered(run, active, view, frame(), until),
      }
    })
    if (is_same(found, facts.beside)) return
    facts.beside = found
    news.add("beside")
  }

  function show_ranges() {
    const shown = [facts.active, ...pinned().map(({ run }) => run)]
    ranges = trace_ranges(shown, { steps: facts.steps, crop: facts.crop }, facts.resting ? null : ranges)
    for (const [name, [start, end]] of Object.entries(ranges))
      set(/** @type {ModelName} */ (`${name}_range`), { start, end })
  }

  function show_path() {
    const { active, view, until } = facts
    put({
      ...path_columns(active, view, frame(), limits, until),
      ...fan_columns(run_until(active, until), view),
    })
  }

  function show_pin_fans() {
    const shown = pinned().map(({ run, number }) => ({ run: run_until(run, facts.until), number }))
    put(pin_fan_columns(shown, limits))
  }

  // Where the linear axis of the error ends, or 0 if it shows all.
  function crop() {
    return facts.log_error ? 0 : facts.crop
  }

  function show_log_error() {
    const { left, center, renderers } = find("error")
    for (const model of [...left, ...center, ...renderers]) {
      if (tags_of(model).includes("linear")) set(model, { visible: !facts.log_error })
      if (tags_of(model).includes("log")) set(model, { visible: facts.log_error })
    }
  }

  // What no shown run has folds away; the lowest trace has the axis of t for all of them.
  function show_stack() {
    const { active } = facts
    const runs = pinned().map(({ run }) => run)
    const paths = active.fan?.paths ?? 1
    const error = { shown: true, symbol: "E", words: paths > 1 ? `error, one of ${paths} paths` : "error" }
    const heads = { error, m: moment_head("m", active, runs), s: moment_head("s", active, runs) }
    for (const [name, head] of Object.entries(heads)) head.shown &&= wants(name)
    const lowest = Object.keys(heads).findLast((name) => heads[name].shown)
    for (const [name, { symbol }] of Object.entries(heads)) {
      const plot = find(/** @type {FigureName} */ (name))
      set(plot.below[0], { visible: name === lowest })
      set(plot, { min_border_bottom: name === lowest ? AXIS : EDGE })
      for (const axis of plot.left) set(axis, { axis_label: symbol })
    }
    say("traces", { heads, lowest })
  }

  // The lines of all runs with the tag of a component.
  function show_hidden() {
    for (const name of /** @type {const} */ (["m", "s"])) {
      for (const model of find(name).renderers) {
        const component = COMPONENTS[tags_of(model)[0]]
        if (component) set(model, { visible: !facts.hidden.includes(name + component) })
      }
    }
  }

  // The first path does not wait for the ground below it.
  function sample_ground(news) {
    const { ground: told, view, frame, moving } = facts
    if (!frame) return
    if (first) {
      first = false
      return note("ground", told)
    }
    facts.samples = told.samples ?? ground(told.code, view, frame, moving)
    show_ground(news)
  }

  // What is not yet sampled is left blank: only where the ground is, hatching says that there is no E.
  function show_ground(news) {
    const { sources, scale, lines } = ground_columns(facts.samples, facts.ground.minima)
    put(sources)
    facts.contours = lines
    news.add("contours")
    say("samples", { ...facts.samples, scale, lines, ground: facts.ground })
    const [[left, right], [bottom, top]] = facts.samples.view
    set("no_ground", { left, right, bottom, top, visible: true })
  }

  // While a path moves, the labels stay where they are, below it: to draw them anew takes as long as the
  // ground. At rest the path is painted first.
  function place_labels(news) {
    if (!facts.contours) return
    if (news.has("contours") || (facts.resting && news.has("painted"))) {
      const paths = [facts.active, ...pinned().map(({ run }) => run)].map(({ columns }) => columns)
      facts.labels = label_places(facts.contours, facts.samples.view, frame(), paths)
      news.add("labels")
    } else if (facts.resting) {
      say("placing", true)
      return painted().then(() => note("painted", null))
    }
    say("placing", false)
  }

  // Those are left out that an arrow or a name of one lies on.
  function show_labels(news) {
    if (!facts.contours || known("placing") || !(facts.resting || news.has("contours"))) return
    const found = contour_columns(
      facts.contours,
      facts.labels,
      facts.samples.view,
      frame(),
      facts.arrows ?? [],
    )
    const now = JSON.stringify(found.contour_labels)
    if (now === shown && !news.has("contours")) return
    shown = now
    put(found)
  }

  // The cursor in all plots, and the arrows of its step.
  function show_step(news) {
    const { w1, w2, error } = facts.active.columns
    const t = Math.min(facts.cursor, w1.length - 1)
    const seen = is_inside(w1[t], w2[t], facts.view) && !is_at_start(t)
    const at = seen ? [t] : []
    const cursor = { w1: at_places(w1, at), w2: at_places(w2, at), error: at_places(error, at) }
    put({ cursor, time: { t: [t] } })
    facts.t = t
    news.add("t")
    facts.arrows = []
    if (words_instead(facts.tab) || !facts.frame) return say("arrows", [])
    const plane = { x_range: facts.view[0], y_range: facts.view[1], ...frame() }
    const { hidden, arrow_colours: colours } = facts
    const {
      arrows,
      arrow_names,
      lines,
      scales: now,
      legend,
    } = arrow_columns(facts.active, t, plane, {
      scales: facts.resting ? null : scales,
      hidden,
      pinned: pinned().map(({ run, number, beside }) => ({ run, beside, colour: name_colour(number) })),
      words: facts.labels.map(line_along),
      eta: facts.values.eta,
      colours,
    })
    scales = now
    put({ arrows, arrow_names })
    facts.arrows = lines
    news.add("arrows")
    say("arrows", legend)
  }

  // Whether a step lies within the marker of the start.
  function is_at_start(t) {
    const { w1, w2 } = facts.active.columns
    const { width, height } = frame()
    const [[left, right], [low, high]] = facts.view
    return (
      Math.hypot(((w1[t] - w1[0]) / (right - left)) * width, ((w2[t] - w2[0]) / (high - low)) * height) <
      START
    )
  }

  function name_colour(number) {
    return pin_colours[facts.theme][name_shade(number, limits.pin_shades, facts.theme)]
  }

  function show_moved(view, moving) {
    learn("view", view)
    learn("moving", moving)
  }

  follow("runs", (runs) => {
    const [active, ...pinned] = runs
    if (active !== facts.active) note("active", active)
    if (pinned.length !== facts.pinned?.length || pinned.some((run, i) => run !== facts.pinned[i]))
      note("pinned", pinned)
  })
  follow("experiment", (experiment) => {
    for (const name of FIELDS) learn(name, experiment[name])
    learn("values", axis_values(experiment))
    rest()
    for (const { key, figure } of PANELS) {
      const is_open = key === experiment.tab || key === experiment.panel
      if (figure && is_open && has_place(figure)) make_figures(figure)
    }
  })
  for (const topic of /** @type {const} */ (["ground", "axes"])) follow(topic, (said) => note(topic, said))
  // What a map says of its progress leaves the map as it is.
  for (const { key, map, drawings } of PANELS)
    if (drawings)
      follow(/** @type {Topic} */ (key), (said) => {
        const fact = map ? said.map : said
        if (fact !== undefined) note(key, fact)
      })
  hear("held", rest)
  follow("cursor", ({ t, until = Infinity }) => {
    learn("cursor", t)
    if (until !== facts.until) note("until", until)
    rest()
  })
  follow("theme", (theme) => {
    learn("theme", theme)
    const token = token_reader()
    const colour = (kind) => [kind, token(kind)]
    learn("arrow_colours", {
      ...Object.fromEntries(["gradient", "moment", "update"].map(colour)),
      point: token("text"),
    })
    learn("trace_colours", [token("first"), token("second")])
  })

  for (const topic of /** @type {const} */ (["enlarged", "letters"]))
    hear(topic, () => {
      mark(all)
      paint(draw)
    })
  // Figures that have just been made are empty. They are filled before Bokeh draws them for the first time.
  hear("figures", (tab) => {
    mark(of_panels.find(({ key }) => key === tab)?.drawings.flatMap(([needs]) => needs) ?? all)
    draw()
  })
  make_figures("path")
  when_drawn("surface", (view) => {
    for (const range of [view.model.x_range, view.model.y_range]) range.change.connect(seen.moved)
    view.repainted.connect(measure)
    measure()

    // The frame changes with the page and with the labels of the axes; it has no size while another tab is
    // shown.
    function measure() {
      const { width, height } = view.frame.bbox
      if (width < 1 || height < 1) return
      learn("frame", { width, height })
      seen.set_frame({ width, height }, view.bbox.width)
    }
  })
}

// The tags of a model; a line has them at its glyph.
function tags_of(model) {
  return (model.glyph ?? model).tags
}
