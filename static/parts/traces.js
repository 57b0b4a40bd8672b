// The pointer on the traces: a press moves the time cursor, and the wheel crops the error's axis.

import { element_of, on_drag } from "../figures/plots.js"
import { change } from "../talk.js"

// A press on a trace moves the cursor there; the cursor follows the pointer until it is let go.
export function scrub(view, name, move) {
  on_drag(view, (x) => move(Math.round(view.frame.x_scale.invert(x))))
  if (name === "error") crop(view, element_of(view))
}

// The wheel over the error crops its linear axis from above; a double click shows all of it.
function crop(view, element) {
  const zoom = (event) => {
    event.preventDefault()
    const factor = Math.min(Math.max(Math.exp(event.deltaY / 300), 0.5), 2)
    change({ crop: Number((view.model.y_range.end * factor).toPrecision(3)) })
  }
  element.addEventListener("wheel", zoom, { passive: false })
  element.addEventListener("dblclick", () => change({ crop: 0 }))
}
