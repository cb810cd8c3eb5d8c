/** SVG as text, and how words are set in it. */

export type Attributes = Readonly<Record<string, string | number | undefined>>

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** XML takes no control characters, not even escaped. */
export const escapeXml = (text: string): string => text.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ').replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char)
/** Hundredths are finer than anyone sees. */
export const round = (value: number): number => Math.round(value * 100) / 100

/** An element; what is undefined is left out. Children are markup. */
export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => (value === undefined ? '' : ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`)).join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** How words look. Sizes in canvas units. */
export interface TextStyle {
  readonly size: number
  readonly fill: string
  readonly mono?: boolean
  readonly bold?: boolean
  readonly italic?: boolean
  readonly strike?: boolean
}
export type Face = Pick<TextStyle, 'size' | 'mono' | 'bold' | 'italic'>
/** Width of words. */
export type Measure = (text: string, face: Face) => number

export const SANS = "Inter, 'Inter Variable', 'Helvetica Neue', Helvetica, Arial, sans-serif"
export const MONO = "'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"

/** A line of words; `y` is its baseline. */
export function words(text: string, x: number, y: number, style: TextStyle, anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return tag('text', {
    x, y, 'font-size': style.size, fill: style.fill, 'font-family': style.mono === true ? MONO : undefined, 'font-weight': style.bold === true ? 600 : undefined,
    'font-style': style.italic === true ? 'italic' : undefined, 'text-decoration': style.strike === true ? 'line-through' : undefined,
    'text-anchor': anchor === 'start' ? undefined : anchor,
  }, escapeXml(text))
}

const letters = (text: string): string[] => Array.from(text)

/** The words, or as many letters of them as fit and an ellipsis. */
export function shorten(text: string, room: number, face: Face, measure: Measure): string {
  if (measure(text, face) <= room) return text
  const all = letters(text)
  let [fits, tooMany] = [0, all.length]
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1
    if (measure(`${all.slice(0, middle).join('')}…`, face) <= room) fits = middle
    else tooMany = middle
  }
  return fits === 0 ? '' : `${all.slice(0, fits).join('').trimEnd()}…`
}

/** Where lines may break: after spaces, and between the letters of a script without them. */
const PIECES = /[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF]|[^\s\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF]+\s*|\s+/gu
export const piecesOf = (text: string): string[] => text.match(PIECES) ?? []

/** Lines no wider than the room; a word that is wider is broken. */
export function wrap(text: string, room: number, face: Face, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  const put = (piece: string): void => {
    if (line === '' || measure((line + piece).trimEnd(), face) <= room) line += piece
    else { lines.push(line.trimEnd()); line = piece }
  }
  for (const piece of piecesOf(text.trim())) {
    if (measure(piece.trimEnd(), face) <= room) { put(piece); continue }
    if (line !== '') { lines.push(line.trimEnd()); line = '' }
    for (const letter of letters(piece)) put(letter)
  }
  return line.trimEnd() === '' ? lines : [...lines, line.trimEnd()]
}

/** Where there is no font to ask: widths of Inter and JetBrains Mono on the average, full ones for ideographs. */
export const roughMeasure: Measure = (text, { size, mono, bold }) =>
  letters(text).reduce((sum, letter) => sum + (letter > '\u2E7F' ? 1 : mono === true ? 0.6 : bold === true ? 0.6 : 0.57) * size, 0)
