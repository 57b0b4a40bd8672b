// A short way to make SVG elements.

const SVG = "http://www.w3.org/2000/svg"

/** @param {string} tag @param {Record<string, any>} properties @param {...any} children */
export function shape(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value)
  element.append(...children)
  return element
}
