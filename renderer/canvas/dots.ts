/** The ground's dots: one row is drawn when the zoom changes and laid over the ground line by line, a thirtieth of drawing each dot. */

/** Between two dots, in canvas units; twice that, and again, where they would come closer than `CLOSEST` pixels. */
const GRID = 22
const CLOSEST = 16
const DOT = 2

export class Dots {
  private readonly row = new OffscreenCanvas(1, 1)
  private drawn = ''

  /** `ratio`: device pixels to a pixel; the context is in pixels. */
  draw(ctx: CanvasRenderingContext2D, { x, y, k }: { readonly x: number; readonly y: number; readonly k: number }, width: number, height: number, ratio: number, color: string): void {
    let gap = GRID * k
    while (gap < CLOSEST) gap *= 2
    this.prepare(gap, width, ratio, color)
    const first = (offset: number): number => ((offset % gap) + gap) % gap - gap
    // On whole device pixels, where a copy is exact and quick.
    const whole = (at: number): number => Math.round(at * ratio) / ratio
    const left = whole(first(x))
    for (let top = first(y) - DOT / 2; top < height; top += gap) ctx.drawImage(this.row, left, whole(top), this.row.width / ratio, this.row.height / ratio)
  }

  private prepare(gap: number, width: number, ratio: number, color: string): void {
    const key = `${gap} ${width} ${ratio} ${color}`
    if (key === this.drawn) return
    this.drawn = key
    this.row.width = Math.ceil((width + 2 * gap) * ratio)
    this.row.height = Math.ceil(DOT * ratio)
    const ctx = this.row.getContext('2d')
    if (!ctx) return
    ctx.scale(ratio, ratio)
    ctx.fillStyle = color
    for (let at = gap - DOT / 2; at < width + 2 * gap; at += gap) ctx.fillRect(at, 0, DOT, DOT)
  }
}
