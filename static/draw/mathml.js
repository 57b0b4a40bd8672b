// LaTeX -> MathML, for the LaTeX that this project writes: for E (surfaces/printing.py), for rules
// (app/words/equations.py) and for the arithmetic of a step (panels/step.js).
//
// A tree is [tag, attributes, ...children], and a child is a tree or a text.

/** @typedef {[tag: string, attributes: Record<string, string>, ...children: (Tree | string)[]]} Tree */

const TOKEN = /\\[a-zA-Z]+|\\.|\s+|\d+(?:\.\d+)?|[^\\]/gu
/** @type {Record<string, string>} */
const LETTERS = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ϵ",
  varepsilon: "ε",
  zeta: "ζ",
  eta: "η",
  theta: "θ",
  iota: "ι",
  kappa: "κ",
  lambda: "λ",
  mu: "μ",
  nu: "ν",
  xi: "ξ",
  omicron: "ο",
  pi: "π",
  rho: "ρ",
  sigma: "σ",
  tau: "τ",
  upsilon: "υ",
  phi: "ϕ",
  varphi: "φ",
  chi: "χ",
  psi: "ψ",
  omega: "ω",
  Gamma: "Γ",
  Delta: "Δ",
  Theta: "Θ",
  Lambda: "Λ",
  Xi: "Ξ",
  Pi: "Π",
  Sigma: "Σ",
  Upsilon: "Υ",
  Phi: "Φ",
  Psi: "Ψ",
  Omega: "Ω",
  infty: "∞",
  partial: "∂",
  nabla: "∇",
  dots: "…",
  ldots: "…",
}
const UPRIGHT = "∞∂∇…" // the upright ones
/** @type {Record<string, string>} */
const SIGNS = {
  cdot: "⋅",
  cdots: "⋯",
  times: "×",
  pm: "±",
  to: "→",
  sum: "∑",
  prod: "∏",
  lVert: "‖",
  rVert: "‖",
  approx: "≈",
  leq: "≤",
  geq: "≥",
  neq: "≠",
  lfloor: "⌊",
  rfloor: "⌋",
  lceil: "⌈",
  rceil: "⌉",
}
const FUNCTIONS = [
  "sin",
  "cos",
  "tan",
  "arcsin",
  "arccos",
  "arctan",
  "sinh",
  "cosh",
  "tanh",
  "ln",
  "log",
  "exp",
  "min",
  "max",
]
const SIGN = /^[+-]$/
/** @type {Record<string, string>} */
const SPACES = { ",": "0.17em", " ": "0.25em", ":": "0.22em", ";": "0.28em", "!": "-0.17em", quad: "1em" }
const LARGE = "∑∏" // with limits below and above in displayed formulas
/** @type {Record<string, [open: string, close: string]>} */
const ENVIRONMENTS = {
  cases: ["{", ""],
  matrix: ["", ""],
  pmatrix: ["(", ")"],
  bmatrix: ["[", "]"],
  vmatrix: ["|", "|"],
}
/** @type {Record<string, string>} */
const ACCENTS = { hat: "ˆ", tilde: "˜", bar: "¯", dot: "˙" }
const TALL = ["mfrac", "msqrt", "mroot", "mtable", "munder", "munderover"]

