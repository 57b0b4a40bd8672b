// What stands under the pointer, in a few words beside it: a step of the path, a point of the surface, or the
// values of a trace at a t. Nothing is asked of the server.

const NEAR = 9 // px from a point of the path that still mean it
const TRACES = { error: [["E", "error"]], m: [["m₁", "m1"], ["m₂", "m2"]], s: [["s₁", "s1"], ["s₂", "s2"]] }

export function render({ model, view, el }) {
  const bokeh = view.model.document
  const tip = document.createElement("div")
  tip.className = "tip"
  tip.hidden = true
  const views = new Map()
  let asked = null // the pointer event that waits for the next animation frame

  function column(name) {
    const data = bokeh.get_model_by_name("trajectory").data
    return data instanceof Map ? data.get(name) : data[name]
  }

  function over(event) {
    for (const [name, { found, element }] of views) {
      const box = element.getBoundingClientRect()
      const [x, y] = [event.clientX - box.left, event.clientY - box.top]
      const { left, right, top, bottom } = found.frame.bbox
      if (x >= left && x <= right && y >= top && y <= bottom) return { name, frame: found.frame, x, y }
    }
    return null
  }

  function look(event) {
    asked = null
    const place = event.buttons ? null : over(event)
    const rows = place && (place.name === "surface" ? on_surface(place) : on_trace(place))
    tip.hidden = !rows
    if (!rows) return
    tip.replaceChildren(
      ...rows.flatMap(([name, value]) => [
        Object.assign(document.createElement("span"), { textContent: name }),
        Object.assign(document.createElement("b"), { textContent: value }),
      ]),
    )
    const { width, height } = tip.getBoundingClientRect()
    const left = event.clientX + 14 + width < innerWidth ? event.clientX + 14 : event.clientX - 14 - width
    tip.style.left = `${left}px`
    tip.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - height - 4))}px`
  }

  function on_surface({ frame, x, y }) {
    const [w1, w2] = [column("w1"), column("w2")]
    const t = nearest_step(frame, w1, w2, x, y)
    if (t !== null) return [["t", String(t)], ["w₁", short(w1[t])], ["w₂", short(w2[t])], ["E", short(column("error")[t])]]
    const at = [frame.x_scale.invert(x), frame.y_scale.invert(y)]
    return [["w₁", short(at[0])], ["w₂", short(at[1])], ["E", short(error_at(at))]]
  }

  function nearest_step(frame, w1, w2, x, y) {
    const { x_scale, y_scale } = frame
    let [best, least] = [null, NEAR * NEAR]
    for (let t = 0; t < w1.length; t++) {
      const [dx, dy] = [x_scale.compute(w1[t]) - x, y_scale.compute(w2[t]) - y]
      const distance = dx * dx + dy * dy
      if (distance < least) [best, least] = [t, distance]
    }
    return best
  }

  // E of the nearest sample of the surface, which is finer than a pixel is wide.
  function error_at([w1, w2]) {
    const data = bokeh.get_model_by_name("ground").data
    const first = (name) => (data instanceof Map ? data.get(name) : data[name])[0]
    const image = first("error")
    const [rows, columns] = image.shape
    const i = Math.floor(((w1 - first("x")) / first("dw")) * columns)
    const j = Math.floor(((w2 - first("y")) / first("dh")) * rows)
    return i >= 0 && i < columns && j >= 0 && j < rows ? image[j * columns + i] : NaN
  }

  function on_trace({ name, frame, x }) {
    const t = Math.round(frame.x_scale.invert(x))
    if (t < 0 || t >= column("t").length) return null
    const rows = TRACES[name].filter(([, key]) => column(key)).map(([word, key]) => [word, short(column(key)[t])])
    return rows.length ? [["t", String(t)], ...rows] : null
  }

  function move(event) {
    if (asked === null) requestAnimationFrame(() => look(asked))
    asked = event
  }

  function attach() {
    for (const name of ["surface", ...Object.keys(TRACES)]) {
      const found = Bokeh.index.find_one(bokeh.get_model_by_name(name))
      const element = found?.canvas_view?.events_el ?? found?.canvas_view?.el
      if (element?.isConnected) views.set(name, { found, element })
    }
    if (views.size <= Object.keys(TRACES).length) requestAnimationFrame(attach)
  }

  const leave = () => (tip.hidden = true)
  document.addEventListener("pointermove", move)
  document.addEventListener("pointerdown", leave)
  document.documentElement.addEventListener("pointerleave", leave)
  model.on("remove", () => {
    document.removeEventListener("pointermove", move)
    document.removeEventListener("pointerdown", leave)
    document.documentElement.removeEventListener("pointerleave", leave)
  })
  attach()
  el.append(tip)
}
