// Where the figures of a picture and its caption go. All lengths are in px of the picture.

const FIGURE = 240 // width that a figure beside another one needs
const STAGE = 1.4 // width of a figure of the stage beside traces, in that of a trace
const TRACE = { beside: 64, least: 84, most: 150, axis: 32 } // heights, and what the axis of t adds to the lowest one
const MARGIN = 12 // beside the caption
export const GAP = 6 // above it

/** @typedef {{ x: number, y: number, width: number, height: number }} Area */

// Returns the places of the `figures`, those of the stage first and then the traces, one below the other;
// that of the caption, `words`; and the `height` of all. `high(width)` is the height of a figure of the stage
// at a width, and `caption(width)` that of the caption, 0 if there is none. In a wide picture the traces
// stand beside the stage, with the caption below them if there is room; else the caption is below everything.
/**
 * @param {number} width @param {{ stage: number, traces: number }} count @param {(width: number) => number} high
 * @param {(width: number) => number} caption @returns {{ figures: Area[], words: Area, height: number }}
 */
export function picture_layout(width, { stage, traces }, high, caption) {
  const is_wide = stage > 0 && traces > 0 && width >= FIGURE * (stage + 1)
  const left = is_wide ? Math.round((width * STAGE * stage) / (STAGE * stage + 1)) : width
  const columns = left >= FIGURE * stage ? stage : 1
  const across = left / Math.max(columns, 1)
  const tall = stage ? high(across) : 0
  const figures = Array.from({ length: stage }, (_, i) => {
    return { x: (i % columns) * across, y: Math.floor(i / columns) * tall, width: across, height: tall }
  })
  const bottom = stage ? tall * Math.ceil(stage / columns) : 0

  const column = is_wide ? { x: left, width: width - left } : { x: 0, width }
  const narrow = column.width - 2 * MARGIN
  const words = caption(narrow)
  const fits = is_wide && bottom >= traces * TRACE.beside + TRACE.axis + GAP + words
  const room = is_wide ? bottom - TRACE.axis - (fits && words ? GAP + words : 0) : width * 0.6
  const [least, most] = is_wide ? [TRACE.beside, Infinity] : [TRACE.least, TRACE.most]
  const each = Math.max(least, Math.min(room / traces, most))
  let y = is_wide ? 0 : bottom
  for (let i = 0; i < traces; i++) {
    const height = each + (i === traces - 1 ? TRACE.axis : 0)
    figures.push({ ...column, y, height })
    y += height
  }
  if (fits) {
    const place = { x: left + MARGIN, y: y + GAP, width: narrow, height: words }
    return { figures, words: place, height: bottom }
  }
  const end = Math.max(bottom, y)
  const below = caption(width - 2 * MARGIN)
  const place = { x: MARGIN, y: end + GAP, width: width - 2 * MARGIN, height: below }
  return { figures, words: place, height: below ? end + below + 2 * GAP : end }
}
