// The surface in three dimensions (static/relief/); scene.js describes a scene.

type Triple = [number, number, number]
type Height = (w1: number, w2: number) => number

// x, y and depth on the screen as linear functions of a point in the box (static/relief/camera.js).
interface Projection {
  x: number[]
  y: number[]
  depth: number[]
  scale: number
}

interface Mesh extends Record<"u" | "v" | "h" | "s" | "shade", Float32Array> {
  triangles: Uint32Array
  rough: Rough
  open: { above: boolean; below: boolean }
}

interface Rough {
  values: Float32Array
  rows: number
  columns: number
}

// Pixels with depths (static/relief/raster.js).
interface Raster {
  pixels: Uint32Array<ArrayBuffer>
  depth: Float32Array
  width: number
  height: number
  fine: number
}

type Placement = Record<"left" | "bottom" | "width" | "height", number> // in shares of the view
type Covering = Grid & Placement & { tones: Uint32Array }
type MapFrame = Record<"left" | "top" | "width" | "height", number>
type Size = { width: number; height: number; head?: number }

interface SceneColours extends Record<"page" | "line" | "soft" | "text" | "halo" | "font" | "contour", string> {
  rim: string | false
  ground: string[]
  words: string[]
  tones: Uint32Array
  lines: Uint32Array
  edge: number
  basins: Uint32Array
  flat_basins: Uint32Array
  flat_ground: Uint32Array
}

type BoxLine = Record<"u" | "v" | "h", Float64Array>
type Pieces = Record<"seen" | "hidden" | "open", number[]> // x0, y0, x1, y1 of each

interface SceneBox {
  view: Box
  range: Heights
  error: Height
  mesh: Mesh
  levels: number[]
  description: string
  lines: WeakMap<object, BoxLine>
}

interface SceneParts extends SceneBox {
  camera: Camera
  frame: MapFrame
  size: Size
  by: number
  letters: number
  colours: SceneColours
  image: Covering | null
  floor: { images: (Placement & { canvas: HTMLCanvasElement })[]; lines: Line[] }
  labels: Record<string, any>[]
}

interface PlacedScene extends SceneParts {
  projection: Projection
  layer: Raster
  rough: Rough
  pieces: WeakMap<object, Pieces>
}

interface StillScene extends PlacedScene {
  words: { word: string; x: number; y: number; fill: string; halo: string; angle: number }[]
}

interface Scene extends StillScene {
  glyphs: Glyph[]
}

// What Bokeh draws of a source: its rows, with their looks by Bokeh's names (static/figures/drawn_glyphs.js).
type Look = Record<string, any>
type GlyphType = "MultiLine" | "Segment" | "Arrow" | "Scatter" | "Text"
interface Glyph {
  type: GlyphType
  source: string
  rows: Look[]
}
