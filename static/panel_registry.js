// The tabs of the stage and the side panels. Each is a module in panels/ that registers before the page
// starts (app/assets.py puts it first). All that differs between panels is there and in the module of the
// same name in app/panels/.

import { known } from "./store.js"

/**
 * @typedef {object} Panel
 * @property {PanelName | TabName} key the name of its modules, and the topic that the server says while it is open
 * @property {(place: HTMLElement) => void} fill makes what is in it
 * @property {(letters: () => number) => Drawing[]} [drawings] what it draws into the figures; letters() is the
 *   least size of these
 * @property {FigureName & DocumentName} [figure] its own figure, which is made when it is first opened
 * @property {boolean} [is_over_t] whether that is over t, so that a press in it moves the cursor
 * @property {ModelName} [map] the image of the `map` in its facts, which fades while it is late
 * @property {() => string} [heading] what a caption says above the legend of a map
 * @property {string} [instead] what the line below says of a tab that takes the place of the surface
 * @property {(at: { view: any, x: number, y: number }) => string[][] | null} [rows_at] words for a place in its figure
 */

/** @type {Panel[]} */
export const PANELS = []

/** @param {Panel} panel */
export function add_panel(panel) {
  PANELS.push(panel)
}

// Whether an open panel shows what only the server can compute.
/** @param {string} key */
export function is_from_server(key) {
  return known("contract").from_server.includes(key)
}

// The words for an open tab that replaces the surface; undefined while the surface is visible.
/** @param {TabName} tab */
export function words_instead(tab) {
  return PANELS.find(({ key }) => key === tab)?.instead
}
