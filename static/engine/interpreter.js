// Executes instructions: data that say how registers are computed from others. They never become code.
//
// A program has `operations`, the names of those that it uses; `registers`, their number; `constants`, which
// the first registers hold; and its code, in rows of whole numbers. An instruction is three to five of these:
// the index of its operation in `operations`, the register for the result, and the registers of the operands.
//
// The instruction "rows" repeats those behind it for each row of a table, in the order of the rows. Its numbers
// are how many it repeats, the register of the first column (the others follow it), the number of columns, and
// the register that gets the number of rows. What is repeated works on numbers of the row: columns, results, and
// copies of what is the same in all rows. "add" alone may also add to a register of its own, which sums up the
// rows. A program with a table names its columns in `columns`.

import {
  cbrt,
  ceil,
  floor,
  huber,
  hypot,
  logaddexp,
  maximum,
  minimum,
  mod,
  power,
  sigmoid,
  sign,
  softplus,
} from "./functions.js"

export const LONGEST = 20000 // instructions in a program
export const MOST_REGISTERS = 65536
const WIDTH = 5 // numbers in a checked instruction

// Every operation: its name, its number of operands, and its function. Those without a function are the cases
// of `execute`, whose numbers are the indices in this table. True is 1, false is 0.
/** @type {[name: string, operands: number, works?: (a: number, b: number) => number][]} */
export const TABLE = [
  ["copy", 1], // a
  ["add", 2], // a + b
  ["sub", 2], // a − b
  ["mul", 2], // a · b
  ["div", 2], // a / b
  ["neg", 1], // −a
  ["abs", 1], // |a|
  ["sqrt", 1], // √a
  ["lt", 2], // a < b
  ["le", 2], // a ≤ b
  ["gt", 2], // a > b
  ["ge", 2], // a ≥ b
  ["eq", 2], // a = b
  ["ne", 2], // a ≠ b
  ["and", 2], // a ≠ 0 and b ≠ 0
  ["or", 2], // a ≠ 0 or b ≠ 0
  ["where", 3], // b where a ≠ 0, else c
  ["rows", 3], // what follows, for each row
  ["sign", 1, sign],
  ["maximum", 2, maximum],
  ["minimum", 2, minimum],
  ["pow", 2, power],
  ["exp", 1, Math.exp],
  ["log", 1, Math.log],
  ["log2", 1, Math.log2],
  ["log10", 1, Math.log10],
  ["sin", 1, Math.sin],
  ["cos", 1, Math.cos],
  ["tan", 1, Math.tan],
  ["asin", 1, Math.asin],
  ["acos", 1, Math.acos],
  ["atan", 1, Math.atan],
  ["atan2", 2, Math.atan2],
  ["sinh", 1, Math.sinh],
  ["cosh", 1, Math.cosh],
  ["tanh", 1, Math.tanh],
  ["asinh", 1, Math.asinh],
  ["acosh", 1, Math.acosh],
  ["atanh", 1, Math.atanh],
  ["cbrt", 1, cbrt],
  ["hypot", 2, hypot],
  ["floor", 1, floor],
  ["ceil", 1, ceil],
  ["mod", 2, mod],
  ["sigmoid", 1, sigmoid],
  ["softplus", 1, softplus],
  ["logaddexp", 2, logaddexp],
  ["huber", 2, huber],
]
const FUNCTIONS = TABLE.map(([, , works]) => works ?? (() => NaN)) // the others are cases of `execute`
const ADD = 1
const ROWS = 17
const PLACES = new Map(TABLE.map(([name], place) => [name, place]))

// The registers of a program, with its constants in them. Throws an Error if they are invalid.
/** @param {Program} program */
export function registers_of({ registers, constants }) {
  if (!is_place(registers, MOST_REGISTERS + 1))
    throw new Error(`A program has at most ${MOST_REGISTERS} registers.`)
  if (!is_row(constants) || constants.length > registers)
    throw new Error("The constants do not fit in the registers.")
  if (!Array.from(constants).every((value) => typeof value === "number"))
    throw new Error("A constant is no number.")
  const made = new Float64Array(registers)
  made.set(constants)
  return made
}

