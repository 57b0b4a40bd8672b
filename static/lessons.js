// The menu of lessons, in the parts of the series, and full screen for a projector.

export function render({ model, el }) {
  const menu = document.createElement("details")
  const summary = Object.assign(document.createElement("summary"), { textContent: "Lessons" })
  summary.title = "Every figure of the article series"
  const list = document.createElement("div")
  list.className = "items"
  let part = null
  for (const lesson of model.lessons) {
    if (lesson.part !== part) {
      part = lesson.part
      list.append(Object.assign(document.createElement("p"), { textContent: part }))
    }
    const button = Object.assign(document.createElement("button"), { type: "button" })
    button.textContent = `${lesson.number}  ${lesson.title}`
    button.addEventListener("click", () => {
      menu.open = false
      model.send_msg({ lesson: lesson.key })
    })
    list.append(button)
  }

  const wide = Object.assign(document.createElement("button"), { type: "button", textContent: "⛶" })
  wide.title = "Full screen"
  wide.setAttribute("aria-label", "Full screen")
  wide.hidden = !document.fullscreenEnabled
  wide.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen()
    else document.documentElement.requestFullscreen()
  })

  const close = (event) => {
    if (!event.composedPath().includes(menu)) menu.open = false
  }
  document.addEventListener("pointerdown", close)
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    menu.open = false
    summary.focus()
  })
  model.on("remove", () => document.removeEventListener("pointerdown", close))
  menu.append(summary, list)
  el.append(menu, wide)
}
