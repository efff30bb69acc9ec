import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { demo, kept, signIn } from './vendor.ts'

interface Operation {
  operationId: string
  summary: string
}
const written = readFileSync('../docs/openapi.json', 'utf8')
const { paths } = JSON.parse(written) as { paths: Record<string, Record<string, Operation>> }
const operations = Object.values(paths).flatMap((path) => Object.values(path))

test.use({ viewport: { width: 1280, height: 900 } })

/** What is wrong with a page: what it says, what the policy stopped, and whom else it asked. */
async function watch(page: Page): Promise<string[]> {
  const wrong: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(message.text())
  })
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('request', (request) => {
    const to = new URL(request.url())
    if (to.protocol !== 'data:' && to.origin !== new URL(process.env.MARKETPREP ?? 'http://127.0.0.1:8080').origin) wrong.push(`asks ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} for ${response.url()}`)
  })
  await page.exposeFunction('stopped', (what: string) => wrong.push(what))
  await page.addInitScript("addEventListener('securitypolicyviolation', (e) => stopped(`${e.violatedDirective} stops ${e.blockedURI}`))")
  return wrong
}

/** Opens an operation of Swagger UI, fills its body in, calls it and returns the status that it shows. */
async function call(page: Page, id: string, body?: object): Promise<string> {
  const operation = page.locator(`.opblock[id$="-${id}"]`)
  await operation.locator('.opblock-summary-control').click()
  await operation.getByRole('button', { name: 'Try it out' }).click()
  if (body) await operation.locator('textarea.body-param__text').fill(JSON.stringify(body))
  await operation.getByRole('button', { name: 'Execute' }).click()
  const status = operation.locator('.live-responses-table .response-col_status').last()
  await expect(status).toHaveText(/\d/)
  return (await status.innerText()).trim()
}

test('docs: Swagger UI lists every operation, and calls one', async ({ page }) => {
  const wrong = await watch(page)
  const answer = await page.goto('/docs')
  expect(answer?.headers()['content-security-policy']).toMatch(/script-src 'self';(?!.*unsafe)/)
  await expect(page.locator('.opblock')).toHaveCount(operations.length)
  for (const { operationId, summary } of operations) {
    await expect(page.locator(`.opblock[id$="-${operationId}"]`)).toContainText(summary)
  }
  expect(await call(page, 'get-health')).toBe('200')
  await expect(page.locator('.opblock.is-open .live-responses-table')).toContainText('"ok"')
  await page.screenshot({ path: 'test-results/docs.png' })
  expect(wrong).toEqual([])
})

test('docs: who signs in is signed in for the other calls', async ({ page }) => {
  const wrong = await watch(page)
  await page.goto('/docs')
  expect(await call(page, 'log-in', demo)).toBe('200')
  expect(await call(page, 'get-vendor')).toBe('200')
  await page.getByRole('button', { name: 'Authorize' }).click()
  await expect(page.locator('.modal-ux')).toContainText('Authorized')
  await page.screenshot({ path: 'test-results/docs-signed-in.png' })
  expect(wrong).toEqual([])
})

test('docs: a token that one has can be put in by hand', async ({ page, request }) => {
  const { accessToken } = (await (await request.post('/api/v1/auth/login', { data: demo })).json()) as { accessToken: string }
  const wrong = await watch(page)
  await page.goto('/docs')
  await page.getByRole('button', { name: 'Authorize' }).click()
  await page.locator('.modal-ux input').fill(accessToken)
  await page.locator('.modal-ux').getByRole('button', { name: 'Apply credentials' }).click()
  await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).first().click()
  expect(await call(page, 'get-vendor')).toBe('200')
  expect(wrong).toEqual([])
})

test('docs: Redoc shows every operation', async ({ page }) => {
  const wrong = await watch(page)
  const answer = await page.goto('/redoc')
  expect(answer?.headers()['content-security-policy']).toMatch(/script-src 'self';(?!.*unsafe)/)
  for (const { operationId, summary } of operations) {
    await expect(page.locator(`[id$="operation/${operationId}"] h2`)).toContainText(summary)
  }
  await page.screenshot({ path: 'test-results/redoc.png' })
  await page.locator('[id$="operation/log-in"] button', { hasText: '200' }).first().click()
  await page.getByRole('link', { name: 'Try it' }).click()
  await expect(page.locator('.opblock').first()).toBeVisible()
  expect(wrong).toEqual([])
})

test('docs: the app keeps none of it, and takes none of it for a page', async ({ page, request }) => {
  await signIn(page)
  await kept(page)
  const all = await page.evaluate(async () => {
    const found: string[] = []
    for (const name of await caches.keys()) found.push(...(await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname))
    return found
  })
  expect(all).toContain('/')
  expect(all.filter((path) => /reference|docs|openapi/.test(path))).toEqual([])
  expect(await (await request.get('/openapi.json')).text()).toBe(written)
  await page.goto('/docs')
  await expect(page.locator('.opblock').first()).toBeVisible()
})
