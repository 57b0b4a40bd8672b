// What the page's parts tell each other, by topic: events of the document whose name is "explorer:" and the
// topic.
//
// The server says what the parts show; "change" and "ask" go up to it (wire.js), and the rest stays in the
// page. What all pages share, such as the contract, is said before anything else.

const said = new Map()

/** @param {Topic} topic @param {any} [detail] */
export function say(topic, detail) {
  said.set(topic, detail)
  document.dispatchEvent(new CustomEvent(`explorer:${topic}`, { detail }))
}

/** @template {Topic} T @param {T} topic @param {(detail: Facts[T]) => void} act */
export function hear(topic, act) {
  document.addEventListener(`explorer:${topic}`, (/** @type {any} */ { detail }) => act(detail))
}

// Hears a topic, beginning with what was last said of it.
/** @template {Topic} T @param {T} topic @param {(detail: Facts[T]) => void} act */
export function follow(topic, act) {
  hear(topic, act)
  if (said.has(topic)) act(said.get(topic))
}

// What was last said of a topic.
/** @template {Topic} T @param {T} topic @returns {Facts[T]} */
export function known(topic) {
  return said.get(topic)
}

// Changes settings of the experiment: {values: {eta: 0.1}}, {steps: 100}, ...; only the newest values count.
/** @param {Change} settings */
export function change(settings) {
  say("change", settings)
}

// Hides what is named if it is shown, and shows it if it is hidden: arrows of a kind, or a component of a
// moment.
/** @param {Hideable} name */
export function toggle_hidden(name) {
  const { hidden } = known("experiment")
  change({
    hidden: hidden.includes(name)
      ? hidden.filter((/** @type {string} */ each) => each !== name)
      : [...hidden, name],
  })
}

// Asks the server to do something; every ask counts.
/** @param {Ask} what */
export function ask(what, details = {}) {
  say("ask", { ...details, ask: what })
}

// Merges two changes; the later one wins. Values belong to a method, and a method and a schedule to a lineup,
// so a later change of the one drops earlier changes of the other. A method beside a lineup was chosen after
// it.
/** @param {any} before @param {any} after */
export function merged(before, after) {
  const kept = { ...before }
  const news = { ...after }
  const active = kept.method ?? kept.lineup?.[0].method
  if (!news.lineup && news.method === active) delete news.method // it is not chosen anew
  if (news.lineup) delete kept.method
  if (news.lineup || news.method) delete kept.values
  if (news.lineup) delete kept.schedule
  const values = { ...kept.values, ...news.values }
  return { ...kept, ...news, ...(Object.keys(values).length ? { values } : {}) }
}

// Reports a problem in the console, once. The page goes on.
const reported = new Set()

/** @param {any} problem */
export function report(problem) {
  const text = String(problem)
  if (reported.has(text)) return
  reported.add(text)
  console.warn(text)
}
