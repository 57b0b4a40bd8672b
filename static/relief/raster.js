// Draws a relief's triangles into pixels with depths: a rasterizer that needs no graphics processor.
//
// Contour lines are drawn by the heights of the relief's pixels, so that they are hidden where the relief is.
// Anything outside the range of heights is left out, and the edge there is marked.

import { SHADES, shade_factor, WHOLE } from "./mesh.js"

const FAR = -Infinity // the depth of an empty pixel
const LINE = 0.9 // px, a contour line's width
const EDGE = 2.2 // px, the edge's width
const SPARE = 1.5 // px by which what is in front of a place hides it
const [DEEPER, DARKER] = [1.4, 0.75] // how much chroma a shade gains, and how much light it loses
// The indices of the lowest and the highest tone among the colours, without the map's shading.
const [LOWEST, HIGHEST] = [13, 241]

// The colours of 256 tones in all shades, as pixel values. `palette` are texts such as #1a2b3c. `depth`
// scales how dark shades are: on a dark page, walls would vanish in full shade.
/** @param {string[]} palette */
export function shaded(palette, depth = 1) {
  const table = new Uint32Array(SHADES * 256)
  palette.slice(0, 256).forEach((colour, tone) => {
    const channels = channels_of(colour)
    for (let shade = 0; shade < SHADES; shade++) {
      const factor = Math.max(shade_factor(shade), 1 - depth * (1 - shade_factor(shade)))
      table[shade * 256 + tone] = pixel(...lit(channels, factor))
    }
  })
  return table
}

// A colour where the light is `factor` times that of level places. In the shade it gains chroma: a colour that is
// only darker looks grey. In bright light it keeps its hue, also where a channel is at its end.
/** @param {Triple} channels @param {number} factor @returns {Triple} */
function lit(channels, factor) {
  const shade = Math.max(1 - factor, 0)
  const most = Math.max(...channels, 1)
  const peak = Math.min(most * (Math.max(factor, 1) - DARKER * shade), 255)
  return channels.map((channel) => Math.round(peak * (channel / most) ** (1 + DEEPER * shade)))
}

// The same in a single shade.
/** @param {string[]} palette */
export function flat(palette) {
  return Uint32Array.from(palette, (colour) => pixel(...channels_of(colour)))
}

/** @param {string} colour @returns {Triple} */
function channels_of(colour) {
  const channel = (/** @type {number} */ at) => parseInt(colour.slice(at, at + 2), 16)
  return [channel(1), channel(3), channel(5)]
}

/** @param {number} red @param {number} green @param {number} blue */
function pixel(red, green, blue) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

/** @param {number} under @param {number} over @param {number} share */
function mixed(under, over, share) {
  const red = (under & 255) + share * ((over & 255) - (under & 255))
  const green = ((under >>> 8) & 255) + share * (((over >>> 8) & 255) - ((under >>> 8) & 255))
  const blue = ((under >>> 16) & 255) + share * (((over >>> 16) & 255) - ((under >>> 16) & 255))
  return pixel(red + 0.5, green + 0.5, blue + 0.5)
}

// Returns { pixels, depth, width, height, fine }, with `fine` pixels per pixel of the projection along a
// side. `colours` has the `tones`, shaded, the `lines` by tone, and the `edge`. `levels` are the shares with
// a contour line. An `image` replaces the tones: { values, shape, left, bottom, width, height, tones }, with
// its place in u and v.
/**
 * @param {Mesh} mesh @param {Projection} projection @param {Size} size @param {number} fine
 * @param {Pick<SceneColours, "tones" | "lines" | "edge">} colours @param {number[]} levels
 * @param {Covering | null} image @returns {Raster}
 */
