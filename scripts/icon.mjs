#!/usr/bin/env node
// Draws renderer/public/icon.png from icon.svg, for window and package: node scripts/icon.mjs
import fs from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'

const SIZE = 512
const dir = path.resolve(import.meta.dirname, '../renderer/public')
const browser = await chromium.launch({
  ...(fs.existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {}),
  args: ['--no-sandbox', '--force-color-profile=srgb'],
})
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } })
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${SIZE}px }</style>${fs.readFileSync(path.join(dir, 'icon.svg'), 'utf8')}`)
  await page.screenshot({ path: path.join(dir, 'icon.png'), omitBackground: true })
} finally {
  await browser.close()
}
