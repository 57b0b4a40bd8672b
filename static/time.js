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
const LINE = 15 // px between the names of two arrows,
const WORD = 34 // and how wide they are

export function render({ model, view, el }) {
  const bokeh = view.model.document
  const named = new Map()
  const scales = { gradient: 0, update: 0 }
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
    const from = at > 0 ? [w[0][at - 1], w[1][at - 1]] : null
    const vectors = []
    if (from && inside(from)) {
      const take = (name, sign, row) => [sign * column(`${name}1`)[row], sign * column(`${name}2`)[row]]
      vectors.push({ name: "−∇E", scale: "gradient", vector: take("g", -1, at - 1) })
      if (column("m1")) vectors.push({ name: "−m", scale: "gradient", vector: take("m", -1, at) })
      vectors.push({ name: "Δw", scale: "update", vector: [w[0][at] - from[0], w[1][at] - from[1]] })
    }
    rescale(vectors)
    const arrows = { x0: [], y0: [], x1: [], y1: [], colour: [] }
    const names = { x: [], y: [], name: [], colour: [], align: [] }
    const style = getComputedStyle(document.documentElement)
    const tips = []
    for (const { name, scale, vector } of vectors) {
      const factor = scales[scale]
      const tip = [from[0] + factor * vector[0], from[1] + factor * vector[1]]
      const colour = style.getPropertyValue(TOKENS[name]).trim()
      if (pixels(vector, factor) < 2) continue
      const place = beyond(from, tip, 10)
      for (const taken of tips) if (collide(taken, place)) place[1] = taken[1] - LINE * per_pixel()
      tips.push(place)
      for (const [key, value] of Object.entries({ x0: from[0], y0: from[1], x1: tip[0], y1: tip[1], colour }))
        arrows[key].push(value)
      const align = tip[0] >= from[0] ? "left" : "right"
      for (const [key, value] of Object.entries({ x: place[0], y: place[1], name, colour, align })) names[key].push(value)
    }
    put("arrows", arrows)
    put("arrow_names", names)
    legend.replaceChildren(
      ...vectors.map(({ name, scale }) => {
        const word = document.createElement("span")
        word.textContent = `${name} × ${tidy(scales[scale])}`
        word.style.color = `var(${TOKENS[name]})`
        return word
      }),
    )
  }

  // Arrows of a kind share a scale, a round number that changes only when it has to.
  function rescale(vectors) {
    for (const kind of Object.keys(scales)) {
      const lengths = vectors.filter(({ scale }) => scale === kind).map(({ vector }) => pixels(vector, 1))
      const longest = Math.max(0, ...lengths.filter(Number.isFinite))
      if (longest === 0) continue
      if (kind === "update" && longest >= SHORT && longest <= LONG) scales[kind] = 1
      else if (!(longest * scales[kind] >= SHORT && longest * scales[kind] <= LONG)) scales[kind] = round_below(WANTED / longest)
    }
  }

  function frame() {
    return Bokeh.index.find_one(find("surface"))?.frame
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

  function put(name, data) {
    find(name).setv({ data }, { sync: false })
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
    return true
  }

  function attach() {
    waiting = waiting.filter((name) => !scrub(name))
    if (waiting.length) requestAnimationFrame(attach)
    else {
      last = column("t").length - 1
      draw()
    }
  }

  let waiting = [...FIGURES]
  document.addEventListener("explorer:frame", follow)
  document.addEventListener("explorer:theme", draw)
  window.addEventListener("keydown", key)
  model.on("remove", () => {
    stop()
    clearTimeout(rest)
    document.removeEventListener("explorer:frame", follow)
    document.removeEventListener("explorer:theme", draw)
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
