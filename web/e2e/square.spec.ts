import { expect, test } from '@playwright/test'
import { signUp } from './vendor.ts'

test('a newcomer connects Square, sees the first sync count, and says by a rule where it was', async ({ page }) => {
  test.setTimeout(180_000)
  await signUp(page, 'Till Farm')
  await page.goto('/venues/new')
  await page.getByLabel('Name').fill('Plum Corner')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL('/start')

  await page.getByRole('link', { name: 'connect Square' }).click()
  await page.getByRole('button', { name: 'Connect Square' }).click()
  await page.getByRole('button', { name: 'Deny' }).click() // changes their mind
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByRole('link', { name: 'Try to connect again' }).click()
  await page.getByRole('button', { name: 'Connect Square' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByText('Square is connected. Your sales are on their way.')).toBeVisible()
  await expect(page).toHaveURL('/square/callback') // the code does not stay in the address
  await expect(page.getByText(/^\d[\d,]* orders, /)).toBeVisible()
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 })

  // None of its locations is called like this vendor's one market.
  await page.goto('/connections')
  await expect(page.getByText('connected', { exact: true })).toBeVisible()
  await expect(page.getByText(/Last fetched/)).toBeVisible()
  await expect(page.getByLabel('Where was that?').first()).toBeVisible()
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled() // a rule must say where
  await page.getByLabel('belongs to').selectOption('Plum Corner')
  await page.getByLabel('Sat').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/\d+ market days/)).toBeVisible()
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 })
  await page.reload()
  await expect(page.getByLabel('belongs to')).toHaveValue(/.+/)
  await expect(page.getByLabel('Sat')).toBeChecked()
})
