// Writes the ticks of all axes and colour bars as the page writes numbers everywhere.

import { log_ticks, ticks } from "../numbers.js"
import { hear } from "../talk.js"
import { all_models } from "./plots.js"

export function axes() {
  hear("figures", () => {
    for (const { type, formatter } of all_models()) {
      if (type.endsWith("Axis") || type === "ColorBar") write(formatter, type === "LogAxis" ? log_ticks : ticks)
    }
  })
}

function write(formatter, words) {
  if (Object.hasOwn(formatter, "doFormat")) return // the axes of the hyper-parameters have words of their own
  formatter.doFormat = (at) => words([...at])
  formatter.change.emit()
}
