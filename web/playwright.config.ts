import { defineConfig } from '@playwright/test'

// Started by `make e2e`, which says where the system and the browser are.
export default defineConfig({
  testDir: 'e2e',
  testIgnore: ['**/screens/**', '**/speed/**'],
  outputDir: 'test-results',
  workers: 1, // one system, one demo vendor
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env.MARKETPREP ?? 'http://127.0.0.1:8080',
    locale: 'en-US',
    timezoneId: 'America/New_York',
    viewport: { width: 360, height: 740 },
    trace: 'retain-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
})
