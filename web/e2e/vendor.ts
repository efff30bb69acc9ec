import { expect, type Page } from '@playwright/test'

/** The demo vendor of the local system. */
export const demo = { email: 'demo@marketprep.example', password: 'bread by the river' }

/** Signs in through the page. */
export async function signIn(page: Page, who = demo): Promise<void> {
  await page.goto('/sign-in')
  await page.locator('[name=email]').fill(who.email)
  await page.locator('[name=password]').fill(who.password)
  await page.locator('form button.main').click()
  await expect(page.locator('.tabs')).toBeVisible()
}
