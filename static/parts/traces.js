// The pointer on the traces: a press moves the time cursor, and the wheel crops the error's axis.

import { element_of, on_drag } from "../figures/plots.js"
import { change, known } from "../talk.js"

// A press on a trace moves the cursor there; the cursor follows the pointer until it is let go.
export function scrub(view, name, move) {
  on_drag(view, (x) => move(Math.round(view.frame.x_scale.invert(x))))
  if (name === "error") crop(view, element_of(view))
}

// The wheel over the error crops its linear axis from above; a double click shows all of it. A crop is above 0.
function crop(view, element) {
  const is_linear = () => !known("experiment").log_error && view.model.y_range.end > 0
  const zoom = (event) => {
    if (!is_linear()) return
    event.preventDefault()
    const factor = Math.min(Math.max(Math.exp(event.deltaY / 300), 0.5), 2)
    change({ crop: Number((view.model.y_range.end * factor).toPrecision(3)) })
  }
  element.addEventListener("wheel", zoom, { passive: false })
  element.addEventListener("dblclick", () => is_linear() && change({ crop: 0 }))
}
