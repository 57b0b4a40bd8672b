// The page of a server, and the widget that it shows in other pages: starts it with the parts that need the
// server, and with the wire to it.

import { when_idle } from "./idle.js"
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
import { known } from "./store.js"
import { is_widget, widget } from "./widget.js"
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

const LATER = 5000 // ms: who has come to stay
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

// Lets the browser keep a page for when the server is not reached (service_worker.js), once this one is live and idle.
function keep_page() {
  if (document.documentElement.dataset.live !== "yes") setTimeout(keep_page, LATER)
  else
    when_idle(() => {
      const { service_worker } = known("places")
      navigator.serviceWorker.register(service_worker, { scope: location.pathname }).catch(() => {}) // forbidden
    }, LATER)
}

// Browsers have no service workers for addresses that are neither secure nor of this machine.
if (!is_widget && window === window.parent && navigator.serviceWorker) setTimeout(keep_page, LATER)

// Own functions have no key: they are typed.
/** @param {string} key */
function choose_surface(key) {
  if (key) ask("surface", { key })
  else invite()
}
