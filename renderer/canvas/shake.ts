/** A node that is shaken goes off its wires: short strokes to and fro, quickly one after another. */

/** Canvas units of a stroke, strokes, and milliseconds for all of them. */
const STROKE = 24
const STROKES = 4
const WITHIN = 900

export class Shake {
  private x: number | undefined
  private direction = 0
  private travelled = 0
  private turns: number[] = []

  /** The node is at `x` now; true once it has been shaken. */
  moved(x: number, now = performance.now()): boolean {
    const dx = this.x === undefined ? 0 : x - this.x
    this.x = x
    if (dx === 0) return this.shaken(now)
    if (Math.sign(dx) === this.direction) this.travelled += Math.abs(dx)
    else {
      if (this.travelled >= STROKE) this.turns.push(now)
      this.direction = Math.sign(dx)
      this.travelled = Math.abs(dx)
    }
    return this.shaken(now)
  }

  private shaken(now: number): boolean {
    this.turns = this.turns.filter((turn) => now - turn <= WITHIN)
    return this.turns.length >= STROKES
  }
}
