// The time cursor t: play, step, scrub and keys, and what the cursor shows in the plots.
//
// All of it happens in the browser, from the columns that have been drawn; the server hears of t when it rests,
// for the address. Arrows start at w(t−1): what a step saw, what it had gathered, and what it did.

const FIGURES = ["error", "m", "s"]
const SLOWEST = 12 // steps a second
const LONGEST = 8 // seconds that playing the whole path takes, if that is not slower
const REST = 250 // ms without a move, after which t is written into the address
const SHORT = 22 // px: arrows get another scale when the longest is shorter than this,
const WANTED = 90 // is then about this long,
const LONG = 190 // or when it is longer than this
const FEW = 4 // steps; the arrows of so short a path are all drawn, up to the cursor
const LINE = 15 // px between the names of two arrows,
const WORD = 34 // and how wide they are

export function render({ model, view, el }) {
  const bokeh = view.model.document
  const named = new Map()
  const scales = { gradient: 0, update: 0 }
  const hidden = new Set() // names of arrows
  let colours = {} // of arrows by name, asked for once a theme
  let surface = null // the view of the figure, once it is there
  let t = model.cursor
  let last = 0
  let playing = null // the animation frame that comes next
  let rest = null

  const bar = document.createElement("div")
  bar.className = "bar"
  const back = button("Step back", "‹", () => move(shown() - 1))
  const play = button("Play", "▶", toggle)
  const forth = button("Step forward", "›", () => move(shown() + 1))
  play.classList.add("play")
  const slider = document.createElement("input")
  Object.assign(slider, { type: "range", min: 0, step: 1, title: "The step that is explained" })
  slider.setAttribute("aria-label", "Time")
  slider.addEventListener("input", () => move(Number(slider.value)))
  const where = document.createElement("output")
  const legend = document.createElement("p")
  legend.className = "arrows"
  bar.append(back, play, forth, slider, where)

  function find(name) {
    if (!named.has(name)) named.set(name, bokeh.get_model_by_name(name))
    return named.get(name)
  }

  function column(name) {
    const data = find("trajectory").data
    return data instanceof Map ? data.get(name) : data[name]
  }

  // A run that has become shorter shows its last point, but the cursor comes back with its steps.
  function shown() {
    return Math.min(t, last)
  }

  function move(to) {
    stop()
    set(to)
  }

  function set(to) {
    t = Math.min(Math.max(to, 0), last)
    draw()
    clearTimeout(rest)
    rest = setTimeout(() => {
      rest = null
      if (playing === null) tell()
    }, REST)
  }

  function tell() {
    document.dispatchEvent(new CustomEvent("explorer:change", { detail: { cursor: t } }))
  }

  // Playing

  function toggle() {
    if (playing !== null) {
      stop()
      tell()
      return
    }
    const from = shown() < last ? shown() : 0
    const speed = Math.max(SLOWEST, last / LONGEST) / 1000
    let begin = null
    const tick = (now) => {
      begin ??= now
      const at = from + Math.floor((now - begin) * speed)
      playing = at < last ? requestAnimationFrame(tick) : null
      if (at !== t) set(at)
      label()
    }
    playing = requestAnimationFrame(tick)
    label()
  }

  function stop() {
    if (playing !== null) cancelAnimationFrame(playing)
    playing = null
    label()
  }

  function label() {
    const name = playing === null ? "Play" : "Pause"
    if (play.getAttribute("aria-label") === name) return
    play.textContent = playing === null ? "▶" : "❚❚"
    play.setAttribute("aria-label", name)
    play.title = `${name} (space)`
  }

  // What is shown

  function draw() {
    const at = shown()
    const w = [column("w1"), column("w2")]
    const point = [w[0][at], w[1][at]]
    put("cursor", inside(point) ? { w1: [point[0]], w2: [point[1]] } : { w1: [], w2: [] })
    for (const name of FIGURES) find(`${name}_cursor`).setv({ location: at }, { sync: false })
    draw_arrows(at, w)
    slider.max = last
    slider.value = at
    slider.style.setProperty("--share", `${last ? (100 * at) / last : 0}%`)
    where.textContent = `t = ${at}   E = ${short(column("error")[at], 4)}   w = (${point.map((w) => short(w, 4)).join(", ")})`
    document.dispatchEvent(new CustomEvent("explorer:cursor", { detail: { t: at } }))
    document.dispatchEvent(new CustomEvent("explorer:paint"))
  }

  function draw_arrows(at, w) {
    const steps = []
    for (let t = last <= FEW ? 1 : Math.max(at, 1); t <= at; t++) steps.push(...vectors_of(t, w))
    rescale(steps)
    const arrows = { x0: [], y0: [], x1: [], y1: [], colour: [] }
    const names = { x: [], y: [], name: [], colour: [], align: [] }
    const taken = []
    for (const { name, scale, from, vector } of steps) {
      const factor = scales[scale]
      if (hidden.has(name) || pixels(vector, factor) < 2) continue
      const tip = [from[0] + factor * vector[0], from[1] + factor * vector[1]]
      const colour = colours[name]
      const place = beyond(from, tip, 10)
      for (const other of taken) if (collide(other, place)) place[1] = other[1] - LINE * per_pixel()
      taken.push(place)
      push(arrows, { x0: from[0], y0: from[1], x1: tip[0], y1: tip[1], colour })
      push(names, { x: place[0], y: place[1], name, colour, align: tip[0] >= from[0] ? "left" : "right" })
    }
    put("arrows", arrows)
    put("arrow_names", names)
    name_arrows(steps)
  }

  // What step t saw, had gathered and did, if it begins within the view.
  function vectors_of(t, w) {
    const from = [w[0][t - 1], w[1][t - 1]]
    if (!inside(from)) return []
    const take = (name, row) => [-column(`${name}1`)[row], -column(`${name}2`)[row]]
    return [
      { name: "−∇E", scale: "gradient", from, vector: take("g", t - 1) },
      ...(column("m1") ? [{ name: "−m", scale: "gradient", from, vector: take("m", t) }] : []),
      { name: "Δw", scale: "update", from, vector: [w[0][t] - from[0], w[1][t] - from[1]] },
    ]
  }

  // The arrows' names with their scales; a click hides the arrows of a name, or shows them again.
  function name_arrows(steps) {
    const kinds = new Map(steps.map(({ name, scale }) => [name, scale]))
    const text = JSON.stringify([[...kinds].map(([name, scale]) => [name, scales[scale]]), [...hidden]])
    if (legend.dataset.text === text) return
    legend.dataset.text = text
    legend.replaceChildren(
      ...[...kinds].map(([name, scale]) => {
        const entry = button(`Hide or show ${name}`, `${name} × ${tidy(scales[scale])}`, () => {
          if (!hidden.delete(name)) hidden.add(name)
          draw()
        })
        entry.className = hidden.has(name) ? "hidden-run" : ""
        entry.style.color = `var(${TOKENS[name]})`
        return entry
      }),
    )
  }

  // Arrows of a kind share a scale, a round number that changes only when it has to; updates have their own
  // length whenever it can be seen.
  function rescale(vectors) {
    const { width, height } = frame().bbox
    for (const kind of Object.keys(scales)) {
      const lengths = vectors.filter(({ scale }) => scale === kind).map(({ vector }) => pixels(vector, 1))
      const longest = Math.max(0, ...lengths.filter(Number.isFinite))
      if (longest === 0) continue
      if (kind === "update" && longest >= SHORT && longest <= Math.hypot(width, height)) scales[kind] = 1
      else if (!(longest * scales[kind] >= SHORT && longest * scales[kind] <= LONG)) scales[kind] = round_below(WANTED / longest)
    }
  }

  function frame() {
    surface ??= Bokeh.index.find_one(find("surface"))
    return surface?.frame
  }

  function pixels([x, y], factor) {
    const { x_range, y_range, bbox } = frame()
    const across = (x / (x_range.end - x_range.start)) * bbox.width
    const along = (y / (y_range.end - y_range.start)) * bbox.height
    return factor * Math.hypot(across, along)
  }

  function inside([x, y]) {
    const { x_range, y_range } = frame()
    return x >= x_range.start && x <= x_range.end && y >= y_range.start && y <= y_range.end
  }

  // Names of arrows that point alike stand below each other.
  function collide([x, y], [other_x, other_y]) {
    return pixels([x - other_x, 0], 1) < WORD && pixels([0, y - other_y], 1) < LINE
  }

  function per_pixel() {
    const { y_range, bbox } = frame()
    return (y_range.end - y_range.start) / bbox.height
  }

  function beyond(from, tip, room) {
    const more = 1 + room / Math.max(pixels([tip[0] - from[0], tip[1] - from[1]], 1), 1)
    return [from[0] + more * (tip[0] - from[0]), from[1] + more * (tip[1] - from[1])]
  }

  function push(columns, row) {
    for (const [key, value] of Object.entries(row)) columns[key].push(value)
  }

  function put(name, data) {
    find(name).setv({ data }, { sync: false })
  }

  function recolour() {
    const style = getComputedStyle(document.documentElement)
    colours = Object.fromEntries(
      Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]),
    )
    if (!waiting.length) draw()
  }

  // Events

  function follow({ detail }) {
    last = detail.last
    if (detail.settled && rest === null && playing === null) t = detail.settings.cursor
    draw()
  }

  function key(event) {
    const active = document.activeElement
    const free = !active || active === document.body
    const on_bar = active === el.getRootNode().host && event.composedPath()[0] !== slider
    if (event.ctrlKey || event.metaKey || event.altKey || !(free || (on_bar && event.key !== " "))) return
    const act = {
      " ": toggle,
      ArrowLeft: () => move(shown() - 1),
      ArrowRight: () => move(shown() + 1),
      Home: () => move(0),
      End: () => move(last),
    }[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  // A press on a trace moves the cursor there, and it follows the pointer until that is let go.
  function scrub(name) {
    const found = Bokeh.index.find_one(find(name))
    const element = found?.canvas_view?.events_el ?? found?.canvas_view?.el
    if (!element?.isConnected || !frame()) return false
    const at = (event) => {
      const box = element.getBoundingClientRect()
      return [event.clientX - box.left, event.clientY - box.top]
    }
    element.addEventListener("pointerdown", (event) => {
      const [x, y] = at(event)
      const { left, right, top, bottom } = found.frame.bbox
      if (event.button !== 0 || x < left || x > right || y < top || y > bottom) return
      const go = (moved) => move(Math.round(found.frame.x_scale.invert(at(moved)[0])))
      const end = () => {
        window.removeEventListener("pointermove", go)
        window.removeEventListener("pointerup", end)
        window.removeEventListener("pointercancel", end)
      }
      window.addEventListener("pointermove", go)
      window.addEventListener("pointerup", end)
      window.addEventListener("pointercancel", end)
      go(event)
    })
    if (name === "error") crop(found, element)
    return true
  }

  // The wheel over the error crops its linear axis from above; a double click shows all of it.
  function crop(found, element) {
    const change = (value) =>
      document.dispatchEvent(new CustomEvent("explorer:change", { detail: { crop: value } }))
    const range = found.model.y_range
    element.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault()
        const factor = Math.min(Math.max(Math.exp(event.deltaY / 300), 0.5), 2)
        change(Number((range.end * factor).toPrecision(3)))
      },
      { passive: false },
    )
    element.addEventListener("dblclick", () => change(0))
  }

  function attach() {
    waiting = waiting.filter((name) => !scrub(name))
    if (waiting.length) requestAnimationFrame(attach)
    else {
      last = column("t").length - 1
      recolour()
    }
  }

  // The scale of the arrows depends on the size of the surface, which is nothing while another tab is shown.
  const sizes = new ResizeObserver(() => {
    if (!waiting.length) draw()
  })

  let waiting = [...FIGURES]
  sizes.observe(document.querySelector(".surface"))
  document.addEventListener("explorer:frame", follow)
  document.addEventListener("explorer:theme", recolour)
  window.addEventListener("keydown", key)
  model.on("remove", () => {
    stop()
    clearTimeout(rest)
    sizes.disconnect()
    document.removeEventListener("explorer:frame", follow)
    document.removeEventListener("explorer:theme", recolour)
    window.removeEventListener("keydown", key)
  })
  attach()
  label()
  el.append(bar, legend)
}

const TOKENS = { "−∇E": "--gradient", "−m": "--moment", Δw: "--update" }

function button(name, sign, act) {
  const element = document.createElement("button")
  Object.assign(element, { type: "button", textContent: sign, title: name })
  element.setAttribute("aria-label", name)
  element.addEventListener("click", act)
  return element
}

// The largest of 1, 2, 5 × 10^k that is not above a number.
function round_below(number) {
  const decade = 10 ** Math.floor(Math.log10(number))
  return tidy_number([5, 2, 1].find((digit) => digit * decade <= number * 1.0000001) * decade)
}

function tidy_number(number) {
  return Number(number.toPrecision(3))
}

function tidy(number) {
  return number >= 1e5 || number < 1e-4 ? number.toExponential(0).replace("-", "−") : String(number)
}
