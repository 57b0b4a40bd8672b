// What the page knows, by topic (static/store.js).

interface Facts extends Record<Topic, unknown> {
  // What does not change
  contract: Contract
  places: Record<string, string>
  surfaces: Choice[]
  methods: Choice[]
  schedule_names: Choice[]
  examples: { key: string; title: string; words: string; text: string }[]
  lessons: Lesson[]
  words: Record<string, string>
  tips: Record<string, string>
  functions: [name: string, words: string][] // that E may use
  boxes: Row[]
  steps_rows: Row[]
  noise: Row[]
  budgets: number[]
  rules: Record<string, RuleFact>
  schedules: Record<string, ScheduleFact>
  steady: OfSchedule
  absent: string

  // The experiment, and what is known of its function and its method
  experiment: SaidExperiment
  runs: ShownRun[]
  told_runs: ShownRun[]
  active: ShownRun
  pinned: ShownRun[]
  expression: string
  formulas: string[]
  notes: string[] // how E is read where something else may be meant
  surface: string
  code: (Ground & { text: string }) | null
  ground: Omit<GroundFact, "let"> & { let: Values | null } // for which the minima are known; null: for all
  shown_ground: GroundFact
  table: Table | null
  model: { code: ModelCode | null; latex: string } | null
  columns: string[]
  data_samples: [key: string, title: string, names: string[]][]
  parameters: Row[]
  batch_rows: Row[]
  numbers: Values
  reshaping: boolean
  suggested: Record<string, Values>
  typed_rules: Record<string, RuleFact>
  rule: RuleFact
  method: string
  sliders: Row[]
  schedule_name: string
  schedule_sliders: Row[]
  axes: { fields: string[]; names: [name: string, symbol: string][]; axes: Axis[] }

  // Words about it
  verdict: Verdict
  rule_verdict: Verdict
  data_verdict: Verdict
  refused: { text: string } & Refusal
  met: { words?: string; undo?: Change; seeking?: boolean }
  trouble: { words: string; quiet: boolean; fits: boolean; offers: Offer[] } | null
  linked: { notices: string[] }
  text: { key: string; text: string }
  lesson: OpenLesson
  goal: Goal | null

  // Panels and maps
  basins: BasinsFact
  plane: PlaneFact
  tune: Strip | null
  pairs: Pairs
  pair: { g: Pair; maps: [name: string, value: number | null][][] }
  curvature: { run: string; points: CurvedPoint[] }
  stability: Stability
  race: RaceFact

  // The page itself
  asked: Asked
  stepped: { by: "Undone" | "Redone"; from: string; to: string } // experiments as text
  unfinished: Asked[]
  given_up: Asked
  changed: Change
  waiting: boolean
  answered: boolean
  lost: boolean
  session: number
  history: Record<"undo" | "redo", "ready" | "none" | "lost">
  held: boolean
  recording: boolean
  posing: boolean // the figures have the sizes and colours of a picture, between two frames
  theme: Theme
  resting: boolean
  cursor: { t: number; playing: boolean; until: number }
  awaited: boolean
  aims: Pair[] // places that are being guessed; the last one may still move
  revealed: number // how many guesses have been answered
  reached: boolean // the run reaches its goal
  veiled: boolean // only what is up to the cursor is shown, since a lesson asks how it goes on
  t: number // the cursor's step, at most the last one of the run
  told_step: number // up to which the path is strong: all of it until the cursor is moved

  // The figures
  figures: DocumentName
  figure_colours: { traces: string[]; arrows: Record<Kind | "point", string> }
  enlarged: number
  letters: number
  shown_view: ShownView
  view_limit: string
  slider_rows: { row: Row; element: HTMLElement }[]
  sampled: Samples
  samples: DrawnSamples
  labels: Label[]
  placing: boolean
  painted: number
  covered: boolean[]
  arrows: { name: string; kind: Kind; drawn: Kind; scale: number; short: boolean }[]
  arrow_lines: Segment[]
  paths_named: boolean // names stand beside the paths
  traces: { heads: Record<TraceName, TraceHead>; lowest?: TraceName }
  pairs_sides: Pair
  pointed: Pair | null
  chosen_row: number | null
  drawn: number
}

interface ShownView {
  view: Box
  stretched: boolean
  frame: Frame | null
  moving: boolean
}

// What the server says; the functions told_... of app/ describe it.

type Choice = [key: string, title: string, group?: string]
type Refusal = { message: string; position: number | null }
type Verdict = { number: number } & Refusal
type Offer = { label: string; change: Change; title?: string }

// A run of the lineup (app/lineup.py): its method and values, and the text of a rule that was typed.
interface OfRun {
  method: string
  values: Values
  schedule: OfSchedule
  batch: number
  rule?: string
}

// A schedule by its key, and its values beside that.
interface OfSchedule {
  key: string
  [name: string]: any
}

