/**
 * reka-ui's splitter sets the cursor of a drag with a `<style>` element, which the page's `style-src 'self'` refuses (and
 * says so in the console). Here it becomes a style sheet made by script, which the policy allows.
 */
import type { Plugin } from 'vite'

const MODULE = /reka-ui\/dist\/utils\/style\.js$/
const PARTS = [
  ['styleElement = document.createElement("style");', 'styleElement = new CSSStyleSheet();'],
  ['if (nonce) styleElement.nonce = nonce;', ''],
  ['document.head.appendChild(styleElement);', 'document.adoptedStyleSheets.push(styleElement);'],
  ['document.head.removeChild(styleElement);', 'document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== styleElement);'],
  ['styleElement.textContent = `*{cursor: ${style}!important;}`;', 'styleElement.replaceSync(`*{cursor: ${style}!important;}`);'],
] as const

export function splitterCursor(): Plugin {
  return {
    name: 'splitter-cursor',
    transform(code, id) {
      if (!MODULE.test(id)) return undefined
      for (const [from] of PARTS) if (!code.includes(from)) this.error(`reka-ui's splitter is another than scripts/cursor.ts knows: no ${from}`)
      return { code: PARTS.reduce((text, [from, to]) => text.replace(from, () => to), code), map: null }
    },
  }
}
