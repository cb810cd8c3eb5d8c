import { describe, expect, it } from 'vitest'
import { executionOrder } from './order'
import { graph, type Row } from './testing/graphs'

const rows = (ids: string): Row[] => [...ids].map(id => [id, 'Identity'])
const orderOf = (ids: string, wires: string[]) => executionOrder({ graph: graph(rows(ids), wires) })

describe('executionOrder', () => {
  it('takes the first node in file order whose inputs have run', () => {
    expect(orderOf('dcba', ['a b', 'b c', 'a d']).order.join('')).toBe('adbc')
    expect(orderOf('abc', []).order.join('')).toBe('abc')
  })

  it('leaves out cycles and what is behind them, one group each', () => {
    const { order, cycles } = orderOf('abcdefg', ['b c', 'c b', 'c d', 'a e', 'f f', 'g e'])
    expect(order.join('')).toBe('age')
    expect(cycles).toEqual([['b', 'c'], ['f']])
  })

  it('tells a cycle behind a cycle', () => {
    expect(orderOf('abcd', ['a b', 'b a', 'b c', 'c d', 'd c']).cycles).toEqual([['a', 'b'], ['c', 'd']])
  })

  it('passes over wires that name no node and those turned down', () => {
    const doc = { graph: graph(rows('ab'), ['x a', 'a y', 'a b', 'b a']) }
    expect(executionOrder(doc, edge => edge.from[0] !== 'b').order).toEqual(['a', 'b'])
  })

  it('takes two wires between the same nodes', () => {
    expect(orderOf('ba', ['a b', 'a b.other']).order.join('')).toBe('ab')
  })

  it('manages chains and rings of 20,000 nodes', () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `n${i}`)
    const wires = ids.slice(1).map((id, i) => `${id} ${ids[i] ?? ''}`)
    const chain = executionOrder({ graph: graph(ids.map(id => [id, 'Identity']), wires) })
    expect(chain.order).toEqual(ids.toReversed())
    const ring = executionOrder({ graph: graph(ids.map(id => [id, 'Identity']), [...wires, 'n0 n19999']) })
    expect(ring.cycles).toEqual([ids])
  }, 60_000)
})
