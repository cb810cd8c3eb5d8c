import fs from 'node:fs'
import path from 'node:path'
import { root, test } from './app'
import { visit } from './screens'

// The Chinese ones want a font that has Chinese (Debian: fonts-wqy-microhei).
const OUT = process.env['TENSORLOOM_PICTURES'] ?? path.join(root, 'docs/images')

for (const [language, themes] of [['en', ['light', 'dark']], ['zh', ['light']]] as const) {
  test(`pictures, ${language}`, async ({ start }) => {
    fs.mkdirSync(OUT, { recursive: true })
    await visit(start, language, async (screen, page) => {
      // Where the minimap lies on a card it goes a moment after the view has come to rest.
      if (await page.locator('.minimap:not(.away)').count() > 0) await page.waitForTimeout(1800)
      for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme })
        await page.evaluate(() => document.fonts.ready)
        const file = `${[screen.name, ...(language === 'en' ? [] : [language]), colorScheme].join('-')}.png`
        await page.screenshot({ path: path.join(OUT, file), animations: 'disabled', caret: 'hide' })
        console.log(file)
      }
    })
  })
}
