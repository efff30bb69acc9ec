import { test, type Page } from '@playwright/test'
import { openReport, signIn } from '../vendor.ts'

const sizes = { phone: { width: 360, height: 740 }, tablet: { width: 768, height: 1024 }, desktop: { width: 1280, height: 800 } }

async function photograph(page: Page, name: string) {
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(400) // for what moves
  // As tall as the page: what is below the fold is drawn only when it is in view.
  const { width, height } = page.viewportSize() ?? sizes.phone
  const whole = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(whole, height) })
  await page.waitForTimeout(200)
  await page.setViewportSize({ width, height: Math.max(await page.evaluate(() => document.documentElement.scrollHeight), height) })
  await page.screenshot({ path: `../docs/screens/${name}.png` })
  await page.setViewportSize({ width, height })
}

const pages: Record<string, string> = {
  next: '/', review: '/review', stall: '/stall', more: '/more', outbox: '/outbox', start: '/start', calendar: '/calendar', venues: '/venues', 'venue-new': '/venues/new',
  products: '/products', 'product-new': '/products/new', events: '/events', connections: '/connections', insights: '/insights', markets: '/insights?show=markets', seasons: '/insights?show=seasons', data: '/insights?show=data', settings: '/settings',
}

for (const [size, viewport] of Object.entries(sizes)) {
  test(`screens on a ${size}`, async ({ page }) => {
    await page.setViewportSize(viewport)
    await page.goto('/sign-in')
    await photograph(page, `sign-in-${size}`)
    await page.goto('/sign-up')
    await photograph(page, `sign-up-${size}`)
    await page.goto('/forgot-password')
    await photograph(page, `forgot-password-${size}`)
    await signIn(page)
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      await photograph(page, `${name}-${size}`)
    }
    await page.goto('/')
    await page.locator('.item summary').first().click()
    await photograph(page, `why-${size}`)
    await page.goto('/operator')
    await page.getByLabel("Operator's key").fill(process.env.OPERATOR ?? '')
    await page.getByRole('button', { name: 'Look' }).click()
    await page.locator('.list li').first().waitFor()
    await photograph(page, `operator-${size}`)
    for (const [name, from, way] of [['pack', '/', '/pack/'], ['what-if', '/', '/what-if/'], ['day', '/', '/calendar/'], ['went', '/review', '/went/']] as const) {
      await page.goto(from)
      await page.locator(`a[href^="${way}"]`).first().click()
      await page.waitForLoadState('networkidle')
      if (name === 'what-if') {
        await page.getByLabel(/^Temperature/).fill('28')
        await page.getByRole('button', { name: 'Work it out' }).click()
        await page.getByText('What you would bring').waitFor()
      }
      await photograph(page, `${name}-${size}`)
    }
    await openReport(page, 0)
    await photograph(page, `report-${size}`)
    await page.goto('/stall')
    await page.locator('a[href^="/stall/"]').first().click()
    await page.locator('.gone').waitFor()
    await page.locator('.gone button').first().click()
    await photograph(page, `selling-${size}`)
  })
}
