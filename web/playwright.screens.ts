import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'

// `make screens`: not a test, but a camera.
export default defineConfig({ ...base, testDir: 'e2e/screens', testIgnore: [] })
