// A frame with the page in a Panel app (app/saved/component.py): it hands messages on between the page, which
// static/hosted.js couples with it, and Python. Panel loads this module by itself.

/**
 * @typedef {{ page: string, facts: string, told: string, send_msg: (text: string) => void,
 *   on: (event: string, act: () => void) => void }} FrameModel
 */

// Panel calls it for each place at which the component is shown.
/** @param {{ model: FrameModel }} shown */
export function render({ model }) {
  const frame = document.createElement("iframe")
  Object.assign(frame.style, { border: "0", display: "block", height: "100%", width: "100%" })

  // The facts and the experiment come one after the other; only together are they of the same function.
  function tell() {
    const [facts, { title, ...told }] = [model.facts, model.told].map((text) => JSON.parse(text))
    if (facts.version !== told.version) return
    frame.title = title
    frame.contentWindow?.postMessage({ explorer: { ...told, facts } }, "*")
  }

  /** @param {MessageEvent} message */
  function listen({ source, data }) {
    if (source !== frame.contentWindow || !data?.explorer) return
    if (data.explorer === "ready") tell()
    else model.send_msg(JSON.stringify(data.explorer))
  }

  function load() {
    frame.title = JSON.parse(model.told).title
    frame.srcdoc = JSON.parse(model.page)
  }

  addEventListener("message", listen)
  model.on("facts", tell)
  model.on("told", tell)
  model.on("page", load)
  model.on("remove", () => removeEventListener("message", listen))
  load()
  return frame
}
