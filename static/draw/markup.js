// Text that leaves the page: a picture's metadata, the frame that embeds the page elsewhere, the command that saves it.

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
const TERMS = "http://purl.org/dc/elements/1.1/" // Dublin Core, which picture viewers know
/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\u0022": "&quot;" }
const LONGEST = 120 // characters in a title
const TWO_COLUMNS = 560 // px of width from which on a widget has them (embed.css)
const MARGINS = 40 // px of a page beside a frame

// Escapes a text for an element's content or attribute.
/** @param {unknown} text */
export function escaped(text) {
  return String(text).replace(/[&<>\u0022]/g, (sign) => ENTITIES[sign])
}

// A picture's metadata: its title, the link to what it shows, or its query alone, and the settings in it, one per line.
/** @param {string} title, @param {string} link */
export function metadata(title, link) {
  const query = link.replace(/^[^?]*\??|#.*$/g, "")
  const settings = [...new URLSearchParams(query)].map(([name, value]) => `${name} = ${value}`)
  const about = { title, description: settings.join("\n"), source: link, creator: "Trajectory explorer" }
  const terms = Object.entries(about).map(([term, text]) => `<dc:${term}>${escaped(text)}</dc:${term}>`)
  const record = `<rdf:Description rdf:about="">${terms.join("")}</rdf:Description>`
  return `<metadata><rdf:RDF xmlns:rdf="${RDF}" xmlns:dc="${TERMS}">${record}</rdf:RDF></metadata>`
}

// `address` is the full page's, `parts` are the widget's parts, null for the default ones, and `scheme` is
// light, dark or empty.
/** @param {string} address, @param {string[] | null} parts, @param {string} scheme */
export function widget_address(address, parts, scheme) {
  const url = new URL(address)
  const asked = `embed${scheme && "="}${scheme}${parts ? `&show=${parts.join(",")}` : ""}`
  return `${url.origin}${url.pathname}${url.search}${url.search ? "&" : "?"}${asked}`
}

// `title` is the frame's name for screen readers. A frame is transparent if both pages have one scheme. In a window
// that is too narrow for its width, or for two columns, it gets the height `high`.
/** @param {Record<"address" | "title" | "width" | "height" | "high" | "scheme", string>} frame */
export function iframe_line({ address, title, width, height, high, scheme }) {
  const narrow = Math.min(Number(width), TWO_COLUMNS) + MARGINS
  const grows = Number(high) > Number(height)
  const tall = grows ? `; height: clamp(${height}px, (${narrow}px - 100vw) * 999, ${high}px)` : ""
  const style = `border: 0; ${scheme && `color-scheme: ${scheme}; `}max-width: 100%${tall}`
  const attributes = Object.entries({
    src: address,
    title: shortened(title),
    width,
    height,
    style,
    loading: "lazy",
  })
  return `<iframe ${attributes.map(([name, value]) => `${name}="${escaped(value)}"`).join(" ")}></iframe>`
}

// The command that writes such a widget to a file, as a shell reads it: a query has no apostrophe. `base` is the address
// of the page to which the file leads; empty if others cannot open it.
/** @param {string} address @param {string} base */
export function save_command(address, base) {
  const to_page = base && ` --base '${base}'`
  return `trajectory-explorer --save widget.html${to_page} --link '${new URL(address).search.slice(1)}'`
}

/** @param {string} text */
function shortened(text) {
  const letters = [...text]
  return letters.length <= LONGEST ? text : `${letters.slice(0, LONGEST - 1).join("")}…`
}
