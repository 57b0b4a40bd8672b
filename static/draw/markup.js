// Markup that leaves the page: what a picture says about itself, and the frame that shows the page elsewhere.

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
const TERMS = "http://purl.org/dc/elements/1.1/" // Dublin Core, which readers of pictures know
const LONGEST = 120 // characters of a title

// A text as the content or the attribute of an element.
export function escaped(text) {
  return String(text).replace(/[&<>\u0022]/g, (sign) => `&#${sign.codePointAt(0)};`)
}

// The metadata of a picture: its title, the link to what it shows, and the settings in that link, one a line.
export function metadata(title, link) {
  const settings = [...new URL(link).searchParams].map(([name, value]) => `${name} = ${value}`)
  const about = { title, description: settings.join("\n"), source: link, creator: "Trajectory explorer" }
  const terms = Object.entries(about).map(([term, text]) => `<dc:${term}>${escaped(text)}</dc:${term}>`)
  const record = `<rdf:Description rdf:about="">${terms.join("")}</rdf:Description>`
  return `<metadata><rdf:RDF xmlns:rdf="${RDF}" xmlns:dc="${TERMS}">${record}</rdf:RDF></metadata>`
}

// `address` is that of the full page, `parts` are those that the widget has, or null for those it has at first.
export function widget_address(address, parts) {
  const url = new URL(address)
  const show = parts ? `&show=${parts.join(",")}` : ""
  return `${url.origin}${url.pathname}${url.search}${url.search ? "&" : "?"}embed${show}`
}

// `title` is what a screen reader says of the frame.
export function iframe_line({ address, title, width, height }) {
  const attributes = Object.entries({ src: address, title: shortened(title), width, height, style: "border: 0; max-width: 100%", loading: "lazy" })
  return `<iframe ${attributes.map(([name, value]) => `${name}="${escaped(value)}"`).join(" ")}></iframe>`
}

function shortened(text) {
  const letters = [...text]
  return letters.length <= LONGEST ? text : `${letters.slice(0, LONGEST - 1).join("")}…`
}
