import { defineConfig } from '@playwright/test'

/** `npm run screenshots`: the pictures of docs/images, taken from the built editor in Chromium. */
export default defineConfig({ testDir: '.', testMatch: 'screenshots.ts', outputDir: '../test-results/screenshots', workers: 1, timeout: 600_000, projects: [{ name: 'chromium' }] })
