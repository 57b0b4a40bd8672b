// Opens the page when its server is not reached, with a page that needs none (app/saved/offline.py): answers
// navigations to the page, from the network as long as that answers, and the files of the page that it keeps. All
// else passes by.

const worker = /** @type {any} */ (self)
const { page, files } = worker.kept
const { scope } = worker.registration // the address of the page
const OURS = `trajectory-explorer ${scope} ` // how the names of our caches begin; others may share the host
const NAME = OURS + location.pathname // another version is another file
const FOLDER = new URL("kept/", location.href)

// Chromium knows such routes, and does not ask this script about any other request.
const ROUTES = [
  { condition: { requestMode: "navigate" }, source: "fetch-event" },
  { condition: { urlPattern: { pathname: `${FOLDER.pathname}*` } }, source: "fetch-event" },
  { condition: { urlPattern: { pathname: "*" } }, source: "network" },
]

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.addRoutes?.(ROUTES)
  event.waitUntil(keep())
})

async function keep() {
  const cache = await caches.open(NAME)
  await cache.addAll(files)
  await worker.skipWaiting()
}

worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(begin()))

async function begin() {
  for (const name of await caches.keys())
    if (name.startsWith(OURS) && name !== NAME) await caches.delete(name)
  // With this a navigation need not wait for this script to start; Firefox fails if the network does.
  if (worker.InstallEvent?.prototype.addRoutes) await worker.registration.navigationPreload.enable()
}

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { url, mode, destination } = event.request
  const { pathname, searchParams } = new URL(url)
  const is_page = pathname === new URL(scope).pathname && !searchParams.has("embed")
  if (mode === "navigate" && destination === "document" && is_page) event.respondWith(opened(event))
  else if (url.startsWith(FOLDER.href)) event.respondWith(kept(url.slice(FOLDER.href.length)))
})

/** @param {any} event */
async function opened(event) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request))
    if (!is_of_proxy(answer)) return answer
  } catch {}
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } })
}

// Whether a proxy answers, because it does not reach the server. The server's own pages, such as the one that says that
// it is full, carry its policy.
/** @param {Response} answer */
const is_of_proxy = ({ status, headers }) =>
  [502, 503, 504].includes(status) && !headers.has("content-security-policy")

// A new response, since what a sheet names is found beside the address of its response.
/** @param {string} file */
async function kept(file) {
  const found = (await caches.match(file, { cacheName: NAME })) ?? (await fetch(file))
  return new Response(found.body, found)
}
