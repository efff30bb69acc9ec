import locales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { messages } from './plugins/messages.ts'
import { folder, reference } from './plugins/reference.ts'
import { serviceWorker } from './plugins/service-worker.ts'

// Where `make dev` answers: `npm run dev` hands on to it what is not a page.
const system = process.env.MARKETPREP ?? 'http://127.0.0.1:8080'

const base = /node_modules\/(react|react-dom|scheduler|use-sync-external-store|wouter|regexparam|@tanstack|idb-keyval)\/|src\/(app\/(?!more|not-found|main)|shared\/(session|offline\/(?!deliver)|format\/(format|days)|api\/(?!requests\/import)|ui\/(boundary|state|icons|title|dialog)))|src\/shared\/messages\/.*\.ts$/

export default defineConfig({
  plugins: [react(), { ...locales.vite({ locales: ['en-US', 'es-ES', 'de-DE'] }), enforce: 'pre' }, messages(), reference(), serviceWorker()],
  build: {
    target: ['chrome111', 'safari16.4', 'firefox115'],
    manifest: true,
    assetsInlineLimit: 0, // the policy of the page allows no data: addresses
    modulePreload: { polyfill: false },
    minify: 'terser', // 3 kB less on the first view than the built-in one
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3, unsafe_arrows: true } },
    rollupOptions: {
      checks: { pluginTimings: false },
      input: { app: 'index.html', sw: 'src/worker/sw.ts', docs: 'src/reference/docs.ts', redoc: 'src/reference/redoc.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : `${/^(docs|redoc)$/.test(chunk.name) ? folder : 'assets/'}[name]-[hash].js`),
        // One file of what every page needs: it is smaller than the sum of twenty, and comes in one go.
        codeSplitting: { groups: [{ name: 'base', test: base }] },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/health', '/webhooks', '/notifications', '/calendars', '/docs', '/redoc', '/openapi.json', '/assets/reference'].map((path) => [path, { target: system }])),
  },
})
