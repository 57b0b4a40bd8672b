// The table of the active run and the pinned ones, with what can be done with each.

const HEADS = [
  ["Run", "method and values"],
  ["Final error", "E at the last step"],
  ["Distance", "from the last point to the nearest known minimum w*"],
  ["Steps to 1 %", "the first step after which ‖w − w*‖ stays below 1 % of ‖w(0) − w*‖"],
  ["End", "where a run ended early, or that its error grew"],
  ["", ""],
]

export function render({ model, el }) {
  const table = document.createElement("table")
  const head = table.createTHead().insertRow()
  HEADS.forEach(([name, meaning], i) => {
    const cell = Object.assign(document.createElement("th"), { textContent: name, title: meaning })
    head.append(Object.assign(cell, { className: kind(i) }))
  })
  const body = table.createTBody()

  function show({ runs }) {
    while (body.rows.length > runs.length) body.deleteRow(-1)
    runs.forEach((run, place) => {
      const row = body.rows[place] ?? new_row(place)
      fill(row, run, place)
    })
  }

  function new_row(place) {
    const row = body.insertRow()
    for (let i = 0; i < 5; i++) row.insertCell().className = kind(i)
    const actions = row.insertCell()
    actions.className = "actions"
    if (place === 0) return row
    const ask = (what, name) => {
      const button = document.createElement("button")
      Object.assign(button, { type: "button", textContent: name })
      button.addEventListener("click", () => model.send_msg({ ask: row.asks?.[what] ?? what, place }))
      actions.append(button)
    }
    ask("activate", "Activate")
    ask("toggle", "Hide")
    ask("remove", "Remove")
    return row
  }

  function fill(row, run, place) {
    const [name, error, distance, close, end, actions] = row.cells
    const hidden = run.pin < 0
    row.classList.toggle("hidden-run", hidden)
    row.asks = { toggle: hidden ? "show" : "hide" }
    if (name.textContent !== `${run.title} ${run.values}` || name.dataset.pin !== String(run.pin)) {
      name.dataset.pin = run.pin
      name.replaceChildren(swatch(run.pin, model.colours), `${run.title} `, small(run.values))
    }
    write(error, short(run.error))
    write(distance, short(run.distance))
    write(close, run.close === null ? "–" : String(run.close))
    write(end, run.stopped !== null ? `ends at t = ${run.stopped}` : run.growing ? "growing" : "")
    end.title = run.ended
    if (place > 0) write(actions.children[1], hidden ? "Show" : "Hide")
  }

  const follow = ({ detail }) => show(detail)
  document.addEventListener("explorer:frame", follow)
  model.on("remove", () => document.removeEventListener("explorer:frame", follow))
  show(model.status)
  el.append(table)
}

function kind(column) {
  return column >= 1 && column <= 3 ? "number" : ""
}

function write(cell, text) {
  if (cell.textContent !== text) cell.textContent = text
}

function small(text) {
  return Object.assign(document.createElement("span"), { className: "values", textContent: text })
}
