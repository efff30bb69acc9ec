import { expect, type Page } from '@playwright/test'

/** The demo vendor of the local system. */
export const demo = { email: 'demo@marketprep.example', password: 'bread by the river' }

/** Signs in through the page, from where it stands if that is the sign-in page. */
export async function signIn(page: Page, who = demo): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto('/sign-in')
  await page.locator('[name=email]').fill(who.email)
  await page.locator('[name=password]').fill(who.password)
  await page.locator('form button.main').click()
  await expect(page.locator('.tabs')).toBeVisible()
}

/** Makes a new vendor through the page. */
export async function signUp(page: Page, business: string): Promise<typeof demo> {
  const who = { email: `${business.toLowerCase().replace(/\W/g, '')}-${Date.now()}@example.com`, password: 'rain on the roof' }
  await page.goto('/sign-up')
  await page.locator('[name=businessName]').fill(business)
  await page.locator('[name=email]').fill(who.email)
  await page.locator('[name=password]').fill(who.password)
  await page.locator('form button.main').click()
  await expect(page).toHaveURL('/start')
  return who
}

/** The calendar day so many days from now, where the tests are. */
export function day(days: number): string {
  const at = new Date(Date.now() + days * 86_400_000)
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(at)
}

/** Sales of three products at one market, and of others if there are to be more, every week for so many weeks until yesterday. */
export function salesFile(market: string, weeks: number, products = 3): string {
  const lines = ['date,venue,product,units,revenue']
  for (let week = weeks; week > 0; week--) {
    const date = day(1 - 7 * week)
    lines.push(`${date},${market},Rye Loaf,${20 + (week % 4)},${(20 + (week % 4)) * 6}.00`, `${date},${market},Plum Jam,${6 + (week % 3)},${(6 + (week % 3)) * 8}.00`, `${date},${market},Eggs,${10 + (week % 5)},${(10 + (week % 5)) * 5}.00`)
    for (let n = 4; n <= products; n++) lines.push(`${date},${market},Product number ${n},${5 + ((n + week) % 9)},${(5 + ((n + week) % 9)) * 3}.00`)
  }
  return lines.join('\n') + '\n'
}

/** Waits until the pages are kept on this device, so that they open without a network. */
export async function kept(page: Page): Promise<void> {
  const ready = () => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated' && navigator.serviceWorker.controller !== null)
  await expect.poll(ready).toBe(true)
}

/** Waits until this device has kept an answer whose key begins so. */
export async function remembered(page: Page, key: string): Promise<void> {
  const known = () =>
    page.evaluate(async () => {
      // To open what is not there yet would make it, without the store that the page puts into it.
      if (!(await indexedDB.databases()).some((d) => d.name === 'marketprep-answers')) return []
      return new Promise<unknown[]>((done) => {
        const open = indexedDB.open('marketprep-answers')
        open.onsuccess = () => {
          const db = open.result
          const all = db.transaction('by-vendor').objectStore('by-vendor').getAll() as IDBRequest<{ queries: { queryKey: unknown[] }[] }[]>
          all.onsuccess = () => {
            db.close()
            done(all.result.flatMap((vendor) => vendor.queries.map((q) => q.queryKey[0])))
          }
        }
      })
    })
  await expect.poll(known).toContain(key)
}

/** Opens the report of a market day: the n-th of the list of them, or the last of all. */
export async function openReport(page: Page, n?: number): Promise<string> {
  await page.goto('/review')
  const days = page.locator('.list a')
  await expect(days.first()).toBeVisible()
  const path = (await (n === undefined ? days.last() : days.nth(n)).getAttribute('href')) ?? ''
  const report = path.replace('/went/', '/review/')
  await page.goto(report)
  await expect(page.locator('.report li').first()).toBeVisible()
  return report
}

/** The page must not be wider than the window. */
export async function fits(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth
    return wide > 0 ? `${location.pathname} is ${wide} px too wide` : ''
  })
  expect(over).toBe('')
}

/** The text of the newest letter to an address. */
export async function letterTo(address: string): Promise<string> {
  const sent = await fetch(process.env.MAILBOX ?? '')
  const { messages } = (await sent.json()) as { messages: Record<string, unknown> }
  const letters = Object.values(messages).flat().map((m) => JSON.stringify(m))
  return (letters.findLast((m) => m.includes(address)) ?? '').replaceAll('\\n', '\n')
}
