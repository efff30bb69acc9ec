// Keeps the pages themselves, so that they open without a network. Data is not kept
// here but by shared/offline, which knows whose it is.
const worker = self as unknown as ServiceWorkerGlobalScope

const version = '__VERSION__'
const files = '__FILES__' as unknown as string[]
const cacheName = `pages-${version}`

// Paths that are answered by the API or by documents, never by the page.
const notPages = /^\/(api|health|webhooks|notifications|calendars|docs|redoc)(\/|$)|^\/openapi\.json$/

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(['/', ...files])))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  )
})

// The page asks for the change to a new version when nobody is in the middle of something.
worker.addEventListener('message', (event) => {
  if (event.data === 'change') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== worker.location.origin || notPages.test(url.pathname)) return
  if (event.request.mode === 'navigate') event.respondWith(kept('/', event.request))
  else if (files.includes(url.pathname)) event.respondWith(kept(url.pathname, event.request))
})

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName)
  return (await cache.match(path)) ?? fetch(request)
}


