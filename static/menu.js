// A button that opens a list below it. This file stands before that of each component that has one.

function dropdown(model, name, tooltip) {
  const menu = document.createElement("details")
  const summary = Object.assign(document.createElement("summary"), { textContent: name, title: tooltip })
  const list = document.createElement("div")
  list.className = "items"
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

  function item(text, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text })
    button.addEventListener("click", () => {
      menu.open = false
      act()
    })
    list.append(button)
  }

  return { menu, list, item }
}

