/** The fonts that go into files: Latin, as the window's own. */
import interWoff2 from '@fontsource/inter/files/inter-latin-400-normal.woff2?url'
import interBoldWoff2 from '@fontsource/inter/files/inter-latin-600-normal.woff2?url'
import interItalicWoff2 from '@fontsource/inter/files/inter-latin-400-italic.woff2?url'
import monoWoff2 from '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2?url'
import monoBoldWoff2 from '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-600-normal.woff2?url'
import interWoff from '@fontsource/inter/files/inter-latin-400-normal.woff?url'
import interBoldWoff from '@fontsource/inter/files/inter-latin-600-normal.woff?url'
import interItalicWoff from '@fontsource/inter/files/inter-latin-400-italic.woff?url'
import monoWoff from '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff?url'
import monoBoldWoff from '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-600-normal.woff?url'
import { dataUrl } from './bytes'
import { openType } from './woff'

export interface FontFace {
  readonly family: 'Inter' | 'JetBrains Mono'
  readonly weight: 400 | 600
  readonly style: 'normal' | 'italic'
}
interface FontFile extends FontFace { readonly woff2: string; readonly woff: string }

const FILES: readonly FontFile[] = [
  { family: 'Inter', weight: 400, style: 'normal', woff2: interWoff2, woff: interWoff },
  { family: 'Inter', weight: 600, style: 'normal', woff2: interBoldWoff2, woff: interBoldWoff },
  { family: 'Inter', weight: 400, style: 'italic', woff2: interItalicWoff2, woff: interItalicWoff },
  { family: 'JetBrains Mono', weight: 400, style: 'normal', woff2: monoWoff2, woff: monoWoff },
  { family: 'JetBrains Mono', weight: 600, style: 'normal', woff2: monoBoldWoff2, woff: monoBoldWoff },
]

const COVERED = '\\u0020-\\u00FF\\u0131\\u0152\\u0153\\u02C6\\u02DA\\u02DC\\u2010-\\u2027\\u2030-\\u205E\\u20AC\\u2122\\u2212\\u2215'
const RUNS = new RegExp(`[${COVERED}]+|[^${COVERED}]+`, 'gu')
const IS_COVERED = new RegExp(`^[${COVERED}]*$`, 'u')

/** Whether these fonts have the characters; others are left to the reader's own fonts. */
export const isCovered = (text: string): boolean => IS_COVERED.test(text)
/** The text in pieces that are covered, or not. */
export const coveredRuns = (text: string): readonly string[] => text.match(RUNS) ?? []

async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`A font could not be read (${response.status}).`)
  return new Uint8Array(await response.arrayBuffer())
}

let css: Promise<string> | undefined
/** `@font-face` rules that hold the fonts themselves. */
export const fontCss = (): Promise<string> => (css ??= Promise.all(FILES.map(async ({ family, weight, style, woff2 }) =>
  `@font-face{font-family:'${family}';font-weight:${weight};font-style:${style};src:url(${dataUrl('font/woff2', await bytesOf(woff2))}) format('woff2')}`)).then((rules) => rules.join('')))

/** The fonts as OpenType. */
export const openTypeFonts = (): Promise<readonly (FontFace & { readonly bytes: Uint8Array })[]> =>
  Promise.all(FILES.map(async ({ woff, woff2: _, ...face }) => ({ ...face, bytes: openType(await bytesOf(woff)) })))
