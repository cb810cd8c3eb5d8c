/** SVG as a PDF of one page, in lines and words; loaded when it is wanted. */
import { jsPDF } from 'jspdf'
import { svg2pdf } from 'svg2pdf.js'
import { base64, dataUrl } from './bytes'
import { coveredRuns, isCovered, openTypeFonts } from './fonts'

/** CSS pixels to points. */
const POINTS = 0.75
/** A page's longest side in points: readers take no longer one. */
const LONGEST = 14_400
/** Pixels to a unit, of words that the PDF's fonts do not have. */
const SHARP = 8

const SVG = 'http://www.w3.org/2000/svg'

/** A PDF file of the drawing, on a page of its size. */
export async function pdfOf(drawing: { readonly svg: string; readonly width: number; readonly height: number }, title: string): Promise<Uint8Array<ArrayBuffer>> {
  const scale = Math.min(POINTS, LONGEST / Math.max(drawing.width, drawing.height))
  const [width, height] = [drawing.width * scale, drawing.height * scale]
  const pdf = new jsPDF({ unit: 'pt', format: [width, height], orientation: width > height ? 'landscape' : 'portrait', compress: true, putOnlyUsedFonts: true })
  pdf.setProperties({ title, creator: 'Tensorloom' })
  for (const { family, weight, style, bytes } of await openTypeFonts()) {
    const file = `${family}-${weight}-${style}.ttf`
    pdf.addFileToVFS(file, base64(bytes))
    pdf.addFont(file, family, style, weight)
    // There is no other slanted one.
    if (style === 'normal' && (family === 'JetBrains Mono' || weight === 600)) pdf.addFont(file, family, 'italic', weight)
  }
  // Pictures are squares of few colours, for which the least effort makes files as small as the most, in a third of the time.
  const addImage = pdf.addImage.bind(pdf)
  Object.assign(pdf, { addImage: (data: string, format: string, x: number, y: number, w: number, h: number) => addImage(data, format, x, y, w, h, undefined, 'FAST') })
  const root = new DOMParser().parseFromString(drawing.svg, 'image/svg+xml').documentElement
  await paintWords(root)
  // It asks the page for sizes of what it draws.
  const holder = document.createElement('div')
  holder.className = 'sr-only'
  holder.append(document.importNode(root, true))
  document.body.append(holder)
  try {
    await svg2pdf(holder.firstElementChild ?? root, pdf, { x: 0, y: 0, width, height })
  } finally {
    holder.remove()
  }
  return new Uint8Array(pdf.output('arraybuffer'))
}

/** Puts pictures in place of words in other scripts: no font of theirs could be put into the file. */
async function paintWords(root: Element): Promise<void> {
  const make = (name: string, attributes: Readonly<Record<string, string | number>>): Element => {
    const element = root.ownerDocument.createElementNS(SVG, name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
    return element
  }
  for (const text of root.querySelectorAll('text')) {
    if (isCovered(text.textContent)) continue
    const y = Number(text.getAttribute('y'))
    const brush = brushOf(text, root)
    const runs = coveredRuns(text.textContent).map((words) => ({ words, width: brush.width(words) }))
    const whole = runs.reduce((sum, { width }) => sum + width, 0)
    const anchor = text.getAttribute('text-anchor')
    let x = Number(text.getAttribute('x')) - (anchor === 'end' ? whole : anchor === 'middle' ? whole / 2 : 0)
    for (const { words, width } of runs) {
      if (isCovered(words)) {
        const run = text.cloneNode()
        if (run instanceof Element) {
          // A space at the beginning of a text is none.
          run.setAttribute('x', String(x + brush.width(words) - brush.width(words.trimStart())))
          run.removeAttribute('text-anchor')
          run.textContent = words.trimStart()
          text.before(run)
        }
      } else if (words === '→') {
        const [left, right, middle, head] = [x + 0.1 * width, x + 0.9 * width, y - 0.34 * brush.size, 0.2 * brush.size]
        text.before(make('path', {
          d: `M${left} ${middle}H${right}M${right - head} ${middle - head}L${right} ${middle}L${right - head} ${middle + head}`, fill: 'none', stroke: text.getAttribute('fill') ?? '#000', 'stroke-width': brush.size / 11,
        }))
      } else {
        text.before(make('image', { x, y: y - brush.size * 1.1, width: width + 2 / SHARP, height: brush.size * 1.5, href: await brush.paint(words) }))
      }
      x += width
    }
    text.remove()
  }
}

/** Measures and paints words that look as this element's, in whatever fonts this machine has. Widths in units. */
function brushOf(text: Element, root: Element): { readonly size: number; width(words: string): number; paint(words: string): Promise<string> } {
  const size = Number(text.getAttribute('font-size'))
  const family = text.getAttribute('font-family') ?? root.getAttribute('font-family') ?? 'sans-serif'
  const font = `${text.getAttribute('font-style') ?? 'normal'} ${text.getAttribute('font-weight') ?? '400'} ${size * SHARP}px ${family}`
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser has no 2D canvas.')
  const width = (words: string): number => {
    context.font = font
    return context.measureText(words).width / SHARP
  }
  return {
    size, width,
    paint: async (words) => {
      canvas.width = Math.ceil(width(words) * SHARP) + 2
      canvas.height = Math.ceil(size * 1.5 * SHARP)
      context.font = font
      context.fillStyle = text.getAttribute('fill') ?? '#000'
      context.fillText(words, 0, size * 1.1 * SHARP)
      const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/png') })
      if (!blob) throw new Error('This browser makes no PNG.')
      return dataUrl('image/png', new Uint8Array(await blob.arrayBuffer()))
    },
  }
}
