// Places for names in a figure, so that they overlap neither each other nor what is drawn. All is in pixels, y upwards.

const TURNS = [0, 0.6, -0.6, 1.2, -1.2, 1.8, -1.8, 2.4, -2.4, Math.PI] // from where a name should stand, in radians
const NEAR = [6, 14, 26, 42] // px from what is named to the edge of its name
const FAR = [60, 80, 110] // the same, where nothing nearer is free of names
const MARGIN = 3 // px between a name and other names, lines, or the edge of the frame

// `names` are { x, y, angle, width, height }: what is named is at (x, y), and its name should stand in that direction.
// `lines` are [x0, y0, x1, y1]. Returns for each name its middle { x, y }. One that finds no free place may stand on a
// line; one that would overlap another name or the frame is null.
export function placed_names(names, lines, frame) {
  const taken = []
  return names.map((name) => {
    const is_open = (box) => is_within(box, frame) && !taken.some((other) => overlaps(box, other))
    const places = (distances) => distances.flatMap((distance) => TURNS.map((turn) => place(name, name.angle + turn, distance)))
    const near = places(NEAR).filter(is_open)
    const open = near.length ? near : places(FAR).filter(is_open)
    const close = lines.filter((line) => may_touch(line, name))
    const found = open.find((box) => !close.some((line) => crosses(line, box))) ?? open[0]
    if (!found) return null
    taken.push(found)
    return { x: (found.left + found.right) / 2, y: (found.low + found.high) / 2 }
  })
}

// The box of a name in a direction from what it names, whose edge is so far away from it.
function place({ x, y, width, height }, angle, distance) {
  const [across, up] = [Math.cos(angle), Math.sin(angle)]
  const out = distance + Math.min(width / 2 / Math.abs(across), height / 2 / Math.abs(up))
  const [middle, level] = [x + across * out, y + up * out]
  return { left: middle - width / 2, right: middle + width / 2, low: level - height / 2, high: level + height / 2 }
}

function is_within({ left, right, low, high }, { width, height }) {
  return left >= MARGIN && right <= width - MARGIN && low >= MARGIN && high <= height - MARGIN
}

function overlaps(one, other) {
  const apart = one.left > other.right + MARGIN || one.right < other.left - MARGIN
  return !(apart || one.low > other.high + MARGIN || one.high < other.low - MARGIN)
}

// Whether a line comes near enough to touch any place of a name.
function may_touch([x0, y0, x1, y1], { x, y, width, height }) {
  const reach = FAR.at(-1) + width + height
  const aside = Math.max(x0, x1) < x - reach || Math.min(x0, x1) > x + reach
  return !aside && Math.max(y0, y1) >= y - reach && Math.min(y0, y1) <= y + reach
}

// Whether a line goes through a box or too near by (Liang & Barsky 1984).
function crosses([x0, y0, x1, y1], { left, right, low, high }) {
  let [enter, leave] = [0, 1]
  const sides = [[x0, x1 - x0, left - MARGIN, right + MARGIN], [y0, y1 - y0, low - MARGIN, high + MARGIN]]
  for (const [start, step, least, most] of sides) {
    if (step === 0) {
      if (start < least || start > most) return false
      continue
    }
    const [one, other] = [(least - start) / step, (most - start) / step]
    enter = Math.max(enter, Math.min(one, other))
    leave = Math.min(leave, Math.max(one, other))
  }
  return enter <= leave
}
