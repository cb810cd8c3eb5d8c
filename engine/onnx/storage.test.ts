import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../layers/define'
import { readRef, rootRef, viewRef, writeRef, type Ref, type ViewOperations } from './storage'

const TYPE = { dtype: 'float32', shape: [] } as const

/** What a value holds, by its name. */
const contents = new Map<string, readonly number[]>()
let count = 0
function made(numbers: readonly number[]): Value {
  const name = `v${count++}`
  contents.set(name, numbers)
  return { name, type: TYPE }
}
const read = (value: Value): readonly number[] => contents.get(value.name) ?? []

/** Views named "from:length" of flat memory. */
const bounds = (view: string): [number, number] => {
  const [from = 0, length = 0] = view.split(':').map(Number)
  return [from, length]
}
let writes = 0
const operations: ViewOperations = {
  refresh(view, _port, base) {
    const [from, length] = bounds(view)
    return made(read(base).slice(from, from + length))
  },
  write(view, _port, base, written) {
    writes++
    const [from, length] = bounds(view)
    const old = read(base)
    return made([...old.slice(0, from), ...read(written), ...old.slice(from + length)])
  },
}

interface Pair {
  readonly ref: Ref
  /** The same memory, as JavaScript shares it. */
  readonly array: Float64Array
}

const now = ({ ref }: Pair): number[] => [...read(readRef(ref, operations))]

function root(length: number): Pair {
  const array = Float64Array.from({ length }, (_, i) => i)
  return { ref: rootRef(made([...array])), array }
}

function view(base: Pair, from: number, length: number): Pair {
  const part = base.array.subarray(from, from + length)
  readRef(base.ref, operations)
  return { ref: viewRef(base.ref, `${from}:${length}`, 'output', made([...part])), array: part }
}

function write(pair: Pair, factor: number): void {
  readRef(pair.ref, operations)
  pair.array.forEach((x, i) => { pair.array[i] = x * factor + 1 })
  writeRef(pair.ref, made([...pair.array]))
}

describe('shared memory', () => {
  it('shows a write to everyone who reads later, up and down', () => {
    const x = root(6)
    const left = view(x, 0, 4)
    const middle = view(x, 2, 3)
    const inner = view(left, 1, 3)
    write(inner, 10)
    expect(now(x)).toEqual([0, 11, 21, 31, 4, 5])
    expect(now(middle)).toEqual([21, 31, 4])
    write(middle, 2)
    expect(now(left)).toEqual([0, 11, 43, 63])
    expect(now(inner)).toEqual([11, 43, 63])
    expect(now(x)).toEqual([...x.array])
  })

  it('does nothing for writes that nobody else asks for', () => {
    const whole = view(root(4), 0, 4)
    writes = 0
    for (let i = 0; i < 5; i++) write(whole, 2)
    expect(now(whole)).toEqual([...whole.array])
    expect(writes).toBe(0)
  })

  it('agrees with memory that is really shared', () => {
    const step = fc.record({ kind: fc.constantFrom('view', 'write', 'read'), on: fc.nat(), from: fc.nat(), length: fc.nat() })
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const pairs = [root(8)]
      for (const { kind, on, from, length } of steps) {
        const pair = pairs[on % pairs.length]
        if (!pair) continue
        const start = from % (pair.array.length + 1)
        if (kind === 'view') pairs.push(view(pair, start, length % (pair.array.length - start + 1)))
        else if (kind === 'write') write(pair, 1 + (from % 3))
        else expect(now(pair)).toEqual([...pair.array])
      }
      for (const pair of pairs) expect(now(pair)).toEqual([...pair.array])
    }))
  })

  it('takes chains of any length', () => {
    const chain = [root(2)]
    for (let i = 0; i < 20_000; i++) chain.push(view(chain[i] ?? root(2), 0, 2))
    const last = chain[20_000]
    const first = chain[0]
    if (!last || !first) throw new Error('no chain')
    write(last, 3)
    expect(now(first)).toEqual([1, 4])
  })
})
