/** Plays motions frame by frame and notes when each frame came, by the browser's own clock. */
import type { GridGraph } from './graph'

/** A canvas, ours or Rete's own, as the benchmark handles it. */
export interface Subject {
  readonly grid: GridGraph
  /** Milliseconds until everything that belongs on screen was there. */
  readonly load: number
  setView(x: number, y: number, k: number): unknown
  /** Moves the hub. */
  drag(x: number, y: number): unknown
}

export const MOTIONS = ['idle', 'pan', 'zoom', 'drag'] as const
export type Motion = (typeof MOTIONS)[number]

export const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300))

/** Milliseconds from frame to frame while `step` is called once in each. */
async function record(frames: number, step: (i: number) => unknown): Promise<number[]> {
  const times: number[] = []
  let last = await frame()
  for (let i = 0; i < frames; i++) {
    await step(i)
    const now = await frame()
    times.push(now - last)
    last = now
  }
  // The first ones find their pace.
  return times.slice(5)
}

export async function play({ grid, setView, drag }: Subject, motion: Motion): Promise<number[]> {
  const [x, y] = grid.hubAt
  const [cx, cy] = [innerWidth / 2, innerHeight / 2]
  const at = (k: number): [number, number, number] => [cx - (x + 90) * k, cy - (y + 75) * k, k]
  await setView(...at(1))
  await rest()
  if (motion === 'idle') return record(100, () => undefined)
  if (motion === 'pan') return record(100, (i) => setView(cx - x - i * 25, cy - y - i * 10, 1))
  if (motion === 'drag') {
    const times = await record(100, (i) => drag(x + Math.sin(i / 8) * 200, y + Math.cos(i / 8) * 150))
    await drag(x, y)
    return times
  }
  const fit = Math.max(0.06, Math.min(innerWidth / grid.width, innerHeight / grid.height) * 0.95)
  return record(120, (i) => setView(...at(fit ** ((i < 60 ? i : 120 - i) / 60))))
}

declare global {
  interface Window {
    load: (n: number) => Promise<number>
    play: (motion: Motion) => Promise<number[]>
  }
}

/** Hands the page over to the benchmark. */
export function offer(build: (n: number) => Promise<Subject>): void {
  let subject: Subject | undefined
  window.load = async (n) => {
    subject = await build(n)
    return subject.load
  }
  window.play = (motion) => (subject ? play(subject, motion) : Promise.reject(new Error('Nothing was loaded.')))
}
