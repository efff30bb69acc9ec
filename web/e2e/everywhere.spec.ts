import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { fits, openReport, signIn } from './vendor.ts'

const sizes = [{ width: 360, height: 740 }, { width: 768, height: 1024 }, { width: 1280, height: 800 }]
const pages = ['/', '/stall', '/review', '/more', '/outbox', '/start', '/calendar', '/venues', '/venues/new', '/products', '/products/new', '/events', '/connections', '/insights', '/insights?show=markets', '/insights?show=seasons', '/insights?show=data', '/settings', '/operator', '/nowhere']

for (const viewport of sizes) {
  test(`every page fits ${viewport.width} px and breaks no rule of axe`, async ({ page }) => {
    test.setTimeout(180_000)
    await page.setViewportSize(viewport)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/Content Security|TrustedScript|Trusted Type/i.test(message.text())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    const look = async (path: string) => {
      await fits(page)
      const { violations } = await new AxeBuilder({ page }).analyze()
      complaints.push(...violations.flatMap((v) => v.nodes.map((n) => `${path}: ${v.id}: ${n.html.slice(0, 120)}`)))
    }
    for (const path of ['/sign-in', '/sign-up', '/forgot-password', '/reset-password#x', '/stop-letters']) {
      await page.goto(path)
      await expect(page.locator('h1')).toBeVisible()
      await look(path)
    }
    await signIn(page)
    for (const path of pages) {
      await page.goto(path)
      await expect(page.locator('h1')).toBeVisible()
      await expect(page.locator('.waiting')).toHaveCount(0)
      await look(path)
    }
    await page.goto('/')
    await page.locator('.item summary').first().click()
    await look('/ with reasons')
    await page.getByRole('button', { name: 'Your number' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look('/ with dialog')
    await openReport(page, 0)
    await look('/review/…')
    for (const way of ['/pack/', '/what-if/', '/calendar/', '/went/']) {
      await page.goto(way === '/went/' ? '/review' : '/')
      await page.locator(`a[href^="${way}"]`).first().click()
      await expect(page.locator('.waiting')).toHaveCount(0)
      await look(way)
    }
    expect(complaints).toEqual([])
  })
}

test('the keyboard alone gets from sign-in to an own number', async ({ page }) => {
  await page.goto('/sign-in')
  await page.locator('[name=email]').focus()
  await page.keyboard.type('demo@marketprep.example')
  await page.keyboard.press('Tab')
  await page.keyboard.type('bread by the river')
  await page.keyboard.press('Enter')
  await expect(page.locator('.item').first()).toBeVisible()
  const at = (selector: string) => page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)
  const tabTo = async (selector: string) => {
    for (let i = 0; i < 60 && !(await at(selector)); i++) await page.keyboard.press('Tab')
    expect(await at(selector)).toBe(true)
  }
  await tabTo('.item summary')
  await page.keyboard.press('Enter')
  await tabTo('.details button')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await tabTo('dialog input[inputmode=numeric]')
  await page.keyboard.type('17')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Tab')
})

for (const [locale, words] of [['es-ES', ['Entrar', 'Próximo mercado', 'Por qué este número']], ['de-DE', ['Anmelden', 'Nächster Markt', 'Warum diese Zahl']]] as const) {
  test(`speaks ${locale}`, async ({ browser }) => {
    const page = await (await browser.newContext({ locale, viewport: { width: 360, height: 740 } })).newPage()
    await page.goto('/sign-in')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words[0])
    await signIn(page)
    await expect(page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2))
    await expect(page.locator('.tabs')).toContainText(words[1])
    await page.locator('.item summary').first().click()
    await expect(page.getByText(words[2])).toBeVisible()
    for (const path of ['/', '/more', '/start', '/products/new', '/venues/new', '/settings', '/insights', '/insights?show=markets', '/connections', '/events', '/calendar']) {
      await page.goto(path)
      await expect(page.locator('h1')).toBeVisible()
      await fits(page)
    }
  })
}

test('the list prints on paper, without what one cannot tap there', async ({ page }) => {
  await signIn(page)
  await expect(page.locator('.item').first()).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('.tabs')).toBeHidden()
  await expect(page.locator('.item .bring').first()).toBeVisible()
})
