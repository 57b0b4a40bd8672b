// What the browser's modules find in the page, and short names for what they hand to each other.

declare const Bokeh: any

interface Window {
  Bokeh: any
}

interface HTMLScriptElement {
  exported: any // what the first module of a script exports; see static/load.js
  // what static/unpack.js has unpacked
  packed_content?: { scripts: Record<string, string>; choices: any; picture: Record<DocumentName, any> }
}

// The scripts that are loaded when first needed, by what their first modules export (static/load.js).
interface Late {
  recording: typeof import("../../static/recording/record.js")
  embed: typeof import("../../static/embed/dialog.js")
  goal: typeof import("../../static/parts/goal_maker.js")
  links: typeof import("../../static/parts/link_list.js")
  panels: unknown // they register themselves
  pen: typeof import("../../static/parts/lecture_pen.js")
  print: typeof import("../../static/print/picture_dialog.js")
  relief: typeof import("../../static/parts/relief_stage.js")
}

// Properties of a new element; a number becomes a text where one is wanted.
type Properties<E> = { [P in keyof E]?: string extends E[P] ? string | number : E[P] }

// Browsers ignore a timer and a frame that are null.
declare function clearTimeout(timer: number | null): void
declare function cancelAnimationFrame(frame: number | null): void

// As many values as there were: a pair becomes a pair.
interface Array<T> {
  map<U>(act: (value: T, index: number, array: T[]) => U): { [K in keyof this]: U }
}

type Model = any // a model of Bokeh's, which has no types

// The names of what the page knows (static/store.js): what may be said, and the fields of what is known. They are those of
// the contract (contract.py); facts.d.ts has their types.

type Field<T extends "experiment" | "shown_view" | "cursor"> = `${T}.${keyof Facts[T] & string}`
type Name = Topic | Field<"experiment"> | Field<"shown_view"> | Field<"cursor"> | `${PanelName | TabName}.map` | "axes.axes"
type Fact<N> = N extends keyof Facts
  ? Facts[N]
  : N extends `${infer T extends keyof Facts}.${infer F}`
    ? F extends keyof Facts[T]
      ? Facts[T][F]
      : never
    : never
// The topics of one type of facts, and the settings of one type of values.
type TopicOf<F> = { [N in Topic]: Facts[N] extends F ? N : never }[Topic]
type SettingOf<F> = { [N in SettingName]: SaidExperiment[N] extends F ? N : never }[SettingName]
type FactsOf<N extends Name[]> = { [K in keyof N]: Fact<N[K]> }

type Asked = { ask: Ask; [detail: string]: any }
type Drawing = [needs: Name[], act: (...facts: any[]) => void]

// What answers the page (static/requests.js): static/wire.js, or static/answers.js.
interface Server {
  change(settings: Change): void
  ask(asked: Asked): void
  send(): void
  load_anew(): void
}

type Change = Partial<SaidExperiment & { method: string }>

type Pair = [number, number]
type Box = [Pair, Pair] // from and to, of w1 and of w2
type Numbers = ArrayLike<number> & Iterable<number>
type Theme = "light" | "dark"
type Context = CanvasRenderingContext2D // never null: a canvas here has no other context

// What the engine executes, by the names that optimizers/instructions.py and surfaces/instructions.py explain.

type Values = Record<string, number>

interface Program {
  operations: string[]
  registers: number
  constants: number[]
  columns?: Values
}

// A table of data, and the columns, in a program's order, of the rows over which that goes.
interface Table {
  names: string[]
  columns: Float64Array[]
}

interface Rows {
  columns: Float64Array[]
  count: number
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
  judged: JudgedProgram | null
  judged_symbol: string
  reasons: Record<string, string>
  endings: Record<string, string>
  close: number
}

interface JudgedProgram extends Program {
  run: number[]
  move: number[]
  hypers: Values
  w: number
  state: Values
  point: number
}

interface ScheduleProgram extends Program {
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
  parameters: Values
  results: number[]
  minima: Pair[]
  reasons: Record<string, string>
}

// What it is given, and what it makes of it.

type Columns = Record<string, Float64Array>
type RunColumns = Columns & Record<"w1" | "w2" | "error" | "g1" | "g2", Float64Array>

type Judged = Record<"w1" | "w2" | "error", Float64Array>

interface Noise {
  first: Float64Array
  second: Float64Array
}

// Which rows of the data the steps see: `size` of them each, in this order.
interface Batches {
  order: Int32Array
  size: number
}

// What one path of a run meets.
interface Chance {
  noise: Noise | null
  batches: Batches | null
}

interface Wanted {
  rule: Rule
  surface: Ground
  values: Values
  let?: Values
  table?: Table | null
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
  columns: RunColumns
  stopped: Stopped | null
}

interface Bits {
  low: number
  high: number
  next(): void
}
