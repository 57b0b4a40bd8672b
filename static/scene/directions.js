// Marks of direction along a line on the screen: as many as on the map (draw/run_columns.js), but where the
// line is seen.

import { APART, ARM, ARMS, BENT, EVERY, MOST_MARKS, REACH, SHORT } from "../draw/direction_marks.js"
import { piece_at } from "../draw/lines.js"

// `pieces` are x0, y0, x1, y1 of each piece of the line, in its order; `by` enlarges what is measured in
// pixels. Returns the pieces' numbers where marks stand, and their points: [{ piece, points: [arm, tip, arm]
// }, ...].
export function directions(pieces, by = 1) {
  const lengths = lengths_of(pieces)
  const whole = lengths.at(-1)
  if (!(whole >= SHORT * by)) return []
  const taken = [pieces.slice(0, 2), pieces.slice(-2)]
  const count = Math.min(Math.max(1, Math.round(whole / (EVERY * by))), MOST_MARKS)
  const found = []
  for (let k = 0; k < count; k++) {
    const way = ((k + 0.5) * whole) / count
    const [before, tip, after] = [way - REACH * by, way, way + REACH * by].map((at) =>
      point_at(pieces, lengths, at),
    )
    const [dx, dy] = [after.x - before.x, after.y - before.y]
    const chord = Math.hypot(dx, dy) / (REACH * by)
    if (chord < BENT || chord > 2.01 || taken.some(([x, y]) => Math.hypot(tip.x - x, tip.y - y) < APART * by))
      continue
    taken.push([tip.x, tip.y])
    const arm = (turn) => {
      const angle = Math.atan2(dy, dx) + turn
      return [tip.x + ARM * by * Math.cos(angle), tip.y + ARM * by * Math.sin(angle)]
    }
    found.push({ piece: tip.piece, points: [arm(ARMS), [tip.x, tip.y], arm(-ARMS)] })
  }
  return found
}

// How long the line is up to each piece, and in all.
function lengths_of(pieces) {
  const lengths = new Float64Array(pieces.length / 4 + 1)
  for (let k = 0, i = 0; i < pieces.length; k++, i += 4) {
    lengths[k + 1] = lengths[k] + Math.hypot(pieces[i + 2] - pieces[i], pieces[i + 3] - pieces[i + 1])
  }
  return lengths
}

function point_at(pieces, lengths, way) {
  const [piece, share] = piece_at(lengths, way)
  const [x0, y0, x1, y1] = pieces.slice(4 * piece, 4 * piece + 4)
  return { piece, x: x0 + share * (x1 - x0), y: y0 + share * (y1 - y0) }
}
