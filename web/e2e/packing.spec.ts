import { expect, test } from '@playwright/test'
import { kept, signIn } from './vendor.ts'

test('what is packed is ticked off, also without a network, and who has the link sees it', async ({ page, context, browser }) => {
  await signIn(page)
  await page.getByRole('link', { name: 'Pack for this market' }).click()
  const boxes = page.getByRole('checkbox')
  await expect(boxes.first()).toBeVisible()
  await kept(page)
  await boxes.nth(0).click()
  await expect(boxes.nth(0)).toBeChecked()
  await context.setOffline(true)
  await boxes.nth(1).click()
  await expect(boxes.nth(1)).toBeChecked()
  await context.setOffline(false)
  await page.goto('/outbox')
  await expect(page.getByText('Everything is sent')).toBeVisible({ timeout: 40_000 })
  await page.goBack()
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(2)

  await page.getByRole('button', { name: 'Share the list' }).click()
  const link = (await page.locator('code.link').textContent()) ?? ''
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(link)
  await expect(stranger.getByRole('checkbox', { checked: true })).toHaveCount(2)
  await expect(stranger.locator('body')).not.toContainText('$')
  await page.getByRole('button', { name: 'End the link' }).click()
  await expect(page.getByRole('button', { name: 'End the link' })).toHaveCount(0)
  await stranger.reload()
  await expect(stranger.getByRole('alert')).toBeVisible()
})
