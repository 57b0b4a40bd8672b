// A finger moving up or down scrolls the page, even from a slider: a slider takes a value only from a finger
// that moves along it, or taps it.

const ALONG = 6 // px along the slider, beyond which the finger moves the slider

export function touch() {
  // The touch on a slider until its meaning is known.
  /** @type {{ slider: HTMLInputElement, before: string, x: number, y: number, wanted?: string } | null} */
  let finger = null

  /** @param {TouchEvent} event */
  function begin({ target, touches }) {
    const element = /** @type {HTMLElement} */ (target)
    const slider = /** @type {HTMLInputElement | null} */ (element.closest?.("input[type=range]"))
    finger =
      slider && touches.length === 1
        ? { slider, before: slider.value, x: touches[0].clientX, y: touches[0].clientY }
        : null
  }

  /** @param {TouchEvent} event */
  function move({ touches }) {
    if (!finger) return
    const [dx, dy] = [Math.abs(touches[0].clientX - finger.x), Math.abs(touches[0].clientY - finger.y)]
    if (dx > ALONG && dx > dy) finger = null
  }

  // Browsers move a slider as soon as it is touched: put it back.
  /** @param {Event} event */
  function hold(event) {
    if (!finger || event.target !== finger.slider || !event.isTrusted) return
    event.stopImmediatePropagation()
    finger.wanted = finger.slider.value
    finger.slider.value = finger.before
  }

  function end() {
    const last = finger
    finger = null
    if (last?.wanted === undefined) return
    const { slider, wanted } = last
    slider.value = wanted
    slider.dispatchEvent(new Event("input", { bubbles: true }))
  }

  addEventListener("touchstart", begin, { capture: true, passive: true })
  addEventListener("touchmove", move, { capture: true, passive: true })
  addEventListener("touchend", end, { capture: true })
  addEventListener("pointercancel", () => (finger = null), { capture: true }) // the page scrolls
  addEventListener("input", hold, { capture: true })
}
