/** What a part of the benchmark gives, and how times are taken. */

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly baseline?: number
  /** At most this: of value / baseline, or where `of` says so of the value itself. */
  readonly aim?: number
  readonly of?: 'value'
}

export interface Setting {
  /** Of the repository. */
  readonly root: string
  /** Where the benchmark's own builds are. */
  readonly out: string
  readonly rounds: number | undefined
  say(text: string): void
}

export function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function quantile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * part)] ?? NaN
}

type Timed = () => unknown

/** ONNX Runtime's threads spin for a while after a run, and would slow the next one down. */
const QUIET = 40
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, QUIET))

/**
 * Takes each of `jobs` in turn, `rounds` times after `warm` rounds that do not count: what slows the machine down for a
 * while slows all of them. A job that gives a number tells its own time. Gives the medians.
 */
export async function inTurns<K extends string>(jobs: Readonly<Record<K, Timed>>, rounds: number, warm = 3): Promise<Record<K, number>> {
  const names = Object.keys(jobs) as K[]
  const times = new Map<K, number[]>(names.map((name) => [name, []]))
  for (let round = -warm; round < rounds; round++) {
    for (const name of names) {
      await quiet()
      const started = performance.now()
      const told = await jobs[name]()
      const taken = typeof told === 'number' ? told : performance.now() - started
      if (round >= 0) times.get(name)!.push(taken)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name)!)])) as Record<K, number>
}
