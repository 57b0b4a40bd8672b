// The legend of the basins: what the starts of the view come to, with the share of each, and how far a map is.

export function render({ model, el }) {
  const list = document.createElement("ul")
  const bar = document.createElement("progress")
  bar.max = 1
  bar.hidden = true
  bar.setAttribute("aria-label", "Computing the map")

  function show({ entries, progress }) {
    bar.hidden = progress === null
    if (progress !== null) bar.value = progress
    if (!entries) return
    const dark = document.documentElement.dataset.theme === "dark"
    const colours = model.colours[dark ? "dark" : "light"]
    list.replaceChildren(
      ...entries.map(({ row, words, share }) => {
        const entry = document.createElement("li")
        const mark = Object.assign(document.createElement("span"), { className: "swatch" })
        mark.style.background = row < 0 ? "none" : colours[row * model.shades + 3]
        const part = Object.assign(document.createElement("span"), { className: "values" })
        part.textContent = `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`
        entry.append(mark, `${words} `, part)
        return entry
      }),
    )
  }

  const hear = ({ detail }) => show(detail)
  document.addEventListener("explorer:basins", hear)
  model.on("remove", () => document.removeEventListener("explorer:basins", hear))
  el.append(list, bar)
}
