// The menu of lessons, in the parts of the series, and full screen for a projector.

export function render({ model, el }) {
  const { menu, list, item } = dropdown(model, "Lessons", "Every figure of the article series")
  let part = null
  for (const lesson of model.lessons) {
    if (lesson.part !== part) {
      part = lesson.part
      list.append(Object.assign(document.createElement("p"), { textContent: part }))
    }
    item(`${lesson.number}  ${lesson.title}`, () => model.send_msg({ lesson: lesson.key }))
  }

  const wide = Object.assign(document.createElement("button"), { type: "button", textContent: "⛶" })
  wide.title = "Full screen"
  wide.setAttribute("aria-label", "Full screen")
  wide.hidden = !document.fullscreenEnabled
  wide.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen()
    else document.documentElement.requestFullscreen()
  })

  el.append(menu, wide)
}