// A program's code, checked and as `execute` takes it: five numbers per instruction, of which the first is
// the index of its operation in the table. Throws an Error if the code is invalid.
/** @param {number[]} code, @param {Program} program */
export function checked(code, { operations, registers, constants }) {
  if (!is_row(code) || !is_row(operations)) throw new Error("A program has rows of operations and of code.")
  const table_places = Array.from(operations, (name) => {
    const place = PLACES.get(name)
    if (place === undefined) throw new Error(`There is no operation "${name}".`)
    return place
  })
  const made = []
  let repeated = 0 // instructions that are still to be repeated for each row
  /** @type {Set<number>} */
  let of_row = new Set() // registers with numbers of the row
  for (let i = 0; i < code.length; ) {
    const at = `Instruction ${made.length / WIDTH}`
    if (made.length === WIDTH * LONGEST) throw new Error(`A program has at most ${LONGEST} instructions.`)
    if (!is_place(code[i], table_places.length)) throw new Error(`${at} has no operation ${code[i]}.`)
    const place = table_places[code[i]]
    const used = Array.from(code.slice(i + 1, i + 2 + TABLE[place][1]))
    if (used.length < 1 + TABLE[place][1]) throw new Error(`${at} is cut off.`)
    const [length, first, width] = used
    const places = place === ROWS ? [used[3], first, first + width - 1] : used
    const bad = places.find((register) => !is_place(register, registers))
    if (bad !== undefined) throw new Error(`${at} has no register ${bad}.`)
    const changed = place === ROWS ? Math.min(first, used[3]) : used[0]
    if (changed < constants.length) throw new Error(`${at} overwrites a constant.`)
    if (place === ROWS) {
      if (repeated > 0) throw new Error(`${at} goes over rows within rows.`)
      if (!is_place(length - 1, LONGEST) || !is_place(width, registers + 1))
        throw new Error(`${at} has rows of no size.`)
      repeated = length
      of_row = new Set(Array.from({ length: width }, (_, j) => first + j))
    } else if (repeated > 0) {
      repeated -= 1
      const [to, ...operands] = used
      const name = TABLE[place][0]
      const sums = name === "add" && operands[0] === to && !of_row.has(to)
      if (name !== "copy" && !operands.slice(sums ? 1 : 0).every((register) => of_row.has(register)))
        throw new Error(`${at} works on what is no number of the row.`)
      if (!sums) of_row.add(to)
    }
    i += 1 + used.length
    while (used.length < WIDTH - 1) used.push(0) // padding, which is never read
    made.push(place, ...used)
  }
  if (repeated > 0) throw new Error("The instructions to repeat are cut off.")
  return Int32Array.from(made)
}

// The rows of a table over which a program goes, as `execute` takes them; null if it goes over none. `rows`, if
// given, says which, in their order. Throws an Error if the table lacks a column.
/** @param {Program} program, @param {Table | null} table, @param {Int32Array | null} rows @returns {Rows | null} */
export function rows_of({ columns: places }, table, rows = null) {
  if (!places) return null
  if (!table) throw new Error("There is no table.")
  const columns = Object.keys(places).map((name) => {
    const column = table.columns[table.names.indexOf(name)]
    if (!column) throw new Error(`The table has no column ${name}.`)
    return rows ? Float64Array.from(rows, (row) => column[row]) : column
  })
  return { columns, count: columns[0].length }
}

// Checks registers: their number, if `count` is given, and that each is below a limit.
/** @param {number[]} places, @param {number | null} count, @param {number} limit */
export function places_of(places, count, limit) {
  if (!places.every((place) => Number.isInteger(place) && place >= 0 && place < limit)) {
    throw new Error("What goes in or comes out has no register.")
  }
  if (count !== null && places.length !== count)
    throw new Error(`What goes in or comes out takes ${count} registers.`)
  return places
}

