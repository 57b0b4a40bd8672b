// A short way to make SVG elements.

const SVG = "http://www.w3.org/2000/svg"

export function shape(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value)
  element.append(...children)
  return element
}
