import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './app'
import { visit } from './screens'

/** Screens whose colours of high contrast, and whose layout where there is much room, are no other screen's too. */
const SEEN_OFTEN: ReadonlySet<string> = new Set(['start', 'lenet', 'parameters', 'weights', 'error', 'table', 'app-menu', 'shortcuts', 'frames'])

/** Texts that their own box, or one around it that does not scroll, cuts off without a sign of it. */
const cutOff = (page: Page): Promise<string[]> => page.evaluate(() => {
  const found = new Set<string>()
  const hidden = /hidden|clip/
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (!element || (node.textContent ?? '').trim() === '' || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    // The canvas is looked at through a window on purpose; a label for screen readers is not to be seen.
    if (element.closest('[data-canvas], .sr-only, [aria-hidden="true"], option, script, style')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width < 1 || box.height < 1) continue
    for (let around: Element | null = element; around; around = around.parentElement) {
      const style = getComputedStyle(around)
      if (style.textOverflow === 'ellipsis' || style.clipPath !== 'none' || style.webkitLineClamp !== 'none' && style.webkitLineClamp !== '') break
      const edge = around === document.body ? new DOMRect(0, 0, innerWidth, innerHeight) : around.getBoundingClientRect()
      const [wide, high] = [box.left < edge.left - 2 || box.right > edge.right + 2, box.top < edge.top - 4 || box.bottom > edge.bottom + 4]
      // What does not fit at all has gone whole.
      if (box.bottom <= edge.top + 1 || box.top >= edge.bottom - 1 || box.right <= edge.left + 1 || box.left >= edge.right - 1) break
      if (/auto|scroll/.test(style.overflowX) && wide || /auto|scroll/.test(style.overflowY) && high) break
      if (around === document.body || wide && hidden.test(style.overflowX) || high && hidden.test(style.overflowY)) {
        if (wide || high) found.add(`${(node.textContent ?? '').trim().slice(0, 60)} (in ${around.tagName.toLowerCase()}.${around.className})`)
        break
      }
    }
  }
  return [...found]
})

/** Panels make room when the window has changed, a frame or two later. */
const laidOut = (page: Page): Promise<unknown> => page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))) }))

/** Serious findings of axe, in words. */
async function findings(page: Page, part: string | undefined, ...rules: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode()
  if (part !== undefined) axe.include(part)
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1] ?? ''}`))
}

test('on every screen axe finds nothing serious, light, dark and of high contrast, and nothing is cut off, also at twice the size and at 4K', async ({ start }) => {
  test.setTimeout(600_000)
  const wrong: Record<string, string[]> = {}
  const note = (where: string, what: string[]): void => { if (what.length > 0) wrong[where] = what }
  await visit(start, 'en', async (screen, page) => {
    note(`${screen.name}, light`, await findings(page, screen.part))
    await page.emulateMedia({ colorScheme: 'dark' })
    note(`${screen.name}, dark`, await findings(page, screen.part, 'color-contrast'))
    if (SEEN_OFTEN.has(screen.name)) {
      for (const theme of ['contrast', 'contrast-light']) {
        await page.evaluate((name) => { document.documentElement.dataset['theme'] = name }, theme)
        note(`${screen.name}, ${theme}`, await findings(page, screen.part, 'color-contrast'))
      }
      await page.evaluate(() => { delete document.documentElement.dataset['theme'] })
    }
    note(`${screen.name} at 1280 x 800`, await cutOff(page))
    // 1280 x 800 magnified twice.
    await page.setViewportSize({ width: 640, height: 400 })
    await laidOut(page)
    note(`${screen.name} at 200 %`, await cutOff(page))
    if (SEEN_OFTEN.has(screen.name)) {
      await page.setViewportSize({ width: 3840, height: 2160 })
      await laidOut(page)
      note(`${screen.name} at 4K`, await cutOff(page))
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  }, false)
  expect(wrong).toEqual({})
})
