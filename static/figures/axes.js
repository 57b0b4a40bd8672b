// Writes the ticks of all axes and colour bars as the page writes numbers everywhere.

import { log_ticks, ticks } from "../numbers.js"
import { hear } from "../talk.js"
import { all_models, view_of, when_drawn } from "./plots.js"

const UPRIGHT = ["error", "stability"] // figures with a logarithmic axis on the left
const LINE = 13 // px of a label

export function axes() {
  hear("figures", () => {
    for (const axis of all_models()) {
      if (axis.type === "LogAxis") write(axis.formatter, (at) => thinned(log_ticks(at), room_of(axis)))
      else if (axis.type.endsWith("Axis") || axis.type === "ColorBar") write(axis.formatter, ticks)
    }
  })
  // How many labels an axis has room for is known once it has been drawn.
  for (const name of UPRIGHT) {
    when_drawn(name, ({ model }) => {
      for (const axis of model.left) if (axis.type === "LogAxis" && axis.visible) axis.formatter.change.emit()
    })
  }
}

// Bokeh has up to nine ticks on a logarithmic axis, however short it is. Where they have no room, every second has a
// label, or every third, and so on.
function thinned(words, room) {
  const stride = Math.ceil((words.length * LINE) / room)
  return words.map((word, i) => (i % stride === 0 ? word : ""))
}

// px of an axis; there is room for all until it is drawn.
function room_of(axis) {
  const view = UPRIGHT.map(view_of).find((each) => each?.model.left.includes(axis))
  return view?.frame.bbox.height || Infinity
}

function write(formatter, words) {
  if (Object.hasOwn(formatter, "doFormat")) return // the axes of the hyper-parameters have words of their own
  formatter.doFormat = (at) => words([...at])
  formatter.change.emit()
}