// Checked code on other registers: `register` maps each old register to the new one.
/** @param {Int32Array} code, @param {(register: number) => number} register */
export function moved(code, register) {
  const made = code.slice()
  for (let i = 0; i < code.length; i += WIDTH)
    for (const j of code[i] === ROWS ? [2, 4] : [1, 2, 3, 4]) made[i + j] = register(code[i + j])
  return made
}

// Executes checked code on registers `r`; `table` has the rows of a program that goes over them.
/** @param {Int32Array} code, @param {Float64Array} r, @param {Rows | null} table */
export function execute(code, r, table = null) {
  run(code, r, 0, code.length, table)
}

/** @type {WeakMap<Int32Array, Float64Array[]>} */
const LANES = new WeakMap() // code -> by register, its numbers in all rows; the arrays are used again

// Executes what is to be repeated, each instruction for all rows at once, and returns where it ends.
/** @param {Int32Array} code, @param {Float64Array} r, @param {number} i, @param {Rows | null} table */
function repeat(code, r, i, table) {
  if (!table) throw new Error("There is no table.")
  const { columns, count } = table
  const end = i + WIDTH * (1 + code[i + 1])
  const lanes = LANES.get(code) ?? []
  LANES.set(code, lanes)
  for (let j = 0; j < columns.length; j++) lanes[code[i + 2] + j] = columns[j]
  r[code[i + 4]] = count
  for (let at = i + WIDTH; at < end; at += WIDTH) {
    const to = code[at + 1]
    const a = lanes[code[at + 2]]
    const b = lanes[code[at + 3]]
    if (code[at] === ADD && to === code[at + 2]) {
      let sum = r[to]
      for (let k = 0; k < count; k++) sum += b[k]
      r[to] = sum
      continue
    }
    let made = lanes[to]
    if (!(made?.length >= count)) made = lanes[to] = new Float64Array(count)
    switch (code[at]) {
      case 0:
        made.fill(r[code[at + 2]], 0, count)
        break
      case ADD:
        for (let k = 0; k < count; k++) made[k] = a[k] + b[k]
        break
      case 2:
        for (let k = 0; k < count; k++) made[k] = a[k] - b[k]
        break
      case 3:
        for (let k = 0; k < count; k++) made[k] = a[k] * b[k]
        break
      case 4:
        for (let k = 0; k < count; k++) made[k] = a[k] / b[k]
        break
      default:
        each_apart(code, r, at, lanes, made, count)
    }
  }
  return end
}

// Executes an instruction for one row after the other.
/**
 * @param {Int32Array} code @param {Float64Array} r @param {number} at @param {Float64Array[]} lanes
 * @param {Float64Array} made @param {number} count
 */
function each_apart(code, r, at, lanes, made, count) {
  const [, operands, works] = TABLE[code[at]]
  const a = lanes[code[at + 2]]
  const b = operands > 1 ? lanes[code[at + 3]] : a
  if (works) for (let k = 0; k < count; k++) made[k] = works(a[k], b[k])
  else
    for (let k = 0; k < count; k++) {
      for (let j = 2; j < 2 + operands; j++) r[code[at + j]] = lanes[code[at + j]][k]
      run(code, r, at, at + WIDTH, null)
      made[k] = r[code[at + 1]]
    }
}

// Puts the number of rows, and one row after the other, in the registers of an instruction "rows".
/**
 * @param {Int32Array} code @param {Float64Array} r @param {number} i @param {Rows | null} table
 * @param {() => void} work
 */
function each_row(code, r, i, table, work) {
  if (!table) throw new Error("There is no table.")
  const { columns, count } = table
  const first = code[i + 2]
  r[code[i + 4]] = count
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < columns.length; j++) r[first + j] = columns[j][k]
    work()
  }
}

/**
 * @param {Int32Array} code @param {Float64Array} r @param {number} from @param {number} end
 * @param {Rows | null} table
 */
