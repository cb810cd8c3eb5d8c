/** SVG as pixels. */

/** Of a canvas: Chromium's own limit to a side, and what takes 256 MB. */
const LONGEST_SIDE = 16_384
const MOST_PIXELS = 64e6

/** `wanted`, or as much less as it takes for a picture of this size to be possible. */
export const possibleScale = (width: number, height: number, wanted: number): number =>
  Math.min(wanted, LONGEST_SIDE / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)))

/** A PNG file of an SVG that holds all it needs. `scale`: pixels to a unit. */
export async function pngOf({ svg, width, height }: { readonly svg: string; readonly width: number; readonly height: number }, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale))
    const context = canvas.getContext('2d')
    if (!context) throw new Error('This browser has no 2D canvas.')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
  } finally {
    URL.revokeObjectURL(url)
  }
}
