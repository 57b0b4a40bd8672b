// What the browser's modules find in the page, and short names for what they hand to each other.

declare const Bokeh: any

interface Window {
  Bokeh: any
}

interface HTMLScriptElement {
  exported: any // what the first module of a script exports; see static/load.js
}

// What the page knows, by name (static/store.js): what may be said, and the fields of what is known. The names are those of
// the contract (contract.py).

interface Facts extends Record<Topic, any> {
  contract: Contract
  runs: ShownRun[]
  told_runs: ShownRun[]
  experiment: SaidExperiment
  shown_view: ShownView
  cursor: { t: number; playing: boolean; until: number }
}

interface ShownView {
  view: Box
  stretched: boolean
  frame: { width: number; height: number } | null
  moving: boolean
}

type Field<T extends "experiment" | "shown_view" | "cursor"> = `${T}.${keyof Facts[T] & string}`
type Name = Topic | Field<"experiment"> | Field<"shown_view"> | Field<"cursor"> | `${PanelName | TabName}.map` | "axes.axes"
type Fact<N> = N extends keyof Facts
  ? Facts[N]
  : N extends `${infer T extends keyof Facts}.${infer F}`
    ? F extends keyof Facts[T]
      ? Facts[T][F]
      : never
    : never
type FactsOf<N extends Name[]> = { [K in keyof N]: Fact<N[K]> }

type Asked = { ask: Ask; [detail: string]: any }
type Drawing = [needs: Name[], act: (...facts: any[]) => void]

// What answers the page (static/requests.js): static/wire.js, or static/alone.js.
interface Server {
  change(settings: Change): void
  ask(asked: Asked): void
  send(): void
  load_anew(): void
}

type Change = Partial<SaidExperiment & { method: string }>

// A run of the lineup (app/lineup.py): its method and values, and the text of a rule that was typed.
interface OfRun {
  method: string
  values: Values
  schedule: OfSchedule
  rule?: string
}

// A schedule by its key, and its values beside that.
interface OfSchedule {
  key: string
  [name: string]: any
}

interface Lesson {
  key: string
  number: string
  title: string
  part: string
}

// What decides a run.
interface Conditions extends OfRun {
  expression: string
  start: Pair
  steps: number
  noise: number
  seed: number
  paths: number
}

// A run as it is shown (static/engine/summary.js), by the server or by the page itself.
interface ShownRun {
  of: Conditions
  columns: Columns & Record<"w1" | "w2" | "error" | "g1" | "g2", Float64Array>
  title: string
  values: string
  ended: string
  error: number
  [name: string]: any
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

// What the engine executes, by the names that optimizers/instructions.py and surfaces/instructions.py explain.

type Values = Record<string, number>

interface Program {
  operations: string[]
  registers: number
  constants: number[]
}

interface Rule extends Program {
  title: string
  moments: Record<string, string>
  states: Record<string, string>
  symbols: Record<string, string>
  shared: number
  run: number[]
  step: number[]
  move: number[]
  hypers: Values
  t: number
  factor: number | null
  w: number
  g: number
  state: Values
  initial: Values
  reasons: Record<string, string>
  endings: Record<string, string>
  close: number
}

interface Course extends Program {
  title: string
  symbols: Record<string, string>
  run: number[]
  step: number[]
  hypers: Values
  t: number
  steps: number
  factor: number
}

interface Ground extends Program {
  code: number[]
  weights: number[]
  results: number[]
  minima: Pair[]
  reasons: Record<string, string>
}

// What it is given, and what it makes of it.

type Columns = Record<string, Float64Array>

interface Noise {
  first: Float64Array
  second: Float64Array
}

interface Wanted {
  rule: Rule
  surface: Ground
  values: Values
  start: number[]
  steps: number
  factors?: Float64Array | null
}

interface Step {
  rule: Rule
  values: Values
  t: number
  w: number
  g: number
  state: Values
}

interface Stopped {
  step: number
  reason: string
  w1: number
  w2: number
}

interface Run {
  columns: Columns
  stopped: Stopped | null
}

interface Bits {
  low: number
  high: number
  next(): void
}
