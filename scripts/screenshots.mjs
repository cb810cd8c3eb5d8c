#!/usr/bin/env node
// Takes the pictures of docs/images from the built editor in Chromium: npm run build && npm run screenshots
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium } from '@playwright/test'

const root = path.resolve(import.meta.dirname, '..')
const out = path.join(root, 'docs/images')
fs.mkdirSync(out, { recursive: true })
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorloom-shots-'))
const server = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'serve'], { cwd: data, env: { ...process.env, TENSORLOOM_DATA: data }, stdio: ['ignore', 'pipe', 'inherit'] })
const url = await new Promise((resolve) => server.stdout.on('data', (chunk) => { const found = /http:\S+/.exec(String(chunk)); if (found) resolve(found[0]) }))
const browser = await chromium.launch({
  ...(fs.existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {}),
  args: ['--no-sandbox', '--disable-background-networking', '--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'],
})
try {
  for (const theme of ['dark', 'light']) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme, reducedMotion: 'reduce' })
    await page.goto(url)
    await page.evaluate(() => document.fonts.ready)
    const shot = async (name) => {
      await page.waitForTimeout(400)
      await page.screenshot({ path: path.join(out, `${name}-${theme}.png`) })
      console.log(`${name}-${theme}.png`)
    }
    const example = page.getByRole('button', { name: /^LeNet on a digit A trained/ })
    await example.waitFor()
    await shot('start')
    await example.click()
    await page.locator('[data-node="fc3"]').getByText('10.3').waitFor()
    await page.locator('[data-node="conv1"]').click()
    await shot('lenet')
    await page.getByRole('tab', { name: 'Values' }).click()
    await shot('values')
    await page.locator('[data-node="fc1"]').click()
    await page.getByRole('tab', { name: 'Parameters' }).click()
    const field = page.getByRole('textbox', { name: 'in_features' })
    await field.fill('256')
    await field.press('Enter')
    await page.locator('[data-problem]').first().waitFor()
    await shot('error')
    // Undone, nothing is offered for recovery in the next theme's pictures.
    await page.keyboard.press('Escape')
    await page.locator('[data-canvas]').click({ position: { x: 8, y: 8 } })
    await page.keyboard.press('Control+z')
    await page.locator('[data-problem]').waitFor({ state: 'detached' })
    await page.waitForTimeout(800)
    await page.close()
  }
} finally {
  await browser.close()
  server.kill()
  fs.rmSync(data, { recursive: true, force: true })
}
