// The side panels: one module in panels/ each, which registers before the page begins (app/assets.py puts
// them first). Whatever differs from panel to panel stands there and in the module of the same name in
// app/panels/, and nowhere else.

import { known } from "./bus.js"

/**
 * @typedef {object} Panel
 * @property {PanelName} key the name of its modules, and the topic that the server says while it is open
 * @property {(place: HTMLElement) => void} fill makes what is in it
 * @property {(fact: any) => void} [check] throws if a fact of its topic cannot be shown
 * @property {(facts: any, letters: () => number) => Drawing[]} [drawings] what it draws into the figures
 * @property {FigureName & DocumentName} [figure] its own figure, over t, which is made when it is first opened
 * @property {(at: { view: any, x: number, y: number }) => string[][] | null} [rows_at] words for a place in its figure
 */

/** @typedef {[needs: string[], act: (news?: Set<string>) => void]} Drawing */

/** @type {Panel[]} */
export const PANELS = []

/** @param {Panel} panel */
export function add_panel(panel) {
  PANELS.push(panel)
}

// Whether only the server can say what an open panel shows.
export function is_from_server(key) {
  return known("contract").from_server.includes(key)
}
