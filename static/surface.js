// The start on the surface: a click sets it, dragging its marker moves it.
//
// Pointers are watched before Bokeh sees them, so that dragging the marker does not pan the view. The boxes
// follow the pointer at once; the marker and the path follow with the next frame.

const REACH = 16 // px around the marker that take hold of it
const STILL = 4 // px that a click may move

export function render({ model, view }) {
  const bokeh = view.model.document
  const figure = bokeh.get_model_by_name("surface")
  let start = model.start
  let held = false
  let pressed = null
  let surface = null // the view of the figure and the element that takes its pointers

  function attach() {
    const found = Bokeh.index.find_one(figure)
    const element = found?.canvas_view?.events_el ?? found?.canvas_view?.el
    if (!element?.isConnected) {
      requestAnimationFrame(attach)
      return
    }
    surface = { frame: found.frame, element }
    element.parentNode.addEventListener("pointerdown", down, { capture: true })
    element.parentNode.addEventListener("pointermove", hover, { capture: true })
    window.addEventListener("pointermove", move, { capture: true })
    window.addEventListener("pointerup", up, { capture: true })
    window.addEventListener("pointercancel", up, { capture: true })
  }

  function place(event) {
    const box = surface.element.getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const { left, right, top, bottom } = surface.frame.bbox
    return { x, y, inside: x >= left && x <= right && y >= top && y <= bottom }
  }

  function near_marker({ x, y }) {
    const [at_x, at_y] = [surface.frame.x_scale.compute(start[0]), surface.frame.y_scale.compute(start[1])]
    return Math.hypot(x - at_x, y - at_y) <= REACH
  }

  // The weights under a pixel, with as many digits as a pixel can tell apart.
  function weights({ x, y }) {
    const { x_scale, y_scale } = surface.frame
    return [
      [x_scale, x],
      [y_scale, y],
    ].map(([scale, at]) => {
      const value = scale.invert(at)
      const pixel = Math.abs(scale.invert(at + 1) - value)
      const digits = Math.max(0, Math.ceil(-Math.log10(pixel)))
      return Number(value.toFixed(Math.min(digits, 15)))
    })
  }

  function set_start(at) {
    start = weights(at)
    document.dispatchEvent(new CustomEvent("explorer:start", { detail: { start } }))
    document.dispatchEvent(new CustomEvent("explorer:change", { detail: { start } }))
  }

  function down(event) {
    const at = place(event)
    if (event.button !== 0 || !at.inside) return
    pressed = at
    held = near_marker(at)
    if (!held) return
    event.stopPropagation()
    event.preventDefault()
    surface.element.style.cursor = "grabbing"
  }

  function hover(event) {
    if (!pressed) surface.element.style.cursor = near_marker(place(event)) ? "grab" : ""
  }

  function move(event) {
    if (!held) return
    event.stopPropagation()
    const { left, right, top, bottom } = surface.frame.bbox
    const { x, y } = place(event)
    set_start({ x: Math.min(Math.max(x, left), right), y: Math.min(Math.max(y, top), bottom) })
  }

  function up(event) {
    if (!pressed) return
    const at = place(event)
    const still = Math.hypot(at.x - pressed.x, at.y - pressed.y) <= STILL
    if (event.type === "pointerup" && still && !held && at.inside) set_start(at)
    if (held) surface.element.style.cursor = "grab"
    pressed = null
    held = false
  }

  function follow({ detail }) {
    if (detail.settled && !held) start = detail.settings.start
  }

  document.addEventListener("explorer:frame", follow)
  model.on("remove", () => {
    document.removeEventListener("explorer:frame", follow)
    window.removeEventListener("pointermove", move, { capture: true })
    window.removeEventListener("pointerup", up, { capture: true })
    window.removeEventListener("pointercancel", up, { capture: true })
  })
  attach()
}
