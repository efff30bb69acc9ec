import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parse } from 'node:path'
import type { Plugin } from 'vite'

/** Files of the pages about the API: the app loads none of them, and its service worker keeps none. */
export const folder = 'assets/reference/'

const find = createRequire(import.meta.url).resolve
const redocLogo = '"https://cdn.redoc.ly/redoc/logo-mini.svg"'

interface Page {
  title: string
  files: string[] // scripts and styles of a package, as they come
}
const pages: Record<string, Page> = {
  docs: { title: 'MarketPrep: try the API', files: ['swagger-ui-dist/swagger-ui.css', 'swagger-ui-dist/swagger-ui-bundle.js'] },
  redoc: { title: 'MarketPrep: read about the API', files: ['redoc/bundles/redoc.standalone.js'] },
}

/** Adds /openapi.json, /docs (Swagger UI) and /redoc, all from files of our own. */
export function reference(): Plugin {
  return {
    name: 'marketprep-reference',
    apply: 'build',
    generateBundle(_, bundle) {
      const emit = (fileName: string, source: string) => {
        this.emitFile({ type: 'asset', fileName, source })
        return `/${fileName}`
      }
      emit('openapi.json', readFileSync('../docs/openapi.json', 'utf8'))
      const style = readFileSync('src/reference/reference.css', 'utf8')
      const ours = emit(hashed('reference.css', style), style)
      for (const [name, page] of Object.entries(pages)) {
        const theirs = page.files.map((file) => {
          const source = text(file)
          if (file.endsWith('.js')) emit(hashed(`${parse(file).base}.LICENSE.txt`, source), readFileSync(find(`${file}.LICENSE.txt`), 'utf8'))
          return emit(hashed(parse(file).base, source), source)
        })
        const start = Object.keys(bundle).find((f) => f.startsWith(`${folder}${name}-`))
        if (!start) throw new Error(`there is no script for /${name}`)
        emit(`${name}/index.html`, html(name, page.title, [...theirs.filter((f) => f.endsWith('.css')), ours], theirs.filter((f) => f.endsWith('.js')), `/${start}`))
      }
    },
  }
}

// A file of a package, without what would ask another host or for what we do not serve.
function text(file: string): string {
  let source = readFileSync(find(file), 'utf8').replace(/\n\/[/*]# sourceMappingURL=.*$/, '')
  if (file.startsWith('redoc/')) {
    if (source.split(redocLogo).length !== 2) throw new Error('redoc draws its logo in another way: see that it asks no other host')
    source = source.replace(redocLogo, '"data:,"')
  }
  return source
}

function hashed(base: string, source: string): string {
  const { name, ext } = parse(base)
  return `${folder}${name}-${createHash('sha256').update(source).digest('hex').slice(0, 8)}${ext}`
}

function html(name: string, title: string, styles: string[], scripts: string[], start: string): string {
  const links = [['/', 'MarketPrep'], ['/docs', 'Try it'], ['/redoc', 'Read it'], ['/openapi.json', 'openapi.json']] as const
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="/icons/icon.svg" type="image/svg+xml" />
${styles.map((f) => `    <link rel="stylesheet" href="${f}" />\n`).join('')}${scripts.map((f) => `    <script defer src="${f}"></script>\n`).join('')}    <script type="module" src="${start}"></script>
  </head>
  <body>
    <nav class="to" aria-label="About the API">
${links.map(([to, label]) => `      <a href="${to}"${to === `/${name}` ? ' aria-current="page"' : ''}>${label}</a>\n`).join('')}    </nav>
    <main id="reference"></main>
    <noscript>This page needs JavaScript. What it shows is in /openapi.json.</noscript>
  </body>
</html>
`
}
