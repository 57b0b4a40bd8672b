// A checkbox for one yes-or-no setting of the experiment.

export function render({ model, el }) {
  const label = document.createElement("label")
  const box = document.createElement("input")
  Object.assign(box, { type: "checkbox", checked: model.checked })
  label.title = model.tooltip
  label.append(box, model.label)

  function follow({ detail }) {
    if (detail.settled) box.checked = detail.settings[model.setting]
  }

  box.addEventListener("change", () => {
    const detail = { [model.setting]: box.checked }
    document.dispatchEvent(new CustomEvent("explorer:change", { detail }))
  })
  document.addEventListener("explorer:frame", follow)
  model.on("remove", () => document.removeEventListener("explorer:frame", follow))
  el.append(label)
}
