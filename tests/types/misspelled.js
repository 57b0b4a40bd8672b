// Names that the contract does not have, one of each kind: the checker must refuse every line below that says
// so.

import { columns_of } from "../../static/draw/columns.js"
import { find, make_figures, put, set, view_at, view_of, when_drawn } from "../../static/figures/plots.js"
import { load } from "../../static/load.js"
import { drawing } from "../../static/panel_registry.js"
import { checked } from "../../static/parts/checked.js"
import { choice } from "../../static/parts/choice.js"
import { make } from "../../static/parts/dom.js"
import { number_rows } from "../../static/parts/sliders.js"
import { tabs } from "../../static/parts/tabs.js"
import { toggle } from "../../static/parts/toggle.js"
import { ask, change, toggle_hidden } from "../../static/requests.js"
import { forget, keep, recall } from "../../static/storage.js"
import { derive, follow, known, say } from "../../static/store.js"
import { token_reader } from "../../static/tokens.js"

const nothing = () => undefined
const place = document.body
const field = make("input")
const others = { shown: () => "", well: () => [], verdict_id: "" }

// @ts-expect-error
say("drawm", null)
// @ts-expect-error
derive("drawm", ["drawn"], nothing)
// @ts-expect-error
follow(["drawm"], nothing)
// @ts-expect-error
follow(["experiment.expresion"], nothing)
// @ts-expect-error
known("drawm")
// @ts-expect-error
known("experiment").expresion
// @ts-expect-error
follow(["experiment"], ({ expresion }) => expresion)
// @ts-expect-error
known("experiment").tab === "paths"
// @ts-expect-error
known("contract").limits.max_run
// @ts-expect-error
known("contract").palettes.tone
// @ts-expect-error
change({ strat: [0, 0] })
// @ts-expect-error
ask("pim")
// @ts-expect-error
toggle_hidden("m3")
// @ts-expect-error
find("surfaces")
// @ts-expect-error
set("m_ranges", {})
// @ts-expect-error
put({ times: { t: [] } })
// @ts-expect-error
put({ time: { T: [] } })
// @ts-expect-error
put({ cursor: { w1: [] } })
// @ts-expect-error
put({ time: columns_of(["T"], []) })
// @ts-expect-error
drawing(["drawm"], nothing)
// @ts-expect-error
drawing(["drawn"], (/** @type {string} */ count) => count)
// @ts-expect-error
load("relif")
// @ts-expect-error
make("tabel")
// @ts-expect-error
make_figures("paths", "")
// @ts-expect-error
view_of("surfaces")
// @ts-expect-error
view_at("surfaces", { clientX: 0, clientY: 0 })
// @ts-expect-error
when_drawn("surfaces", nothing)
// @ts-expect-error
recall("session", "explorer:load")
// @ts-expect-error
keep("session", "explorer:load", "")
// @ts-expect-error
forget("session", "explorer:load")
// @ts-expect-error
token_reader()("sofd")
// @ts-expect-error
choice(place, "", "surfces", "surface", nothing)
// @ts-expect-error
choice(place, "", "surfaces", "surfce", nothing)
// @ts-expect-error
checked(place, field, "", "explorer:half", "typed", "verdict", others)
// @ts-expect-error
checked(place, field, "", "explorer:half-typed", "type", "verdict", others)
// @ts-expect-error
checked(place, field, "", "explorer:half-typed", "typed", "verdit", others)
// @ts-expect-error
number_rows(place, "boxen")
// @ts-expect-error
tabs(place, "tabs", "tabs")
// @ts-expect-error
tabs(place, "tab", "tab")
// @ts-expect-error
toggle(place, "", "", "log_eror")
