// The tabs of the stage and the side panels. Each is a module in panels/ that registers before the page
// starts, or later, in a script that is loaded when one of its panels is first open (app/bundles.py says
// which). What a panel shows is there and in the module of the same name in app/panels/. A few other modules
// name figures of some panels, too, such as figures/paired_maps.js and print/figure.js.

import { known } from "./store.js"

/**
 * @typedef {object} Panel
 * @property {PanelName | TabName} key the name of its modules, and the topic of its facts while it is open
 * @property {(place: HTMLElement) => void} fill makes its content; called once, also before it is opened
 * @property {(letters: () => number) => Drawing[]} [drawings] its drawings in the figures; letters() is their
 *   least size of letters
 * @property {FigureName & DocumentName} [figure] its own figure, made when the panel is first opened
 * @property {boolean} [is_over_t] whether the figure is over t, so that a press in it moves the cursor
 * @property {ModelName} [map] the image of its `map`, which is dimmed while an update is pending
 * @property {(run: ShownRun) => string[] | null} [sentence] what its tab says of the active run; null while it cannot
 * @property {(at: { view: any, x: number, y: number }) => string[][] | null} [rows_at] words for a point of its figure
 * @property {() => boolean} [is_projected] whether a projector shows it beside the surface although no lesson asks for it
 * @property {string} [no_step] why the projector cannot show a step while its tab is open
 */

/** @type {Panel[]} */
export const PANELS = []
/** @type {((panel: Panel) => void)[]} */
const users = [] // functions that are called with each panel

// A drawing: act(...facts) is called before a painting if one of its facts has changed.
/** @template {Name[]} N @param {[...N]} needs @param {(...facts: FactsOf<N>) => void} act @returns {Drawing} */
export function drawing(needs, act) {
  return [needs, act]
}

// Registers a panel; its module calls this when it is loaded.
/** @param {Panel} panel */
export function add_panel(panel) {
  PANELS.push(panel)
  for (const use of users) use(panel)
}

// Calls use(panel) for each panel, also for those that come later.
/** @param {(panel: Panel) => void} use */
export function on_panels(use) {
  users.push(use)
  PANELS.forEach(use)
}

// Whether an open panel shows what only the server can compute.
/** @param {string} key */
export function is_from_server(key) {
  return known("contract").from_server.includes(key)
}

// The panel of a key; undefined until its script is loaded.
/** @param {PanelName | TabName} key */
export function panel_of(key) {
  return PANELS.find((panel) => panel.key === key)
}

// The sentence of an open tab about the active run; null where the tab has none of its own.
/** @param {TabName} tab @param {ShownRun} run */
export function sentence_of(tab, run) {
  return panel_of(tab)?.sentence?.(run) ?? null
}

// The words for an open tab that replaces the surface; undefined while the surface is visible.
/** @param {TabName} tab */
export function words_instead(tab) {
  return known("contract").instead[tab]
}