export function raster(mesh, { x, y, depth }, size, fine, { tones, lines, edge }, levels, image = null) {
  const [width, height] = [Math.round(size.width * fine), Math.round(size.height * fine)]
  const pixels = new Uint32Array(width * height)
  const depths = new Float32Array(width * height).fill(FAR)
  const { u, v, h, s, shade, triangles } = mesh
  const [xs, ys, ds] = [x, y, depth].map((sum) =>
    sums(
      mesh,
      sum.map((part) => part * fine),
    ),
  )
  const [line_width, edge_width] = [LINE * fine, EDGE * fine]
  for (let n = 0; n < triangles.length; n += 3) draw(triangles[n], triangles[n + 1], triangles[n + 2])
  return { pixels, depth: depths, width, height, fine }

  // Row by row. All quantities are linear between corners; `right` and `down` are measured from corner a.
  /** @param {number} one @param {number} two @param {number} three */
  function draw(one, two, three) {
    let a = one
    let b = two
    let c = three
    if (ys[b] < ys[a]) [a, b] = [b, a]
    if (ys[c] < ys[a]) [a, c] = [c, a]
    if (ys[c] < ys[b]) [b, c] = [c, b]
    const first = Math.max(Math.ceil(ys[a] - 0.5), 0)
    const last = Math.min(Math.ceil(ys[c] - 0.5), height)
    const bx = xs[b] - xs[a]
    const by = ys[b] - ys[a]
    const cx = xs[c] - xs[a]
    const cy = ys[c] - ys[a]
    const area = bx * cy - cx * by
    if (first >= last || area === 0) return
    const lowest = Math.min(h[a], h[b], h[c])
    const highest = Math.max(h[a], h[b], h[c])
    if (lowest > 1 + WHOLE || highest < -WHOLE) return
    const above = highest > 1 + WHOLE
    const below = lowest < -WHOLE
    const cut = above || below
    const d_x = growth(ds, a, b, c, by, cy, area)
    const d_y = growth(ds, a, c, b, cx, bx, area)
    const s_x = growth(s, a, b, c, by, cy, area)
    const s_y = growth(s, a, c, b, cx, bx, area)
    const l_x = growth(shade, a, b, c, by, cy, area)
    const l_y = growth(shade, a, c, b, cx, bx, area)
    const h_x = cut ? growth(h, a, b, c, by, cy, area) : 0
    const h_y = cut ? growth(h, a, c, b, cx, bx, area) : 0
    const u_x = image ? growth(u, a, b, c, by, cy, area) : 0
    const u_y = image ? growth(u, a, c, b, cx, bx, area) : 0
    const v_x = image ? growth(v, a, b, c, by, cy, area) : 0
    const v_y = image ? growth(v, a, c, b, cx, bx, area) : 0
    const steep = Math.sqrt(s_x * s_x + s_y * s_y)
    const reach = line_width * steep
    let level = next_level(levels, Math.min(s[a], s[b], s[c]) - reach)
    if (!(levels[level] <= Math.max(s[a], s[b], s[c]) + reach)) level = -1

    for (let row = first; row < last; row++) {
      const down = row + 0.5 - ys[a]
      const long = xs[a] + (down * cx) / cy
      const short = down < by ? xs[a] + (down * bx) / by : xs[b] + ((down - by) * (cx - bx)) / (cy - by)
      const from = Math.max(Math.ceil(Math.min(long, short) - 0.5), 0)
      const to = Math.min(Math.ceil(Math.max(long, short) - 0.5), width)
      for (let column = from, at = row * width + from; column < to; column++, at++) {
        const right = column + 0.5 - xs[a]
        const near = ds[a] + right * d_x + down * d_y
        if (near <= depths[at]) continue
        const height = cut ? h[a] + right * h_x + down * h_y : 0
        if (height > 1 + WHOLE || height < -WHOLE) continue
        const share = s[a] + right * s_x + down * s_y
        const tone = share <= 0 ? LOWEST : share >= 1 ? HIGHEST : (LOWEST + share * (HIGHEST - LOWEST)) | 0
        const light = shade[a] + right * l_x + down * l_y
        const lit = (light <= 0 ? 0 : light >= SHADES - 1 ? SHADES - 1 : light | 0) << 8
        let colour = tones[lit | tone]
        if (image)
          colour =
            colour_in(image, u[a] + right * u_x + down * u_y, v[a] + right * v_x + down * v_y, lit) || colour
        if (level >= 0) {
          const cover = line_width / 2 + 0.5 - Math.abs(share - nearest(levels, share, level)) / steep
          if (cover > 0) colour = mixed(colour, lines[tone], Math.min(cover, 1))
        }
        if (cut) {
          const inside =
            Math.min(above ? 1 - height : 2, below ? height : 2) / Math.sqrt(h_x * h_x + h_y * h_y)
          if (inside < edge_width) colour = mixed(colour, edge, Math.min(edge_width - inside, 1))
        }
        depths[at] = near
        pixels[at] = colour
      }
    }
  }
}