// The tree of a formula. Throws an Error for LaTeX that this project does not write.
/** @param {string} tex @param {{ display: boolean }} options @returns {Tree} */
export function mathml(tex, { display }) {
  /** @type {string[]} */
  const tokens = tex.match(TOKEN) ?? []
  let at = 0
  let has_limits = false // of a sum, below and above it

  function next() {
    skip()
    return tokens[at++]
  }

  function skip() {
    while (tokens[at] !== undefined && !tokens[at].trim()) at += 1
  }

  // Everything up to the first token for which `ends` holds, which is also consumed.
  /** @param {(token: string) => boolean} ends */
  function row(ends) {
    /** @type {Tree[]} */
    const list = []
    for (let token = next(); !ends(token); token = next()) {
      if (token === undefined) throw new Error(`The formula ${tex} ends too early.`)
      if (token === "_" || token === "^") list.push(script(list.pop() ?? ["mrow", {}], token))
      else if (SIGN.test(token) && !ends_a_term(list.at(-1)))
        list.push(["mo", { form: "prefix" }, token.replace("-", "−")])
      else {
        const node = one(token)
        if (is_name(node) && ends_a_term(list.at(-1))) list.push(["mspace", { width: SPACES[","] }])
        list.push(node)
      }
    }
    return list
  }

  /** @param {Tree} base @param {string} token @returns {Tree} */
  function script(base, token) {
    const [tag, , inner, below] = base
    const more = argument()
    if (tag === "mo" && LARGE.includes(String(inner)))
      return [token === "^" ? "mover" : "munder", {}, base, more]
    if (token === "^" && tag === "munder") {
      has_limits = true
      return ["munderover", {}, inner, below, more]
    }
    if (token === "^" && tag === "msub") return ["msubsup", {}, inner, below, more]
    if (token === "_" && tag === "msup") return ["msubsup", {}, inner, more, below]
    return [token === "^" ? "msup" : "msub", {}, base, more]
  }

  // A command's argument: a group, or one sign.
  function argument() {
    return one(next())
  }

  // A sign alone in a group has no space around it.
  /** @returns {Tree} */
  function group() {
    const list = row((token) => token === "}")
    const [node] = list
    const is_sign = list.length === 1 && node[0] === "mo"
    return is_sign ? ["mo", { lspace: "0", rspace: "0" }, node[2]] : joined(list)
  }

  // The letters in braces, unchanged.
  function words() {
    if (next() !== "{") throw new Error(`A command of ${tex} lacks its words.`)
    const end = tokens.indexOf("}", at)
    const text = tokens.slice(at, end).join("").replaceAll(/\\(.)/g, "$1")
    at = end + 1
    return text
  }

  /** @param {string} token @returns {Tree} */
  function one(token) {
    if (token === "{") return group()
    if (/^\d/.test(token)) return ["mn", {}, token]
    if (/^\p{L}$/u.test(token)) return ["mi", {}, token]
    if (token?.[0] === "\\") return command(token.slice(1))
    if (token === "/") return ["mo", { lspace: "0", rspace: "0" }, token]
    if (/^[-+=<>,:!']$/.test(token)) return ["mo", {}, token.replace("-", "−")]
    if (/^[()[\]|]$/.test(token)) return ["mo", { stretchy: "false" }, token]
    throw new Error(`The formula ${tex} has a sign that is not set: ${token}`)
  }

  /** @param {string} name @returns {Tree} */
  function command(name) {
    if (name in LETTERS)
      return ["mi", UPRIGHT.includes(LETTERS[name]) ? { mathvariant: "normal" } : {}, LETTERS[name]]
    if (name in SIGNS) return ["mo", {}, SIGNS[name]]
    if (name in SPACES) return ["mspace", { width: SPACES[name] }]
    if (FUNCTIONS.includes(name)) return ["mi", { mathvariant: "normal" }, name]
    if (name === "operatorname" || name === "mathrm") return ["mi", { mathvariant: "normal" }, words()]
    if (name === "text") return ["mtext", {}, words().replace(/^ | $/g, "\u00a0")]
    if (name === "bmod") return ["mo", { lspace: "0.22em", rspace: "0.22em" }, "mod"]
    if (name in ACCENTS)
      return ["mover", { accent: "true" }, argument(), ["mo", { stretchy: "false" }, ACCENTS[name]]]
    if (name === "frac") return ["mfrac", {}, argument(), argument()]
    if (name === "sqrt") return root()
    if (name === "left") return fenced()
    if (name === "begin") return table()
    throw new Error(`The formula ${tex} has a command that is not set: ${name}`)
  }

  /** @returns {Tree} */
  function root() {
    skip()
    if (tokens[at] !== "[") return ["msqrt", {}, argument()]
    at += 1
    const degree = joined(row((token) => token === "]"))
    return ["mroot", {}, argument(), degree]
  }

  function bracket() {
    const token = next()
    return token[0] === "\\" ? SIGNS[token.slice(1)] : token
  }

  /** @returns {Tree} */
  function fenced() {
    const open = bracket()
    const list = row((token) => token === "\\right")
    const stretches = list.some(is_tall)
    return ["mrow", {}, fence("prefix", open, stretches), ...list, fence("postfix", bracket(), stretches)]
  }

  /** @returns {Tree} */
  function table() {
    const brackets = ENVIRONMENTS[words()]
    if (!brackets) throw new Error(`The formula ${tex} has an environment that is not set.`)
    /** @type {Tree[][]} */
    const rows = [[]]
    for (let end = ""; end !== "\\end"; ) {
      const cell = row((token) => {
        end = token
        return ["&", "\\\\", "\\end"].includes(token)
      })
      rows[rows.length - 1].push(["mtd", {}, ...cell])
      if (end === "\\\\") rows.push([])
    }
    words()
    const [open, close] = brackets
    return [
      "mrow",
      {},
      ...(open ? [fence("prefix", open)] : []),
      ["mtable", {}, ...rows.map(/** @returns {Tree} */ (cells) => ["mtr", {}, ...cells])],
      ...(close ? [fence("postfix", close)] : []),
    ]
  }

  const content = row((token) => token === undefined)
  /** @type {Record<string, string>} */
  const attributes = { displaystyle: String(display) }
  if (has_limits) attributes.class = "with-limits"
  return ["math", attributes, ...content]
}

// A bracket, stretched to what it encloses if that is tall.
/** @param {string} form @param {string} sign @returns {Tree} */
function fence(form, sign, stretches = true) {
  return ["mo", { fence: "true", form, stretchy: String(stretches), lspace: "0", rspace: "0" }, sign]
}

// Whether a node is higher than a line of letters.
/** @param {Tree} node @returns {boolean} */
function is_tall([tag, , ...children]) {
  return TALL.includes(tag) || children.some((child) => typeof child !== "string" && is_tall(child))
}

// Whether a node is a word, such as that of a function.
/** @param {Tree} node */
function is_name([tag, , text]) {
  return tag === "mi" && text.length > 1
}

// Whether a sign after a node joins two terms; otherwise it belongs to the number after it.
/** @param {Tree | undefined} node */
function ends_a_term(node) {
  return node !== undefined && (node[0] !== "mo" || /[)\]|]/.test(String(node[2])))
}

/** @param {Tree[]} list @returns {Tree} */
function joined(list) {
  return list.length === 1 ? list[0] : ["mrow", {}, ...list]
}
