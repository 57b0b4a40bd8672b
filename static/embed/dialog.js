// Export → Embed: which part of the page a widget shows, its width, a preview, the line of HTML that embeds it
// elsewhere, and the command that writes it to a file.
//
// The preview is the widget itself in a frame, which has this page's origin.

import { iframe_line, save_command, widget_address } from "../draw/markup.js"
import { button, make, sheet, status_line } from "../parts/dom.js"
import { LOCAL } from "../parts/export.js"
import { address, put_text } from "../parts/link.js"
import { known } from "../store.js"

const WIDTHS = [320, 480, 640, 800] // px
const FIRST_WIDTH = 640
const LEAST_HEIGHT = 420 // px of a widget with the surface
const ALONE = "This address opens on this machine alone. "
const REFUSED =
  "No page of another site can show the frame: this server refuses it. Whoever runs it can name your site with " +
  "--allow-embed HOST."

// Opens the dialog for the page's current state.
export async function embed() {
  const full = await address()
  const { widget, widget_first, widget_offered, schemes } = known("contract")
  /** @type {[key: string, box: HTMLInputElement, title: string][]} */
  const boxes = widget.map(([key, title]) => [
    key,
    make("input", { type: "checkbox", checked: widget_offered.includes(key), onchange: show }),
    title,
  ])
  const fieldset = make(
    "fieldset",
    {},
    make("legend", { textContent: "Parts" }),
    ...boxes.map(([, box, title]) => make("label", {}, box, title)),
  )
  const width = make(
    "select",
    { onchange: show },
    ...WIDTHS.map((each) => new Option(`${each} px`, String(each), false, each === FIRST_WIDTH)),
  )
  const colours = make(
    "select",
    { onchange: show },
    new Option("as the browser", ""),
    ...schemes.map((each) => new Option(each, each)),
  )
  const frame = make("iframe", { title: "Preview" })
  const status = status_line()
  const line = to_copy("line", "The line for your page", 3)
  const command = to_copy("command", "The command that writes it as a file, which needs no server", 2)
  const close = button("Close", () => dialog.close())
  const options = make(
    "div",
    { className: "embed-options" },
    fieldset,
    make("label", {}, "Width", width),
    make("label", {}, "Colours", colours),
  )
  const preview = make("div", { className: "embed-preview" }, frame)
  const words = await who_may_frame()
  const hint = make("p", { className: words.endsWith(REFUSED) ? "refusal" : "quiet", textContent: words })
  const dialog = sheet(
    "Embed",
    "embed-title",
    [options, preview, ...line.parts, hint, ...command.parts],
    [status, close],
  )
  dialog.classList.add("embed")
  dialog.addEventListener("close", () => {
    removeEventListener("resize", fit)
    dialog.remove()
  })
  let src = ""
  let high = "" // the height that it needs on a phone
  let loaded = false

  /** @param {string} words */
  function say(words) {
    status.textContent = words
  }

  function show() {
    const parts = boxes.filter(([, box]) => box.checked).map(([key]) => key)
    if (!parts.length) return say("It needs one of the parts")
    say("")
    frame.width = width.value
    fit()
    frame.style.colorScheme = colours.value
    const wanted = widget_address(full, parts.join() === widget_first.join() ? null : parts, colours.value)
    if (wanted !== src) {
      src = wanted
      loaded = false
      frame.src = src
    }
    write()
    measure()
  }

  // Sets the height that the widget needs at this width, once it is drawn, and measures that of the narrowest. The
  // frame's height is set to 0 first, because the widget's measured height is never below it.
  function measure() {
    if (!loaded || !dialog.isConnected) return
    const root = frame.contentDocument?.documentElement
    if (root?.dataset.live !== "yes") return void requestAnimationFrame(measure)
    frame.height = "0"
    frame.width = String(WIDTHS[0])
    high = String(root.scrollHeight)
    frame.width = width.value
    frame.height = String(
      Math.max(root.scrollHeight, root.dataset.embed?.includes("surface") ? LEAST_HEIGHT : 0),
    )
    fit()
    write()
  }

  // A preview that is wider than its place is shown smaller.
  function fit() {
    const scale = Math.min(preview.clientWidth / Number(frame.width), 1)
    frame.style.scale = String(scale)
    frame.style.marginBottom = `${(scale - 1) * Number(frame.height)}px`
  }

  function write() {
    const { expression } = known("experiment")
    const name = `Trajectory explorer: ${known("runs")[0].title} on ${expression}`
    command.text.value = save_command(src, LOCAL.test(location.hostname) ? "" : full.split("?")[0])
    line.text.value = iframe_line({
      address: src,
      title: name,
      width: width.value,
      height: frame.height,
      high,
      scheme: colours.value,
    })
  }

  // A text with its label and a button that copies it
  /** @param {string} name @param {string} words @param {number} rows */
  function to_copy(name, words, rows) {
    const id = `embed-${name}`
    const text = make("textarea", { readOnly: true, rows, id, spellcheck: false })
    const copy = button(`Copy the ${name}`, () =>
      put_text(Promise.resolve(text.value)).then(
        () => say("Copied"),
        () => text.select(),
      ),
    )
    const label = make("label", { htmlFor: id, textContent: words })
    return { text, parts: [make("div", { className: "with-copy" }, label, copy), text] }
  }

  document.body.append(dialog)
  frame.addEventListener("load", () => {
    loaded = true
    measure()
  })
  addEventListener("resize", fit)
  frame.height = String(LEAST_HEIGHT)
  dialog.showModal()
  show()
}

// Says which pages may show the frame. The server, or a proxy before it, says so with its pages.
async function who_may_frame() {
  const words = LOCAL.test(location.hostname) ? ALONE : ""
  const answer = await fetch(location.pathname, { cache: "no-store" })
  const [, sources] = answer.headers.get("content-security-policy")?.match(/frame-ancestors ([^;]*)/) ?? []
  answer.body?.cancel()
  if (sources === undefined) return words
  const hosts = sources.split(" ").filter((source) => source !== "'self'")
  if (!hosts.length) return words + REFUSED
  return `${words}Of other sites, only pages of ${hosts.join(", ")} can show it: more need --allow-embed HOST.`
}
