// What the page's parts tell each other, by topic: events of the document that are called "explorer:" and the topic.
//
// The server says what the parts show; "change" and "ask" go up to it (wire.js), and the rest stays in the page.
// What is the same on all pages, the contract among it, is said before anything else.

const said = new Map()

export function say(topic, detail) {
  said.set(topic, detail)
  document.dispatchEvent(new CustomEvent(`explorer:${topic}`, { detail }))
}

export function hear(topic, act) {
  document.addEventListener(`explorer:${topic}`, ({ detail }) => act(detail))
}

// Hears a topic, beginning with what was said of it last.
export function follow(topic, act) {
  hear(topic, act)
  if (said.has(topic)) act(said.get(topic))
}

// What was said of a topic last.
export function known(topic) {
  return said.get(topic)
}

// Changes settings of the experiment: {values: {eta: 0.1}}, {steps: 100}, ...; only the newest values count.
export function change(settings) {
  say("change", settings)
}

// Asks the server to do something; every ask counts.
export function ask(what, details = {}) {
  say("ask", { ...details, ask: what })
}

// One change that says what two have said, the later one in the last word. Values belong to a method: another method
// leaves those behind that came before it.
export function merged(before, after) {
  const values = { ...(after?.method ? {} : before?.values), ...after?.values }
  return { ...before, ...after, ...(Object.keys(values).length ? { values } : {}) }
}

// Says a thing that went wrong once in the console, for whoever looks for it. The page goes on.
const reported = new Set()

export function report(problem) {
  const text = String(problem)
  if (reported.has(text)) return
  reported.add(text)
  console.warn(text)
}
