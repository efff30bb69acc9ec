import { expect, test } from '@playwright/test'
import { kept, openReport, remembered, signIn } from './vendor.ts'

test('without a network the list is there, with its age, and what is entered waits and goes out by itself', async ({ page, context }) => {
  await signIn(page)
  await expect(page.locator('.item').first()).toBeVisible()
  await kept(page)
  await remembered(page, 'list')
  // What was seen once is kept.
  await page.goto('/stall')
  const last = page.locator('a[href^="/stall/"]').last()
  await last.click()
  await expect(page.locator('.gone li').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
  const stall = new URL(page.url()).pathname
  const report = await openReport(page, 3) // another day
  await page.waitForTimeout(1500) // what was seen is written down once a second

  await context.setOffline(true)
  await page.goto('/')
  await expect(page.locator('.item').first()).toBeVisible()
  await expect(page.locator('.news')).toContainText('No connection. You see what was known')

  // An own number counts at once, also on the packing list.
  const item = page.locator('.item').first()
  const product = (await item.locator('strong').first().textContent()) ?? ''
  await item.locator('summary').click()
  await item.getByRole('button', { name: 'Your number' }).click()
  await page.getByRole('dialog').getByLabel('Bring', { exact: true }).fill('77')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(item.locator('.bring')).toHaveText('77')
  await page.getByRole('link', { name: 'Pack for this market' }).click()
  await expect(page.locator('.packing li', { hasText: product })).toContainText('77')

  await page.goto(stall)
  const gone = page.locator('.gone li:not(.is-gone)').first()
  const name = (await gone.locator('strong').first().textContent()) ?? ''
  await gone.getByRole('button').click()
  await expect(page.locator('.gone li', { hasText: name })).toHaveClass('is-gone')
  await page.goto(report)
  await page.locator('textarea').fill(`rain from ten ${Date.now()}`)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.locator('.news')).toContainText('3 entries wait to be sent')
  await page.goto('/outbox')
  await expect(page.locator('.card')).toHaveCount(3)
  await page.reload() // a closed page loses nothing
  await expect(page.locator('.card')).toHaveCount(3)

  await context.setOffline(false)
  await expect(page.getByText('Everything is sent')).toBeVisible({ timeout: 40_000 })
  await page.goto('/')
  await expect(page.locator('.item', { hasText: product })).toContainText(/yours; we say \d+/)
  await page.goto(stall)
  await expect(page.locator('.gone li', { hasText: name })).toHaveClass('is-gone')
  await page.getByRole('button', { name: `${name}: undo` }).click()
  await expect(page.locator('.gone li', { hasText: name })).not.toHaveClass('is-gone')
  await page.goto('/outbox')
  await expect(page.getByText('Everything is sent')).toBeVisible()
})

test('two who changed the same report are asked which one counts', async ({ browser, page, context }) => {
  await signIn(page)
  await kept(page)
  const path = await openReport(page)
  await page.waitForTimeout(1500)
  await context.setOffline(true)
  await page.locator('textarea').fill('mine')
  await page.getByRole('button', { name: 'Save' }).click()

  const other = await (await browser.newContext()).newPage()
  await signIn(other)
  await other.goto(path)
  await other.locator('textarea').fill(`theirs ${Date.now()}`)
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other.locator('.news')).toHaveCount(0)

  await context.setOffline(false)
  await expect(page.locator('.news')).toContainText('needs your decision')
  await page.getByRole('link', { name: 'Decide' }).click()
  await page.getByRole('button', { name: 'Mine' }).click()
  await expect(page.getByText('Everything is sent')).toBeVisible()
  await other.reload()
  await other.goto(path)
  await expect(other.locator('textarea')).toHaveValue('mine')
})
