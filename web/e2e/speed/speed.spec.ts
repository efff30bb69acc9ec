import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, test, type Page } from '@playwright/test'
import { demo, kept, salesFile, signIn, signUp } from '../vendor.ts'
import type { Figure } from './table.ts'

// A phone of the middle class on 4G, as Lighthouse has it: four times slower than
// this machine, 1.6 Mbit/s down, 0.75 up, 150 ms there and back.
async function onThePhone(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 })
}

const note = (figure: Figure) => test.info().annotations.push({ type: 'figure', description: JSON.stringify(figure) })

// Taps the first product as soon as it is there, and notes when the page shows why its
// number is what it is: milliseconds from the start of the navigation, by the page's clock.
function tapper(): void {
  const look = () => {
    const item = document.querySelector<HTMLElement>('.item')
    if (item?.querySelector('.details')) {
      requestAnimationFrame(() => Object.assign(globalThis, { answered: performance.now() }))
      return
    }
    if (item && !item.querySelector('details[open]')) item.querySelector('summary')?.click()
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

async function untilItAnswers(page: Page, go: () => Promise<unknown>): Promise<number> {
  await go()
  const answered = await page.waitForFunction(() => (globalThis as { answered?: number }).answered)
  return (await answered.jsonValue()) ?? NaN
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

test('how soon the list answers', async ({ browser }) => {
  const cold: number[] = []
  const again: number[] = []
  for (let i = 0; i < 3; i++) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await signIn(page)
    await page.locator('.item').first().waitFor()
    // Signed in, and nothing of the pages kept: neither in the cache nor by the worker.
    const cookies = await context.cookies()
    const who = await page.evaluate(() => localStorage.getItem('marketprep.who') ?? '')
    await context.close()
    const fresh = await browser.newContext()
    await fresh.addCookies(cookies)
    await fresh.addInitScript((w) => localStorage.setItem('marketprep.who', w), who)
    const phone = await fresh.newPage()
    await phone.addInitScript(tapper)
    await onThePhone(phone)
    cold.push(await untilItAnswers(phone, () => phone.goto('/')))
    await kept(phone)
    await phone.waitForTimeout(500) // what was seen is kept on the device
    again.push(await untilItAnswers(phone, () => phone.reload({ waitUntil: 'commit' })))
    await fresh.close()
  }
  note({ what: 'slow 4G, a quarter of the speed: list answers, cold', value: median(cold) / 1000, budget: 3, unit: 's' })
  note({ what: 'slow 4G, a quarter of the speed: list answers, again', value: median(again) / 1000, budget: 1, unit: 's' })
})

test('how smoothly 200 products scroll', async ({ page }) => {
  await signUp(page, 'Two Hundred')
  await page.locator('input[type=file]').setInputFiles({ name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(salesFile('Long Square', 8, 200)) })
  await expect(page.getByText(/sales taken in/)).toBeVisible()
  await page.getByRole('button', { name: 'Make it' }).click()
  await expect(page.locator('.item')).toHaveCount(200)
  const frames = await page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const took: number[] = []
        const end = document.documentElement.scrollHeight - innerHeight
        let last = performance.now()
        const step = (now: number) => {
          took.push(now - last)
          last = now
          if (scrollY >= end - 1 || took.length > 1000) {
            done(took.slice(2))
            return
          }
          scrollBy(0, 40) // a quick thumb: 2,400 px a second
          requestAnimationFrame(step)
        }
        requestAnimationFrame(step)
      }),
  )
  note({ what: `200 products: frames a second while scrolling (${frames.length} frames)`, value: 1000 / (frames.reduce((sum, f) => sum + f, 0) / frames.length), budget: 58, unit: 'fps', atLeast: true })
  note({ what: '200 products: frames that took longer than 20 ms', value: (100 * frames.filter((f) => f > 20).length) / frames.length, budget: 5, unit: '%' })
})

// Lighthouse is fetched for this alone; it is not among the packages of the pages.
test('what Lighthouse says', async ({ baseURL, launchOptions }) => {
  const folder = mkdtempSync(join(tmpdir(), 'marketprep-lighthouse-'))
  const options = { ...launchOptions, ...(baseURL !== undefined && { baseURL }) }
  const first = await chromium.launchPersistentContext(folder, options)
  const page = await first.newPage()
  await signIn(page, demo)
  await page.locator('.item').first().waitFor()
  await page.waitForTimeout(1000) // the cookie reaches the disk
  await first.close()
  const port = await freePort()
  const browser = spawn(launchOptions.executablePath ?? 'chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', `--remote-debugging-port=${port}`, `--user-data-dir=${folder}`, 'about:blank'], { stdio: 'ignore' })
  try {
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/json/version`).then((r) => r.ok, () => false), { timeout: 20_000 }).toBe(true)
    for (const path of ['/sign-in', '/', '/review', '/insights']) {
      const report = join(folder, 'report.json')
      execFileSync('npx', ['--yes', 'lighthouse@12.8.2', `${baseURL ?? ''}${path}`, `--port=${port}`, '--disable-storage-reset', '--output=json', `--output-path=${report}`, '--quiet', '--only-categories=performance,accessibility,best-practices'])
      const { categories } = JSON.parse(readFileSync(report, 'utf8')) as { categories: Record<string, { title: string; score: number }> }
      for (const c of Object.values(categories)) note({ what: `Lighthouse, ${path}: ${c.title.toLowerCase()}`, value: 100 * c.score, budget: 95, unit: '', atLeast: true })
    }
  } finally {
    browser.kill()
  }
})

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