// What decides a run.
interface Conditions extends OfRun {
  expression: string
  let: Values
  data?: DataTable
  standardize?: boolean
  start: Pair
  steps: number
  noise: number
  seed: number
  paths: number
}

// A run as it is shown, told by the server or computed by the page (static/engine/summary.js).
interface ShownRun {
  of: Conditions
  columns: RunColumns
  title: string
  values: string
  ended: string
  stopped: number | null
  moments: Record<string, string>
  states: Record<string, string>
  judged?: Judged | null
  judged_symbol: string
  limits: Record<string, number[]>
  fan?: Fan | null
  error: number | null
  distance: number | null
  close: number | null
  growing: boolean
}

interface Fan {
  w1: Float64Array[]
  w2: Float64Array[]
  paths: number
  ended: number
  error: number[] | null
}

interface RuleFact {
  words: string
  watch: string
  lines: RuleLine[]
  sliders: Row[]
  defaults: Values
  code: Rule
  writable: boolean
  has_outside: boolean
  unscheduled: string
  hints?: string[] // of a typed rule: what may be meant otherwise than it is read
}

// A line of a method's equations (app/words/equations.py).
interface RuleLine {
  result: string
  symbol: string
  general: string
  scheduled: string // empty if the line has no η
  filled: string
  steps: (string | number)[]
}

interface ScheduleFact {
  words: string
  lines: string[]
  unwarmed: string[]
  sliders: Row[]
  defaults: Values
  code: ScheduleProgram
}

// A number control (app/words/controls.py); without a scale it has no slider.
interface Row {
  meaning?: string
  term?: string | null
  folds?: boolean
  path: [group: string, name?: string | number]
  label: string
  tooltip?: string // where it is not "meaning (double click: back to default)"
  advice: string
  scale?: string
  low: number
  high: number
  tick: number
  default: number
  has_zero?: boolean
  whole?: boolean
  tunable?: boolean
  widens?: boolean
  needs?: { settings: string[]; words: string }
  least: number
  most: number
  least_included: boolean
  most_included: boolean
}

// An axis of the map over hyper-parameters (app/words/axes.py); the height of a strip has no field.
interface Axis {
  field: string | null
  label: string
  scale: string
  start: number
  end: number
  ticks: number[]
  words: string[]
  minor: number[]
}

// What the run is to reach (app/goals.py).
interface Goal {
  text: string
  quantity: "E" | "w1" | "w2" | "stopped"
  less: boolean
  number: number
  within: number | null
  by: string[]
  tries: number | null
  words: string
  symbols: string[]
}

interface Lesson {
  key: string
  number: string
  title: string
  part: string
  able: string
  minutes: number
}

interface OpenLesson {
  key?: string
  question?: string
  asks?: "place" | "curve" | "" // the kind of guess; "" is a goal
  answer?: string
  number?: string
  title: string
  gist?: string
  text: string[]
  tries: [name: string, link: string][]
  moves?: string[]
  about?: string
  panel?: PanelName | ""
  first: boolean
  last: boolean
}

// A table of data as it was given: a column of numbers for each name.
interface DataTable {
  names: string[]
  columns: number[][]
}

// Rows of numbers, as packing.js unpacks them.
interface Grid<T = Uint8Array> {
  values: T
  shape: number[]
}

interface MapFact<M> {
  progress: number | null
  coarse?: boolean
  note?: string
  map?: M | null
}

type Share = { row: number; words: string; share: number }

interface BasinsFact extends MapFact<BasinMap> {
  words?: string
  entries?: Share[]
}

interface BasinMap {
  image: Grid
  x: number
  y: number
  dw: number
  dh: number
  border: Grid<Uint16Array>
  border_rows: Grid
}

interface PlaneFact extends MapFact<PlaneMap> {
  title: string
  scale: [at: number, words: string][]
  entries: Share[]
  good: number
  best: string
  no_border: string
}

interface PlaneMap {
  image: Grid
  error: Grid<Float64Array>
  close: Grid<Float32Array>
  x: Float64Array
  y: Float64Array
  ends: Box
  best: [x: number, y: number, error: number] | null
  good: number | null
  before: number | null
  border: Record<"x" | "y", Float64Array> | null
}

// The strip above a slider (app/words/tuning_words.py).
interface Strip {
  field: string
  ends: Pair
  x: Float64Array
  tone: Float64Array
  end: Float64Array
  words: string[]
  best: number | null
  best_words: string
  bound: number | null
}

interface Pairs {
  meaning: string
  reach: number
  largest: number
  levels: number[]
  maps: PairMap[]
}

interface PairMap {
  title: string
  head: { symbol?: string; tex?: string; words: string; formula: string; formula_tex: string }
  values: Grid<Float64Array>
  example: { g: Pair; word: string } | null
}

interface CurvedPoint {
  name: string
  place: string
  w: Pair
  eigenvalues: (number | null)[]
  eigenvectors: (number | null)[][]
  words: Record<"kind" | "eigenvalues" | "condition" | "descent_bound" | "run_bound", string>
}

