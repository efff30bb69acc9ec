import { expect, test } from '@playwright/test'
import { salesFile, signIn, signUp } from './vendor.ts'

test('what if it rains, somebody sells next door, or one product costs more', async ({ page }) => {
  await signIn(page)
  await page.getByRole('link', { name: 'What if' }).click()
  await page.getByLabel(/^Temperature/).fill('30')
  await page.getByLabel(/^Rain/).fill('0')
  await page.getByLabel('Stall fee').fill('9999')
  await page.getByLabel('Another price or quantity').selectOption({ index: 1 })
  await page.getByLabel('Bring').fill('1')
  await page.getByRole('button', { name: 'Work it out' }).click()
  await expect(page.getByText('It may not pay')).toBeVisible()
  await expect(page.getByRole('row', { name: /After costs .+-\$/ })).toBeVisible()
  await page.getByLabel('Stall fee').fill('x')
  await page.getByRole('button', { name: 'Work it out' }).click()
  await expect(page.getByText('Enter an amount, like 4.50.')).toBeVisible()
  // Nothing of it is kept.
  await page.getByRole('link', { name: 'Back to the list' }).click()
  await expect(page.getByText('Go: it should pay')).toBeVisible()
})

// A page of a PDF is an object of this type.
const sheets = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0

test('what is to be packed fits one sheet of paper, with few products and with eighty', async ({ page }) => {
  test.setTimeout(120_000)
  await signIn(page)
  await page.getByRole('link', { name: 'Pack for this market' }).click()
  await expect(page.getByRole('checkbox').first()).toBeVisible()
  await expect(page.getByText(/\d+ crates · \d+ lb/).first()).toBeVisible()
  for (const format of ['Letter', 'A4']) expect(sheets(await page.pdf({ format }))).toBe(1)

  await page.goto('/more')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await signUp(page, 'Eighty Products')
  await page.locator('input[type=file]').setInputFiles({ name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(salesFile('Broad Square', 8, 80)) })
  await expect(page.getByText(/sales taken in, 8 market days/)).toBeVisible()
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('link', { name: 'Pack for this market' }).click()
  await expect(page.getByRole('checkbox')).toHaveCount(87)
  for (const format of ['Letter', 'A4']) expect(sheets(await page.pdf({ format }))).toBe(1)
})

test('a market has its own equipment, and a product its crate', async ({ page }) => {
  await signUp(page, 'Gear Farm')
  await page.locator('input[type=file]').setInputFiles({ name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(salesFile('Gear Square', 6)) })
  await page.getByRole('link', { name: 'Gear Square' }).click()
  await page.getByLabel('What comes along').fill('Gazebo\n\nGenerator\ngazebo')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.goto('/products')
  await page.getByRole('link', { name: /Rye Loaf/ }).click()
  await page.getByLabel('One crate holds').fill('8')
  await page.getByLabel('Weight of one').fill('2')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.goto('/start')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('link', { name: 'Pack for this market' }).click()
  const loaf = page.locator('.packing li', { hasText: 'Rye Loaf' })
  await expect(loaf).toContainText(/\d crates? of 8/)
  await expect(loaf).toContainText(/\d+ lb/)
  const gear = page.locator('section', { has: page.getByRole('heading', { name: 'Equipment' }) })
  await expect(gear.getByRole('checkbox')).toHaveCount(2)
  await gear.getByLabel('Generator').click() // it is kept on the device first
  await expect(gear).toContainText('1 of 2 packed')
})
