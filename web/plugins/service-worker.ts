import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import type { Plugin } from 'vite'
import { folder } from './reference.ts'

/** Tells the service worker which files make up the pages, and a version that changes whenever one of them does. */
export function serviceWorker(): Plugin {
  return {
    name: 'marketprep-service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const built = Object.keys(bundle).filter((f) => f.startsWith('assets/') && !f.startsWith(folder) && !f.endsWith('.woff'))
      const icons = readdirSync('public/icons').map((f) => `icons/${f}`)
      const files = [...built, ...icons, 'manifest.webmanifest'].map((f) => `/${f}`).sort()
      const worker = bundle['sw.js']
      if (worker?.type !== 'chunk') throw new Error('there is no sw.js')
      if (worker.imports.length > 0) throw new Error(`sw.js must stand alone, it imports ${worker.imports.join(', ')}`)
      const page = bundle['index.html']
      const hash = createHash('sha256').update(JSON.stringify(files)).update(worker.code)
      if (page?.type === 'asset') hash.update(page.source)
      worker.code = worker.code
        .replace('"__FILES__"', () => JSON.stringify(files))
        .replace('__VERSION__', hash.digest('hex').slice(0, 12))
    },
  }
}
