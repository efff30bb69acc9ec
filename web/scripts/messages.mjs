// Every language says everything, with the same values, and nothing that no page asks for.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, TYPE } from '@formatjs/icu-messageformat-parser'

const root = new URL('..', import.meta.url).pathname
const read = (language) => JSON.parse(readFileSync(join(root, `src/shared/messages/${language}.json`), 'utf8'))
const english = read('en')
const wrong = []

function values(elements, found = new Set()) {
  for (const e of elements) {
    if (e.type !== TYPE.literal && e.type !== TYPE.pound) found.add(e.value)
    for (const option of Object.values(e.options ?? {})) values(option.value, found)
  }
  return found
}
const of = (text) => [...values(parse(text, { ignoreTag: true }))].sort().join()

for (const language of ['es', 'de']) {
  const texts = read(language)
  for (const key of Object.keys({ ...english, ...texts })) {
    if (!(key in texts)) wrong.push(`${language} lacks ${key}`)
    else if (!(key in english)) wrong.push(`${language} has ${key}, en has not`)
    else if (of(texts[key]) !== of(english[key])) wrong.push(`${language}: ${key} takes {${of(texts[key])}}, in en {${of(english[key])}}`)
  }
}

const source = readdirSync(join(root, 'src'), { recursive: true })
  .filter((f) => /\.tsx?$/.test(f))
  .map((f) => readFileSync(join(root, 'src', f), 'utf8'))
  .join('\n')
for (const key of Object.keys(english)) {
  const made = key.replace(/[^.]+$/, '${')
  if (!source.includes(`'${key}'`) && !source.includes('`' + made)) wrong.push(`nobody says ${key}`)
}

for (const line of wrong) console.error(line)
process.exit(wrong.length > 0 ? 1 : 0)
