// Copies the address of exactly what is shown.

export function render({ model, el }) {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", textContent: "Copy link", title: "Copy a link to exactly this page" })
  const copied = document.createElement("span")
  copied.setAttribute("role", "status")

  async function copy() {
    document.dispatchEvent(new CustomEvent("explorer:address"))
    try {
      await navigator.clipboard.writeText(location.href)
      copied.textContent = "Copied"
    } catch {
      copied.textContent = "Copy it from the address bar"
    }
    setTimeout(() => (copied.textContent = ""), 2000)
  }

  button.addEventListener("click", copy)
  el.append(copied, button)
}
