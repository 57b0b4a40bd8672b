// The page of a server, and the widget that it shows in other pages: starts it with the parts that need the
// server, and with the wire to it.

import { choice } from "./parts/choice.js"
import { exports } from "./parts/export.js"
import { expression, invite } from "./parts/expression.js"
import { full } from "./parts/full.js"
import { hints } from "./parts/hints.js"
import { lessons } from "./parts/lessons.js"
import { notices } from "./parts/notices.js"
import { own_rule } from "./parts/own_rule.js"
import { projector } from "./parts/projector.js"
import { tabs } from "./parts/tabs.js"
import { tune } from "./parts/tune.js"
import { ask } from "./requests.js"
import { start } from "./start.js"
import { widget } from "./widget.js"
import { wire } from "./wire.js"

/** @type {Record<string, (place: any) => void>} */
const PARTS = {
  exports,
  expression,
  full,
  hints,
  lessons,
  notices,
  own_rule,
  projector,
  gallery: (place) => choice(place, "Surface", SURFACE_TIP, "surfaces", "surface", choose_surface),
  tab: (place) => tabs(place, "tab", "tabs"),
}

const SURFACE_TIP = "Functions to begin with: each has a shape on which methods differ"

widget()
start(
  PARTS,
  ({ token }) => {
    wire(token)
    tune()
  },
  JSON.parse(String(document.getElementById("page")?.textContent)),
)

// Own functions have no key: they are typed.
/** @param {string} key */
function choose_surface(key) {
  if (key) ask("surface", { key })
  else invite()
}
