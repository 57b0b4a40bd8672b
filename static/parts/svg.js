// A short way to make SVG elements.

const SVG = "http://www.w3.org/2000/svg"

/** @param {string} tag @param {Record<string, any>} properties @param {...(string | Node)} children */
export function shape(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

// A drawing of so many units that is stretched to its place. Screen readers leave it out.
/** @param {number} width @param {number} height */
export function stretched_drawing(width, height) {
  return shape("svg", {
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  })
}

// Moves an upright line.
/** @param {Element} line @param {number} x */
export function move_line(line, x) {
  line.setAttribute("x1", String(x))
  line.setAttribute("x2", String(x))
}
