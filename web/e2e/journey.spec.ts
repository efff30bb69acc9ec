import { expect, test } from '@playwright/test'
import { salesFile, signUp } from './vendor.ts'

test('a newcomer gets from nothing to a list, changes a number, and tells how the market went', async ({ page }) => {
  await signUp(page, 'Hill Farm')

  // A file with a line that is wrong: the rest counts, and the line is named.
  const file = salesFile('Mill Square Market', 30) + 'someday,Mill Square Market,Rye Loaf,3,18.00\n'
  await page.locator('input[type=file]').setInputFiles({ name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
  await expect(page.getByText('90 sales taken in, 30 market days.')).toBeVisible()
  await page.getByText('One line was not taken').click()
  await expect(page.getByText('Line 92, date:')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Mill Square Market' })).toBeVisible()

  await page.getByRole('button', { name: 'Make it' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Mill Square Market' })).toBeVisible()
  const loaf = page.locator('.item', { hasText: 'Rye Loaf' })
  await expect(loaf.locator('.bring')).toHaveText(/^\d+$/)

  await loaf.locator('summary').click()
  await expect(loaf.getByText('Why this number')).toBeVisible()
  await expect(loaf.locator('.comparable li')).toHaveCount(4)
  await loaf.getByRole('button', { name: 'Your number' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Bring', { exact: true }).fill('33')
  await dialog.getByLabel('Why').fill('school class')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(loaf.locator('.bring')).toHaveText('33')
  await expect(loaf.getByText(/yours; we say \d+/)).toBeVisible()

  await page.getByRole('link', { name: 'After', exact: true }).click()
  await page.locator('.list a').first().click()
  const row = page.locator('.report > li', { hasText: 'Rye Loaf' })
  await row.getByLabel('Brought').fill('30')
  await row.getByLabel('Left').fill('6')
  await expect(row.getByLabel('Sold', { exact: true })).toHaveValue('24')
  await row.getByLabel('Thrown').fill('7')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert')).toContainText('Check the numbers of Rye Loaf')
  await row.getByLabel('Thrown').fill('2')
  await page.getByText('★').nth(3).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.locator('.list li').first()).toContainText('told ★ 4')
})
