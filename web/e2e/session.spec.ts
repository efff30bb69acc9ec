import { expect, test } from '@playwright/test'
import { signIn } from './vendor.ts'

test('a session that has ended asks to sign in, and leads back', async ({ page, context }) => {
  await signIn(page)
  await page.goto('/products')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Products')
  await context.clearCookies()
  await page.goto('/venues?x=1')
  await expect(page).toHaveURL(/sign-in\?then=%2Fvenues%3Fx%3D1&expired/)
  await expect(page.getByText('Your session has ended')).toBeVisible()
  await signIn(page)
  await expect(page).toHaveURL('/venues?x=1')
})

test('the access token is nowhere but in memory', async ({ page, context }) => {
  await signIn(page)
  await expect(page.locator('.item').first()).toBeVisible()
  const written = await page.evaluate(async () => {
    const databases = await indexedDB.databases()
    return JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]) + document.cookie + JSON.stringify(databases)
  })
  expect(written).not.toMatch(/eyJ|accessToken|v4\./)
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ name: 'mp_refresh', httpOnly: true, secure: true, sameSite: 'Strict' })
})

test('tabs share one session: each opens without a sign-in, and signing out ends both', async ({ page, context }) => {
  await signIn(page)
  const other = await context.newPage()
  await Promise.all([page.reload(), other.goto('/products')])
  await expect(page.locator('.item').first()).toBeVisible()
  await expect(other.locator('.list li').first()).toBeVisible()
  await other.goto('/more')
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(other).toHaveURL(/sign-in/)
  await expect(page).toHaveURL(/sign-in/)
})

test('a wrong password is told, and links lead nowhere else', async ({ page }) => {
  await page.goto('/sign-in?then=//evil.example')
  await page.locator('[name=email]').fill('demo@marketprep.example')
  await page.locator('[name=password]').fill('butter by the river')
  await page.locator('form button.main').click()
  await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible()
  await signIn(page)
  await expect(page).toHaveURL('/')
})
