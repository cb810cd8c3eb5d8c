/** The ground's dots: one row is drawn when the zoom changes and laid over the ground line by line, a thirtieth of drawing each dot. */

/** Between two dots, in canvas units; twice that, and again, where they would come closer than `CLOSEST` pixels. */
const GRID = 22
const CLOSEST = 16
/** Pixels of the gap at the largest zoom. */
const WIDEST = GRID * 3
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
    // As long as any gap needs: a surface of another size is a new one, and each zoom has another gap.
    const [long, high] = [Math.ceil((width + 2 * Math.max(gap, WIDEST)) * ratio), Math.ceil(DOT * ratio)]
    if (this.row.width !== long || this.row.height !== high) Object.assign(this.row, { width: long, height: high })
    const ctx = this.row.getContext('2d')
    if (!ctx) return
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
    ctx.clearRect(0, 0, long, high)
    ctx.fillStyle = color
    for (let at = gap - DOT / 2; at < width + 2 * gap; at += gap) ctx.fillRect(at, 0, DOT, DOT)
  }
}
