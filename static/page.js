// The page of a server, and the widget that it shows in other pages: starts it with the parts that need the
// server, and with the wire to it.

import { when_idle } from "./idle.js"
import { choice } from "./parts/choice.js"
import { exports } from "./parts/export.js"
import { expression, invite } from "./parts/expression.js"
import { full_page_link } from "./parts/full_page_link.js"
import { hints } from "./parts/hints.js"
import { lessons } from "./parts/lessons.js"
import { notices } from "./parts/notices.js"
import { own_rule } from "./parts/own_rule.js"
import { bring_panels } from "./parts/panel_place.js"
import { projector } from "./parts/projector.js"
import { tabs } from "./parts/tabs.js"
import { tune } from "./parts/tune.js"
import { report } from "./report.js"
import { ask } from "./requests.js"
import { start } from "./start.js"
import { known } from "./store.js"
import { is_widget, widget } from "./widget.js"
import { wire } from "./wire.js"

/** @type {Record<string, (place: any) => void>} */
const PARTS = {
  exports,
  expression,
  full: full_page_link,
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
// Scripts that follow this one have panels that the page opens with (scripts.html).
addEventListener("DOMContentLoaded", () =>
  start(
    PARTS,
    ({ token }) => {
      wire(token)
      tune()
    },
    JSON.parse(String(document.getElementById("page")?.textContent)),
  ),
)

// Loads the other panels and their figures once the page is live and idle, and lets the browser keep a page for when
// the server is not reached (service_worker.js). Browsers have no service workers for addresses that are neither secure
// nor of this machine.
function settle() {
  if (document.documentElement.dataset.live !== "yes") return setTimeout(settle, LATER)
  when_idle(() => {
    bring_panels().catch(report)
    const { service_worker } = known("places")
    if (window === window.parent)
      navigator.serviceWorker?.register(service_worker, { scope: location.pathname }).catch(() => {}) // forbidden
  }, LATER)
}

if (!is_widget) setTimeout(settle, LATER)

// Own functions have no key: they are typed.
/** @param {string} key */
function choose_surface(key) {
  if (key) ask("surface", { key })
  else invite()
}
