import { expect, test } from '@playwright/test'
import { letterTo, signIn, signUp } from './vendor.ts'

test('who forgot the password sets a new one with the link of a letter, which works once', async ({ page }) => {
  const who = await signUp(page, 'Forgetful Farm')
  await page.goto('/more')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByRole('button', { name: 'Send me the link' }).click()
  await expect(page.getByText(`If ${who.email} has an account`)).toBeVisible()

  const [link] = /http\S+reset-password#\S+/.exec(await letterTo(who.email)) ?? ['no link']
  await page.goto(link)
  await expect(page).toHaveURL('/reset-password') // what is good once does not stay in the address
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByText('The password needs at least ten characters.')).toBeVisible()
  await page.getByLabel('New password').fill('snow on the barn')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByText('Sign in with your new password.')).toBeVisible()
  await signIn(page, { ...who, password: 'snow on the barn' })

  await page.goto(link)
  await page.reload()
  await page.goto(link)
  await page.getByLabel('New password').fill('sun on the shed')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByRole('alert')).toContainText('used already, or is too old')
  await expect(page.getByRole('link', { name: 'Ask for another link' })).toBeVisible()
})

test('an operator sees what is well and what is not, with the key and not without', async ({ page }) => {
  await page.goto('/operator')
  await page.getByLabel("Operator's key").fill('guess')
  await page.getByRole('button', { name: 'Look' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByLabel("Operator's key").fill(process.env.OPERATOR ?? '')
  await page.getByRole('button', { name: 'Look' }).click()
  await expect(page.getByRole('heading', { level: 2 })).toBeVisible()
  await expect(page.locator('.list li', { hasText: 'table' })).toContainText('ok')
  await expect(page.locator('.list li', { hasText: 'square' }).first()).toBeVisible()
})
