// The line under the surface: where the run ended and why, and a button when the path has left the view.

export function render({ model, el }) {
  const words = document.createElement("p")
  words.setAttribute("role", "status")
  const fit = document.createElement("button")
  Object.assign(fit, { type: "button", textContent: "Fit view", title: "Show the whole path" })
  fit.addEventListener("click", () => model.send_msg({ fit: true }))

  function show(status) {
    const { ended, error } = status.runs[0]
    const first = span(ended || `E = ${short(error)} at t = ${status.last}`, ended ? "ended" : "")
    const second = span(
      status.outside
        ? "The path leaves the view."
        : ended
          ? ""
          : `w = (${status.w.map((w) => short(w)).join(", ")})`,
      status.outside ? "outside" : "",
    )
    words.replaceChildren(first, " ", second)
    fit.classList.toggle("wanted", Boolean(status.outside))
  }

  const follow = ({ detail }) => show(detail)
  document.addEventListener("explorer:frame", follow)
  model.on("remove", () => document.removeEventListener("explorer:frame", follow))
  show(model.status)
  el.append(words, fit)
}

function span(text, name) {
  const element = document.createElement("span")
  element.textContent = text
  element.className = name
  return element
}
