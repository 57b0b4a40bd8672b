// The mark of a run: the path's own colours from dark to bright, and a pinned run's number.
//
// This file stands before that of each component that shows runs.

const SHADES = 12 // of a pinned run, as in app/look.py

function swatch(pin, colours) {
  const mark = document.createElement("span")
  mark.className = "swatch"
  const of_pin = (shade) => colours[(Math.abs(pin) - 1) * SHADES + shade]
  const [dark, bright] = pin === 0 ? ["var(--path-dark)", "var(--path-bright)"] : [of_pin(2), of_pin(SHADES - 1)]
  mark.style.background = `linear-gradient(to right, ${dark}, ${bright})`
  if (pin !== 0) mark.textContent = Math.abs(pin)
  return mark
}

