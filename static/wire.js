// The browser end of the drag path (app/wire.py is the other): changes go up, frames come down.
//
// Controls dispatch "explorer:change" on the document with what has changed. At most one change is under way;
// what happens meanwhile is merged, so that the newest values go up as soon as the answer has come. A frame is
// put into the standing data sources without telling the server, and announced as "explorer:frame".

const FIGURES = ["surface", "error", "m", "s", "pairs", "pairs_other"]
const WAIT_FOR_ANSWER = 5000 // ms, after which a lost answer no longer holds back newer changes
const QUIET = 250 // ms without a frame, after which the address is written

export function render({ model, view }) {
  const bokeh = view.model.document
  const named = new Map()
  let waiting = null // the newest change that has not been sent
  let underway = null // the number of the change that was sent and not yet answered
  let number = 0
  let timeout
  let address = { query: null, timer: null }
  let figures = null // the views of the figures, once they are there
  let painting = false

  function find(name) {
    if (!named.has(name)) named.set(name, bokeh.get_model_by_name(name))
    return named.get(name)
  }

  function send() {
    if (underway !== null || waiting === null) return
    underway = ++number
    model.send_msg({ number, change: waiting })
    waiting = null
    timeout = setTimeout(() => {
      underway = null
      send()
    }, WAIT_FOR_ANSWER)
  }

  function change({ detail }) {
    const values = { ...waiting?.values, ...detail.values }
    waiting = { ...waiting, ...detail }
    if (Object.keys(values).length) waiting.values = values
    send()
  }

  function show({ head, buffer }) {
    const frame = JSON.parse(head)
    const numbers = new Float64Array(buffer.buffer, buffer.byteOffset, buffer.length)
    const column = (place) => {
      if (place.words) return place.words
      if (place.length === 0 || Array.isArray(place[0])) return place.map(column)
      const [offset, rows, columns] = place
      if (columns === undefined) return numbers.subarray(offset, offset + rows)
      const values = numbers.subarray(offset, offset + rows * columns)
      return Bokeh.require("core/util/ndarray").ndarray(values, { dtype: "float64", shape: [rows, columns] })
    }
    for (const [name, places] of Object.entries(frame.sources)) {
      const data = Object.fromEntries(Object.entries(places).map(([key, place]) => [key, column(place)]))
      find(name).setv({ data }, { sync: false })
    }
    for (const [name, properties] of Object.entries(frame.settings)) {
      const model = find(name)
      const changed = Object.keys(properties).some((key) => model[key] !== properties[key])
      if (changed) model.setv(properties, { sync: false })
    }
    paint()
    if (frame.event) {
      document.dispatchEvent(new CustomEvent(frame.event, { detail: frame.detail }))
      return
    }
    if (frame.number === underway) {
      clearTimeout(timeout)
      underway = null
    }
    send()
    const detail = { ...frame.status, settled: underway === null }
    document.dispatchEvent(new CustomEvent("explorer:frame", { detail }))
    clearTimeout(address.timer)
    address = { query: frame.status.query, timer: setTimeout(write_address, QUIET) }
  }

  // Paints with the next animation frame. Bokeh would by itself, but never sooner than 17 ms after it has last
  // painted and then with the frame after that, so that every other frame of a drag would be lost. What is
  // painted here is not painted again; should a release of Bokeh have no such method, it paints as it likes.
  function paint() {
    if (painting) return
    painting = true
    requestAnimationFrame(() => {
      painting = false
      figures ??= FIGURES.map((name) => Bokeh.index.find_one(find(name)))
      for (const figure of figures) if (figure?.is_displayed) figure.paint?.()
    })
  }

  function write_address() {
    clearTimeout(address.timer)
    if (address.query === null || location.search === `?${address.query}`) return
    history.replaceState(history.state, "", `?${address.query}${location.hash}`)
  }

  model.on("msg:custom", show)
  document.addEventListener("explorer:change", change)
  document.addEventListener("explorer:paint", paint)
  document.addEventListener("explorer:address", write_address)
  window.addEventListener("pagehide", write_address)
  document.dispatchEvent(new CustomEvent("explorer:wired"))
  model.on("remove", () => {
    document.removeEventListener("explorer:change", change)
    document.removeEventListener("explorer:paint", paint)
    document.removeEventListener("explorer:address", write_address)
    window.removeEventListener("pagehide", write_address)
  })
}
