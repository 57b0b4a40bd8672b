// What the browser's modules find in the page, and short names for what they hand to each other.

declare const Bokeh: any

interface Window {
  Bokeh: any
}

interface HTMLScriptElement {
  exported: any // what the first module of a script exports; see static/load.js
}

type Pair = [number, number]
type Box = [Pair, Pair] // from and to, of w1 and of w2

// What the heights of the relief stand for; see static/relief/heights.js.
interface Heights {
  kind: string
  low: number
  high: number
  has_holes?: boolean
}
