// The box with a few values beside the pointer.

import { make } from "./dom.js"

export function new_tip(place) {
  const tip = make("div", { className: "tip", hidden: true })
  place.append(tip)

  function hide() {
    tip.hidden = true
  }

  // Shows pairs of words at a pointer, on the side of it that has room.
  function show(rows, { clientX, clientY }) {
    tip.replaceChildren(
      ...rows.flatMap(([name, value]) => [make("span", { textContent: name }), make("b", { textContent: value })]),
    )
    tip.hidden = false
    const { width, height } = tip.getBoundingClientRect()
    tip.style.left = `${clientX + 14 + width < innerWidth ? clientX + 14 : clientX - 14 - width}px`
    tip.style.top = `${Math.max(4, Math.min(clientY + 14, innerHeight - height - 4))}px`
  }

  return { show, hide }
}