function run(code, r, from, end, table) {
  for (let i = from; i < end; i += WIDTH) {
    const to = code[i + 1]
    const a = r[code[i + 2]]
    const b = r[code[i + 3]]
    switch (code[i]) {
      case 0:
        r[to] = a
        break
      case 1:
        r[to] = a + b
        break
      case 2:
        r[to] = a - b
        break
      case 3:
        r[to] = a * b
        break
      case 4:
        r[to] = a / b
        break
      case 5:
        r[to] = -a
        break
      case 6:
        r[to] = Math.abs(a)
        break
      case 7:
        r[to] = Math.sqrt(a)
        break
      case 8:
        r[to] = a < b ? 1 : 0
        break
      case 9:
        r[to] = a <= b ? 1 : 0
        break
      case 10:
        r[to] = a > b ? 1 : 0
        break
      case 11:
        r[to] = a >= b ? 1 : 0
        break
      case 12:
        r[to] = a === b ? 1 : 0
        break
      case 13:
        r[to] = a !== b ? 1 : 0
        break
      case 14:
        r[to] = a !== 0 && b !== 0 ? 1 : 0
        break
      case 15:
        r[to] = a !== 0 || b !== 0 ? 1 : 0
        break
      case 16:
        r[to] = a !== 0 ? b : r[code[i + 4]]
        break
      case ROWS:
        i = repeat(code, r, i, table) - WIDTH
        break
      default:
        r[to] = FUNCTIONS[code[i]](a, b)
    }
  }
}

// Executes checked code on registers `r`, and returns the registers whose number is too large for floating
// point, or depends on one that was. The infinity at a pole, such as 1/0, is not too large, unless that 0
// stands for a number that was too small.
/** @param {Int32Array} code, @param {Float64Array} r, @param {Rows | null} table */
export function overflowing(code, r, table = null) {
  /** @type {Set<number>} */
  const large = new Set()
  /** @type {Set<number>} */
  const small = new Set()
  look(0, code.length)
  return large

  /** @param {number} from, @param {number} end */
  function look(from, end) {
    for (let i = from; i < end; i += WIDTH) {
      if (code[i] !== ROWS) judge(i)
      else {
        const begin = i + WIDTH
        i += WIDTH * code[i + 1]
        each_row(code, r, begin - WIDTH, table, () => look(begin, i + WIDTH))
      }
    }
  }

  /** @param {number} i */
  function judge(i) {
    const to = code[i + 1]
    const [name, operands] = TABLE[code[i]]
    const used = [...code.subarray(i + 2, i + 2 + operands)]
    const values = used.map((register) => r[register])
    execute(code.subarray(i, i + WIDTH), r)
    const is_small = used.some((register) => small.has(register))
    const grows = Math.abs(r[to]) === Infinity && values.every(Number.isFinite)
    const is_pole = !is_small && POLES[name]?.(values)
    const is_large = used.some((register) => large.has(register)) || (grows && !is_pole)
    const shrinks = r[to] === 0 && (is_small || (SHRINKING.includes(name) && !values.includes(0)))
    if (is_large) large.add(to)
    else large.delete(to) // it may have been in the row before
    if (shrinks) small.add(to)
    else small.delete(to)
  }
}

const SHRINKING = ["mul", "div", "pow", "exp"] // operations whose result may be too small: 0 instead

// Operations that have poles: whether operands are at one.
/** @type {Record<string, (operands: number[]) => boolean>} */
const POLES = {
  div: ([, b]) => b === 0,
  pow: ([a]) => a === 0,
  log: () => true,
  log2: () => true,
  log10: () => true,
  atanh: () => true,
}

// Whether a value is an array or a typed array.
/** @param {unknown} value, @returns {value is any[]} */
function is_row(value) {
  return Array.isArray(value) || ArrayBuffer.isView(value)
}

// Whether a value is one of the whole numbers 0, 1, ... below a limit.
/** @param {unknown} value, @param {number} limit, @returns {value is number} */
function is_place(value, limit) {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < limit
}
