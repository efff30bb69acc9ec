import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'

// Started by `make speed`. Figures are measured here and judged by nobody in CI.
export default defineConfig({ ...base, testDir: 'e2e/speed', testIgnore: [], timeout: 240_000, reporter: [['./e2e/speed/table.ts']] })