interface Stability {
  sharpness: Float64Array
  bound: Float64Array | null
  crossing: number | null
  words: string[]
}

interface RaceFact extends Partial<Race> {
  progress: number | null
  conditions?: Comparison
}

interface Race {
  rows: RaceRow[]
  course: Partial<RunSettings>
  words: string
  places: string
}

type RunSettings = Pick<SaidExperiment, (typeof import("../../static/experiment.js").RUN_SETTINGS)[number]>

interface RaceRow {
  place: number
  title: string
  run: OfRun | null
  values: string
  good: number
  runs: number
  steps: number
  error: number | null
  judged: string
  close: number | null
  remark: string
}

// A race over conditions (app/words/condition_words.py).
interface Comparison {
  columns: Record<"schedule" | "noise" | "budget", string | number>[]
  rows: { method: string; title: string; cells: { order: number; place: number; words: string }[] }[]
  words: string[]
  course: RunSettings
}

// What is drawn.

type Frame = { width: number; height: number; letters?: number } // in pixels; the least size of letters
type Segment = number[] // x0, y0, x1, y1 in pixels
type Kind = "gradient" | "full" | "moment" | "update"
type TraceName = "error" | "m" | "s"
type TraceHead = { shown: boolean; symbol: string; words: string; pinned?: boolean }
type Limits = Contract["limits"]

// A line over the plane.
interface Line {
  w1: Numbers
  w2: Numbers
}

// A pinned run, with its number and its colour's place.
interface Pin {
  run: ShownRun
  number: number
  covered?: boolean
  named?: boolean // its name stands beside its path
}

// E over a view.
interface Samples extends Grid<Float64Array> {
  view: Box
}

interface GroundFact {
  code: Ground | null
  let: Values
  data?: DataTable | null // with which the minima are known
  table?: Table | null // as E sees it
  minima: Pair[]
  samples?: Samples
}

type GroundScale = { low: number; high: number; power: number }
type Levels = { most: number; levels: { share: number; error: number }[] }
type ContourLine = { w1: Float64Array; w2: Float64Array; error: number; tone: number }

interface DrawnSamples extends Samples {
  scale: GroundScale & Levels
  lines: ContourLine[]
  ground: GroundFact
}

// The label of a contour line (static/draw/labels.js).
interface Label {
  w1: number
  w2: number
  word: string
  angle: number
  tone: number
  line: number
  at: number
  x: number
  y: number
  half: number
  high: number
}

// What the heights of the relief stand for; see static/relief/heights.js.
interface Heights {
  kind: string
  low: number
  high: number
  has_holes?: boolean
}

// Bokeh's view of a figure: where it lies and what it shows.
interface Plot {
  model: any
  frame: { bbox: BBox; x_scale: Scale; y_scale: Scale }
  bbox: BBox
  is_displayed: boolean
  repainted: { connect(act: () => void): void }
  el: HTMLElement
}

type BBox = Record<"left" | "right" | "top" | "bottom" | "width" | "height", number>
type Scale = { compute(value: number): number; invert(pixel: number): number }
type Place = { clientX: number; clientY: number } // of a pointer

// The words below a picture (static/draw/caption.js): an entry is made of texts and swatches.
type Swatch = { colours: string[]; width: number; height?: number; number: string; ink: string }
type CaptionEntry = { tokens: ({ text: string } | Swatch)[]; begins?: boolean }
type AtPlot = { view: Plot; x: number; y: number } // a place in a figure, in its pixels
type Camera = Pair // azimuth and elevation, in degrees

// No fact is described that nobody says any more.
type None<T extends never> = T
type Forgotten = None<Exclude<keyof Facts, Topic>>

// The model's instructions (app/words/contents.py).
interface ModelCode extends Program {
  code: number[]
  weights: number[]
  results: number[]
  parameters: Record<string, number>
  columns: Record<string, number>
}

// What a site has without a server (app/saved/catalogue.py, site.py).

interface Catalogue {
  default: SaidExperiment
  first: SaidExperiment
  settings: SettingFact[]
  functions: Standing[]
  lessons: Record<string, { link: string; question: string; told: OpenLesson; awaited: OpenLesson }>
  none: OpenLesson // while no lesson is open
  typed_rules: Record<string, RuleFact>
  rules: Record<string, RuleFact>
  schedules: Record<string, ScheduleFact>
  steady: OfSchedule
  contract: Contract
}

// A function whose instructions and words are known.
interface Standing {
  text: string
  data: DataTable | null
  start: Pair
  view: Box
  facts: Pick<
    Facts,
    | "formulas"
    | "notes"
    | "surface"
    | "parameters"
    | "batch_rows"
    | "code"
    | "ground"
    | "model"
    | "suggested"
  >
}

// A field of the experiment as a link has it (app/settings.py).
interface SettingFact {
  name: string
  part: string
  form: [form: string, ...limits: any[]]
  nothing: any
  in_lessons: boolean
  advice: string
}
