// Sharing: a link, every step as a table, the plots as a picture, the page as a file, the runs as a script.
//
// The table is written here, from the runs at rest; all other text comes from the server (app/words/exports.py).

import { table } from "../draw/table.js"
import { load } from "../load.js"
import { ask } from "../requests.js"
import { follow, known } from "../store.js"
import { has_address } from "../widget.js"
import { brief, make, status_line } from "./dom.js"
import { link_copier, put_text } from "./link.js"
import { dropdown } from "./menu.js"

const ITEMS = [
  ["goal", "A goal for this link", "goal"],
  ["table", "Table of every step (CSV)", "table"],
  ["picture", "Picture (PNG, SVG, PDF)", "picture"],
  ["page", "Page for use without a server (HTML)", "text"],
  ["webm", "Video (WebM)", "recording"],
  ["gif", "Animated picture (GIF)", "recording"],
  ["numpy", "Copy code: NumPy", "code"],
  ["torch", "Copy code: PyTorch", "code"],
  ["notebook", "Notebook with the code (Jupyter)", "notebook"],
  ["embed", "Embed in a page", "embed"],
]

const LOST = "The connection is lost: it comes when that is back."
const LACKING = "The connection is lost, and this needs it."
export const LOCAL = /^(localhost|127\.|\[::1\])/ // addresses that nobody else can open

/** @param {HTMLElement} place */
export function exports(place) {
  const { parts, item } = dropdown("Share", "A link, a file, a picture or the code of what is shown")
  const status = status_line()
  const say = brief(status)
  place.append(status, ...parts)
  /** @type {(() => void)[]} */
  const at_rest = [] // functions to call once the server has answered everything
  /** @type {Map<string, { resolve: (text: string) => void, reject: (why: Error) => void }[]>} */
  const texts = new Map() // key -> the promises of a requested text

  if (has_address || known("places").full) item("Copy link", link_copier(say))
  const { kinds } = place.dataset // of a page that has not all
  for (const [key, title, kind] of ITEMS.filter(([, , kind]) => kinds?.includes(kind) ?? true))
    item(title, () => take(key, kind).catch(() => say(known("lost") ? LACKING : "That did not work here")))

  /** @param {string} key @param {string} kind */
  async function take(key, kind) {
    if (kind === "picture") await (await load("print")).picture(save)
    else if (kind === "recording") await record(key)
    else if (kind === "code") await copy(text_of(key))
    else if (kind === "table") save("trajectory.csv", new Blob([await rested_table()], { type: "text/csv" }))
    else if (kind === "goal") (await load("goal")).set_goal()
    else if (kind === "embed") await (await load("embed")).embed()
    else if (kind === "notebook")
      save("trajectory.ipynb", new Blob([await text_of(key)], { type: "application/x-ipynb+json" }))
    else save("trajectory.html", new Blob([await text_of(key)], { type: "text/html" }))
  }

  /** @param {string} key */
  async function record(key) {
    const { recorded } = await load("recording")
    const made = await recorded(key)
    if (made) save(`trajectory.${made.kind}`, made.blob)
  }

  /** @param {string} key @returns {Promise<string>} */
  function text_of(key) {
    return new Promise((resolve, reject) => {
      texts.set(key, [...(texts.get(key) ?? []), { resolve, reject }])
      ask("text", { key, base: LOCAL.test(location.hostname) ? "" : location.href.replace(/[?#].*/, "") })
    })
  }

  // The table once the server has answered everything, so that all runs are the server's, if there is one.
  /** @returns {Promise<string>} */
  function rested_table() {
    return new Promise((resolve) => {
      at_rest.push(() => resolve(table(known("runs"), known("experiment").pins)))
      look(known("experiment").settled)
      if (at_rest.length && known("lost")) say(LOST)
    })
  }

  /** @param {boolean} settled */
  function look(settled) {
    if (settled) for (const act of at_rest.splice(0)) act()
  }

  follow(["experiment.settled"], look)
  follow(["text"], ({ key, text }) => {
    for (const { resolve } of texts.get(key) ?? []) resolve(text)
    texts.delete(key)
  })
  follow(["unfinished", "lost"], (unfinished, is_lost) => {
    if (is_lost && (at_rest.length || unfinished.some(({ ask }) => ask === "text"))) say(LOST)
  })
  follow(["given_up"], ({ ask, key }) => {
    if (ask !== "text") return
    for (const { reject } of texts.get(key) ?? []) reject(new Error("given up"))
    texts.delete(key)
  })

  /** @param {Promise<string>} promise */
  async function copy(promise) {
    try {
      await put_text(promise)
      const { pins } = known("experiment")
      const count = 1 + pins.filter((pin) => pin > 0).length
      say(count === 1 ? "Copied: the active run" : `Copied: the ${count} runs that are shown`)
    } catch {
      // copying is not available or not allowed
      save("trajectory.py", new Blob([await promise], { type: "text/x-python" }))
    }
  }

  /** @param {string} name @param {Blob} blob */
  function save(name, blob) {
    const link = make("a", { href: URL.createObjectURL(blob), download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  }
}
