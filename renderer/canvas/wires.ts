/** Wires on the 2D canvas, many to a path. */
import { PIECES, type Colors, type Surface } from './ink'
import { traceFarWire, traceWire, type Ends } from './paths'

export type WireLook = 'plain' | 'lit' | 'dead' | 'cut'
export type Wires = Readonly<Record<WireLook, readonly Ends[]>>

/** Of a device pixel: what is as thin is drawn many times faster without a GPU than what is wider by a rounding. */
const HAIR = 0.999

/** Draws wires; below a zoom of 0.2 of straight pieces. */
export function drawWires(ctx: Surface, colors: Colors, wires: Wires, k: number): void {
  ctx.lineCap = 'round'
  for (const look of ['plain', 'dead', 'lit', 'cut'] as const) {
    ctx.strokeStyle = look === 'lit' ? colors.accent : look === 'cut' ? colors.bad : colors.wire
    ctx.lineWidth = Math.max(look === 'lit' || look === 'cut' ? 2.4 : 1.8, HAIR / k)
    ctx.setLineDash(look === 'dead' ? [4, 5] : [])
    ctx.beginPath()
    let drawn = 0
    for (const ends of wires[look]) {
      if (k < 0.2) traceFarWire(ctx, ends)
      else traceWire(ctx, ends)
      if (++drawn % PIECES === 0) { ctx.stroke(); ctx.beginPath() }
    }
    ctx.stroke()
  }
  ctx.setLineDash([])
}
