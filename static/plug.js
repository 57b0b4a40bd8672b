// The component at the browser end of app/wire.py. It only hands itself to the page's own modules, see wire.js.

export function render({ model, view }) {
  const detail = { model, bokeh: view.model.document }
  document.dispatchEvent(new CustomEvent("explorer:plug", { detail }))
}
