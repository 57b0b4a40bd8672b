// The glyphs of a figure, with the data columns and the look of each row, as the current theme has it.

const LINE = ["line_color", "line_width", "line_alpha"]
/** @type {Record<string, string[]>} */
const LOOKS = {
  MultiLine: LINE,
  Segment: LINE,
  Arrow: LINE,
  Scatter: ["marker", "size", "fill_color", "fill_alpha", ...LINE],
  Text: ["text", "text_color", "text_font", "text_font_size", "text_font_style", "x_offset", "y_offset"],
}

// Returns [{ type, source, rows }], the lowest glyph first: its type, the name of its source, and its rows
// with columns and looks by name. For an arrow with a head, `head` is the head's size.
/** @param {Model} figure @returns {Glyph[]} */
export function drawn_glyphs({ renderers, center }) {
  return [...renderers, ...center].filter((model) => type_of(model) in LOOKS).map(drawn)
}

// The rows of a source's data.
/** @param {Map<string, any> | Record<string, any>} data @returns {Look[]} */
export function rows_of(data) {
  const columns = data instanceof Map ? [...data] : Object.entries(data)
  return Array.from(columns[0]?.[1] ?? [], (_, i) =>
    Object.fromEntries(columns.map(([name, column]) => [name, column[i]])),
  )
}

/** @param {Model} model @returns {Glyph} */
function drawn(model) {
  const [type, source, glyph] = [type_of(model), model.data_source ?? model.source, model.glyph ?? model]
  const looks = LOOKS[type].map((name) => [name, glyph[name]])
  if (glyph.end) looks.push(["head", glyph.end.size])
  const { column_name, group } = model.view?.filter ?? {}
  const rows = rows_of(source.data).filter((row) => !column_name || row[column_name] === group)
  for (const row of rows) for (const [name, look] of looks) row[name] = look_of(look, row)
  return { type, source: source.name, rows }
}

// An annotation, such as an arrow, is its own glyph.
/** @param {Model} model @returns {GlyphType} */
function type_of({ glyph, type }) {
  return glyph?.type ?? type
}

// A look's value in Bokeh: one value for all rows, or a column's value, perhaps transformed to
// another number or a colour.
/** @param {any} look @param {Look} row */
function look_of({ value, field, transform }, row) {
  if (field === undefined) return value
  if (!transform) return row[field]
  return transform.palette ? colour_of(transform, row[field]) : transform.compute(row[field])
}

/** @param {Model} mapper @param {number} number */
function colour_of({ palette, low, high, low_color }, number) {
  if (low_color && number < low) return low_color
  const at = Math.floor(((number - low) / (high - low)) * palette.length)
  return palette[Math.min(Math.max(at, 0), palette.length - 1)]
}
