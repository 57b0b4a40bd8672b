// The way to Bokeh's models and to what it has drawn of them, by the names that app/plots.py gives them.

import { hear } from "../talk.js"

const models = new Map()
const views = new Map()
let bokeh = null // Bokeh's document, once it is there
let painting = false
let tab = null
let waiting = [] // pairs [name of a figure, what to do when it is drawn]

export function plug_in(document) {
  bokeh = document
  look()
}

export function all_models() {
  return bokeh ? [...bokeh._all_models.values()] : []
}

// The model of a name, or null while there is none. Looking through all of them takes long, so it is done once.
export function find(name) {
  if (!models.has(name)) {
    const found = bokeh?.get_model_by_name(name)
    if (!found) return null
    models.set(name, found)
  }
  return models.get(name)
}

export function set(name, properties) {
  find(name).setv(properties, { sync: false }) // the server need not hear of it
}

export function put(name, data) {
  set(name, { data })
}

// A column of a source, which is the active run's unless another is named.
export function column(name, source = "trajectory") {
  const { data } = find(source)
  return data instanceof Map ? data.get(name) : data[name]
}

// What has been drawn of a figure, or null while nothing has.
export function view_of(name) {
  if (!views.has(name)) {
    const model = find(name)
    const view = model && Bokeh.index.find_one(model)
    if (!element_of(view)?.isConnected) return null
    views.set(name, view)
  }
  return views.get(name)
}

export function element_of(view) {
  return view?.canvas_view?.events_el ?? view?.canvas_view?.el
}

export function view_at(name, { clientX, clientY }) {
  const view = view_of(name)
  if (!view?.is_displayed) return null
  const [x, y] = within(view, { clientX, clientY })
  const { left, right, top, bottom } = view.frame.bbox
  return x >= left && x <= right && y >= top && y <= bottom ? { view, x, y } : null
}

// Where a pointer is within a figure, in its own pixels.
export function within(view, { clientX, clientY }) {
  const box = element_of(view).getBoundingClientRect()
  return [clientX - box.left, clientY - box.top]
}

// Calls act(x, y) with the pixels of a press within the frame of a figure, and on, until the pointer is let go.
// The pixels stay within the frame.
export function on_drag(view, act) {
  const element = element_of(view)
  element.addEventListener("pointerdown", (event) => {
    const { left, right, top, bottom } = view.frame.bbox
    const [x, y] = within(view, event)
    if (event.button !== 0 || x < left || x > right || y < top || y > bottom) return
    const go = (moved) => {
      const [x, y] = within(view, moved)
      act(Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom))
    }
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
}

// Does something with the view of a figure as soon as there is one.
export function when_drawn(name, act) {
  waiting.push([name, act])
  look()
}

function look() {
  const ready = waiting.filter(([name]) => view_of(name))
  waiting = waiting.filter((each) => !ready.includes(each))
  for (const [name, act] of ready) act(view_of(name))
  // A figure whose model there is will be drawn soon; others come with a frame.
  if (waiting.some(([name]) => find(name))) requestAnimationFrame(look)
}

// Paints with the next animation frame. Bokeh would by itself, but never sooner than 17 ms after it has last
// painted and then with the frame after that, so that every other frame of a drag would be lost. What is
// painted here is not painted again; should a release of Bokeh have no such method, it paints as it likes.
export function paint() {
  if (painting) return
  painting = true
  requestAnimationFrame(() => {
    painting = false
    for (const view of views.values()) if (view.is_displayed) view.paint?.()
  })
}

// Figures that are made later come with the tab that shows them.
hear("frame", ({ settings }) => {
  if (settings.tab === tab) return
  tab = settings.tab
  look()
})