/** @param {Mesh} mesh @param {number[]} factors */
function sums({ u, v, h }, [by_u, by_v, by_h, plus]) {
  const found = new Float64Array(u.length)
  for (let i = 0; i < found.length; i++) found[i] = by_u * u[i] + by_v * v[i] + by_h * h[i] + plus
  return found
}

// The gradient, along one screen axis, of a quantity with values at the corners a, b and c of a triangle:
// `to_b` and `to_c` are the distances from a to these along the other axis. Down the rows, b and c swap.
/**
 * @param {ArrayLike<number>} of @param {number} a @param {number} b @param {number} c @param {number} to_b
 * @param {number} to_c @param {number} area
 */
function growth(of, a, b, c, to_b, to_c, area) {
  return ((of[b] - of[a]) * to_c - (of[c] - of[a]) * to_b) / area
}

// The colour of an image at a point, or 0 outside it.
/** @param {Covering} image @param {number} u @param {number} v @param {number} lit */
function colour_in({ values, shape: [rows, columns], left, bottom, width, height, tones }, u, v, lit) {
  const i = Math.floor(((v - bottom) / height) * rows)
  const j = Math.floor(((u - left) / width) * columns)
  return i >= 0 && j >= 0 && i < rows && j < columns ? tones[lit | values[i * columns + j]] : 0
}

// The lowest level at or above a share.
/** @param {number[]} levels @param {number} share */
function next_level(levels, share) {
  let k = 0
  while (k < levels.length && levels[k] < share) k++
  return k
}

// The level nearest to a share, from a level on.
/** @param {number[]} levels @param {number} share @param {number} first */
function nearest(levels, share, first) {
  let k = first
  while (k + 1 < levels.length && levels[k + 1] - share < share - levels[k]) k++
  return levels[k]
}

// The point seen at a pixel of the projection, [x, y, depth], in the middle of the drawn pixel
// there; null if there is none.
/** @param {Raster} layer @param {number} x @param {number} y */
export function seen_at({ depth, width, height, fine }, x, y) {
  const [column, row] = [Math.floor(x * fine), Math.floor(y * fine)]
  if (column < 0 || row < 0 || column >= width || row >= height) return null
  const near = depth[row * width + column]
  return near === FAR ? null : [(column + 0.5) / fine, (row + 0.5) / fine, near / fine]
}

// Whether nothing is in front of a depth at a pixel by more than SPARE pixels. On a steep slope the four
// pixels around it differ much; the farthest counts.
/** @param {Raster} layer @param {number} x @param {number} y @param {number} near */
export function is_seen({ depth, width, height, fine }, x, y, near) {
  const [column, row] = [Math.floor(x * fine - 0.5), Math.floor(y * fine - 0.5)]
  if (!(column >= 0 && row >= 0 && column + 1 < width && row + 1 < height)) return true
  const at = row * width + column
  const far = Math.min(depth[at], depth[at + 1], depth[at + width], depth[at + width + 1])
  return near * fine >= far - SPARE * fine
}
