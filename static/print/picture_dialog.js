// Share → Picture: what a picture has, its width, letters and colours, a preview, and the files of it.

import { button, make, sheet, status_line } from "../parts/dom.js"
import { address } from "../parts/link.js"
import { keep, recall } from "../storage.js"
import { known } from "../store.js"
import { figure, INCH, LEAST, offered, own_width } from "./figure.js"
import { image_of, png_file, print_alone, svg_file } from "./files.js"

const KEPT = "explorer:picture"
const TITLES = {
  surface: "Surface",
  traces: "Traces",
  legend: "Legend",
  equation: "Equation",
  words: "Run in words",
}
const WIDTHS = { cm: { first: 16, min: 3, max: 60 }, px: { first: 1200, min: 200, max: 8000 } }
const SHAPES = { "4 : 3": 4 / 3, "3 : 2": 3 / 2, "16 : 9": 16 / 9, "1 : 1": 1 } // width in height
const LETTERS = { cm: 9, px: 16, min: 4, max: 96 } // in points; the first ones by the unit of the width
const COLOURS = { light: "light", dark: "dark", lines: "light, contour lines alone" }
const PDF = "For a PDF, choose “Save as PDF” in the print window that opens"
const DOTS = 300 // pixels of a PNG in an inch
const FAILED = "This picture cannot be made here: choose a smaller width, or other parts"
const PAUSE = 250 // ms without a change before the preview follows

/** @typedef {import("./figure.js").Choice} Choice */
/** @typedef {Awaited<ReturnType<typeof figure>>} Figure */

// Opens the dialog; save(name, blob) saves a file.
/** @param {(name: string, blob: Blob) => void} save */
export async function picture(save) {
  const link = address().catch(() => location.href)
  const kept = kept_choice()
  const boxes = offered().map((part) => {
    const box = make("input", { type: "checkbox", value: part, checked: kept.parts[part] ?? true })
    return make("label", {}, box, TITLES[/** @type {keyof typeof TITLES} */ (part)])
  })
  const parts = make("fieldset", {}, make("legend", { textContent: "Parts" }), ...boxes)
  const width = make("input", { type: "number", step: "any", value: kept.width })
  const unit = make("select", {}, ...Object.keys(WIDTHS).map((each) => new Option(each)))
  unit.value = kept.unit
  const shape = make(
    "select",
    {},
    ...Object.entries(SHAPES).map(([title, ratio]) => new Option(title, String(ratio))),
  )
  shape.value = String(kept.shape)
  const letters = make("input", {
    type: "number",
    step: "any",
    value: kept.letters,
    min: LETTERS.min,
    max: LETTERS.max,
  })
  const colours = make("select", {}, ...Object.entries(COLOURS).map(([key, title]) => new Option(title, key)))
  colours.value = kept.colours ?? known("theme")
  const controls = {
    Width: width,
    "Unit of the width": unit,
    Shape: shape,
    Letters: letters,
    Colours: colours,
  }
  for (const [name, control] of Object.entries(controls)) control.ariaLabel = name
  const options = make(
    "div",
    { className: "embed-options" },
    parts,
    make("label", {}, "Width", width, unit),
    make("label", { title: "Of the surface: width to height" }, "Shape", shape),
    make("label", {}, "Letters", letters, "pt"),
    make("label", {}, "Colours", colours),
  )
  const image = make("img", { alt: "Preview" })
  const preview = make("div", { className: "embed-preview" }, image)
  const status = status_line("p")
  const files = [
    file("PNG", png, "Save it as pixels"),
    file("SVG", svg, "Save it as a drawing, with its font"),
    file("PDF", pdf, PDF),
  ]
  const ends = [button("Close", () => dialog.close()), ...files]
  const hint = make("p", { className: "quiet", textContent: PDF })
  const dialog = sheet("Picture", "picture-title", [options, preview, status, hint], ends)
  dialog.classList.add("embed", "print")
  /** @type {Figure | null} */
  let made = null // what the preview shows
  let release = () => {}
  /** @type {number | undefined} */
  let timer
  let queue = Promise.resolve()

  /** @returns {Choice} */
  function choice() {
    const { value } = unit
    return {
      parts: [...parts.querySelectorAll("input")].filter(({ checked }) => checked).map(({ value }) => value),
      width: width.valueAsNumber,
      unit: value === "px" ? "px" : "cm",
      shape: Number(shape.value) || SHAPES["4 : 3"],
      letters: letters.valueAsNumber,
      colours: colours.value,
    }
  }

  // One picture after the other: each takes the figures of the page for itself.
  function show() {
    queue = queue.then(draw).catch(() => refuse(FAILED))
    return queue
  }

  async function draw() {
    const now = choice()
    const problem = refusal(now)
    if (problem) return refuse(problem)
    keep_choice(now, kept.parts, [...parts.querySelectorAll("input")])
    const drawn = await figure(now, await link)
    const { image: next, release: free } = await image_of(drawn.text)
    if (!dialog.isConnected) return free()
    release()
    release = free
    image.src = next.src
    made = drawn
    const [across, down] = pixels(drawn)
    const size = `${rounded(drawn.width)} × ${rounded(drawn.height)} ${now.unit}`
    status.textContent = now.unit === "cm" ? `${size}; as a PNG ${across} × ${down} pixels` : size
    for (const each of files) each.disabled = false
  }

  /** @param {string} words */
  function refuse(words) {
    made = null
    status.textContent = words
    for (const each of files) each.disabled = true
  }

  // The size of a PNG.
  /** @param {Figure} figure */
  function pixels({ width, height, unit }) {
    const scale = unit === "cm" ? DOTS / INCH.cm : 1
    return [width, height].map((each) => Math.round(each * scale))
  }

  /** @param {Figure} figure */
  async function png(figure) {
    const [across, down] = pixels(figure)
    const density = figure.unit === "cm" ? Math.round((100 * DOTS) / INCH.cm) : null
    save("trajectory.png", await png_file(figure.text, across, down, density))
  }

  /** @param {Figure} figure */
  function svg({ text }) {
    save("trajectory.svg", svg_file(text))
  }

  /** @param {Figure} figure */
  function pdf({ text, width, height, unit }) {
    return print_alone(text, `${width}${unit}`, `${height}${unit}`)
  }

  /** @param {string} kind @param {(figure: Figure) => unknown} act @param {string} title */
  function file(kind, act, title) {
    const press = async () => made && act(made)
    return Object.assign(
      button(kind, () => press().catch(() => refuse(FAILED))),
      { title },
    )
  }

  unit.addEventListener("change", () => {
    const { unit } = choice()
    width.value = String(WIDTHS[unit].first)
    letters.value = String(LETTERS[unit])
  })
  dialog.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(show, PAUSE)
  })
  dialog.addEventListener("close", () => {
    clearTimeout(timer)
    dialog.remove()
    release()
  })
  document.body.append(dialog)
  dialog.showModal()
  await show()
}

