import { defineConfig } from '@playwright/test'

/** A real Electron, and Chromium against `tensorloom serve`; e2e/app.ts starts them. The main stories run in both, what is the page's own in one. */
const CLI = /cli\.spec\.ts/
const DESKTOP = /(desktop|packaged|mistakes|inspector|canvas|gestures|finding)\.spec\.ts/
const BOTH = /(lenet|draw)\.spec\.ts/
/** Every screen in Chromium, a project of its own as it takes as long as ten stories. */
const SCREENS = /screens\.spec\.ts/

// Tests run exported models in ONNX Runtime on its own; the app's processes do without this (cli.spec.ts takes it away).
process.env['ORT_DISABLE_TELEMETRY'] = '1'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  snapshotPathTemplate: '{testDir}/screenshots/{projectName}/{arg}{ext}',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // A loaded machine may miss a deadline once; the report says so (flaky).
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  use: { trace: 'on-first-retry' },
  projects: [
    { name: 'cli', testMatch: CLI },
    { name: 'electron', testMatch: [DESKTOP, BOTH] },
    { name: 'chromium', testIgnore: [CLI, DESKTOP, SCREENS] },
    { name: 'screens', testMatch: SCREENS },
  ],
})
