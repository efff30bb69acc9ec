// What a phone loads of scripts before the first view stands, compressed: the page's
// own, its language, and the screen; for who is signed in and for who is not.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const budget = 90 // kB, gzip
const views = {
  'next market': ['index.html', 'src/features/next-market/next-market-page.tsx', 'src/shared/messages/de.json?first'],
  'sign in': ['index.html', 'src/features/account/sign-in.tsx', 'src/shared/messages/de.json?first'],
}

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length

function chunks(key, found = new Map()) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`the build has no ${key}`)
  if (!found.has(chunk.file)) {
    found.set(chunk.file, size(chunk.file))
    for (const next of chunk.imports ?? []) chunks(next, found)
  }
  return found
}

let over = false
for (const [view, keys] of Object.entries(views)) {
  const found = new Map()
  for (const key of keys) chunks(key, found)
  const kilobytes = [...found.values()].reduce((sum, n) => sum + n, 0) / 1000
  console.log(`${view}: ${kilobytes.toFixed(1)} kB of scripts, budget ${budget} kB: ${kilobytes <= budget ? 'ok' : 'OVER'}`)
  over ||= kilobytes > budget
}
process.exit(over ? 1 : 0)