// Why a choice makes no picture, and what to change; empty if it makes one.
/** @param {Choice} choice */
function refusal(choice) {
  const { parts, width, unit, letters } = choice
  const { min, max } = WIDTHS[unit]
  if (!parts.some((part) => part in TITLES)) return "Choose one of the parts"
  if (!(width >= min && width <= max)) return `The width must be from ${min} to ${max} ${unit}`
  if (!(letters >= LETTERS.min && letters <= LETTERS.max))
    return `Letters must be from ${LETTERS.min} to ${LETTERS.max} pt`
  const own = own_width(choice)
  const largest = Math.floor((letters * own * 10) / LEAST) / 10
  return own < LEAST ? `Letters must be at most ${largest} pt at this width: larger ones leave no room` : ""
}

/** @param {number} length */
function rounded(length) {
  return String(Math.round(length * 10) / 10)
}

// What was chosen last. `parts` are by name; one that the page did not offer then is on.
function kept_choice() {
  const usual = {
    parts: {},
    width: WIDTHS.cm.first,
    unit: "cm",
    shape: SHAPES["4 : 3"],
    letters: LETTERS.cm,
    colours: null,
  }
  try {
    return { ...usual, ...JSON.parse(recall("local", KEPT) ?? "{}") }
  } catch {
    return usual
  }
}

/** @param {Choice} choice @param {Record<string, boolean>} before @param {HTMLInputElement[]} boxes */
function keep_choice(choice, before, boxes) {
  const parts = { ...before, ...Object.fromEntries(boxes.map(({ value, checked }) => [value, checked])) }
  keep("local", KEPT, JSON.stringify({ ...choice, parts }))
}
