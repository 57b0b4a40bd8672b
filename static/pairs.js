// The maps over pairs of gradients: the wheel changes how far they reach, and the pointer asks for the steps.

const FASTEST = 1.25 // by how much one turn of the wheel changes the reach
const REST = 40 // ms without a move, after which the steps at the pointer are asked for

export function render({ model, view, el }) {
  const bokeh = view.model.document
  const names = ["pairs", "pairs_other"]
  const tip = document.createElement("div")
  tip.className = "tip"
  tip.hidden = true
  const stage = document.querySelector(".pairs")
  let reach = model.reach
  let timer = null
  let place = null // where the pointer was when the steps were asked for

  function over(event) {
    for (const [map, name] of names.entries()) {
      const found = Bokeh.index.find_one(bokeh.get_model_by_name(name))
      if (!found?.is_displayed) continue
      const box = found.el.getBoundingClientRect()
      const [x, y] = [event.clientX - box.left, event.clientY - box.top]
      const { left, right, top, bottom } = found.frame.bbox
      if (x < left || x > right || y < top || y > bottom) continue
      const { x_scale, y_scale } = found.frame
      return { map, g: [x_scale.invert(x), y_scale.invert(y)], x: event.clientX, y: event.clientY }
    }
    return null
  }

  function move(event) {
    clearTimeout(timer)
    tip.hidden = true
    place = over(event)
    if (place) timer = setTimeout(() => model.send_msg({ g: place.g }), REST)
  }

  function show({ g, maps }) {
    if (!place || place.g[0] !== g[0] || place.g[1] !== g[1]) return
    const { first, second, measure } = maps[place.map]
    const rows = [["g₁", g[0]], ["g₂", g[1]], ["step 1", first], ["step 2", second], ["measure", measure]]
    tip.replaceChildren(
      ...rows.flatMap(([name, value]) => [
        Object.assign(document.createElement("span"), { textContent: name }),
        Object.assign(document.createElement("b"), { textContent: short(value, 4) }),
      ]),
    )
    tip.hidden = false
    tip.style.left = `${Math.min(place.x + 14, innerWidth - tip.offsetWidth - 4)}px`
    tip.style.top = `${Math.min(place.y + 14, innerHeight - tip.offsetHeight - 4)}px`
  }

  function wheel(event) {
    if (!over(event)) return
    event.preventDefault()
    const factor = Math.min(Math.max(Math.exp(event.deltaY / 400), 1 / FASTEST), FASTEST)
    reach = Number((reach * factor).toPrecision(3))
    document.dispatchEvent(new CustomEvent("explorer:change", { detail: { reach } }))
  }

  function follow({ detail }) {
    stage.dataset.maps = detail.maps
    if (detail.settled) reach = detail.settings.reach
  }

  stage.addEventListener("pointermove", move)
  stage.addEventListener("pointerleave", move)
  stage.addEventListener("wheel", wheel, { passive: false })
  document.addEventListener("explorer:frame", follow)
  model.on("msg:custom", show)
  model.on("remove", () => document.removeEventListener("explorer:frame", follow))
  stage.dataset.maps = model.maps
  el.append(tip)
}
