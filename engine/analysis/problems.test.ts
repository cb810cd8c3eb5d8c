import { describe, expect, it } from 'vitest'
import { applyAll } from '../document/history'
import { GraphDocument } from '../document/document'
import type { Problem } from '../document/types'
import { GraphAnalysis } from './analysis'
import { analysed, graph, layers, type Row, told } from './testing/graphs'

const x: Row = ['x', 'Input', { shape: [1, 3, 8, 8] }]

/** Applies the mend of the only problem and gives what is left. */
function mended(rows: readonly Row[], wires: readonly string[] = [], tensors = {}): Problem[] {
  const doc = new GraphDocument(graph(rows, wires, tensors))
  const analysis = new GraphAnalysis(doc, {}, layers)
  expect(analysis.problems()).toHaveLength(1)
  const fix = analysis.problems()[0]?.fix
  if (!fix) throw new Error('no fix')
  analysis.update(applyAll(doc, fix.edits))
  return analysis.problems()
}

describe('a sound graph', () => {
  it('has types, inferred sizes and totals', () => {
    const found = analysed([x, ['c', 'Conv2d', { out_channels: 4, kernel_size: 3 }], ['r', 'ReLU']], ['x c', 'c r'])
    expect(found.problems()).toEqual([])
    expect(found.node('r')?.outputs).toEqual({ output: { dtype: 'float32', shape: [1, 4, 6, 6] } })
    expect(found.node('c')?.inferred).toEqual({ in_channels: { value: 3, port: 'input' } })
    expect(found.totals()).toMatchObject({ nodes: 3, parameters: 4 * 3 * 9 + 4, bytes: 4 * (192 + 2 * 144 + 112) })
    expect(found.order).toEqual(['x', 'c', 'r'])
  })
})

describe('types and parameters', () => {
  it('unknown-type, with the likely one', () => {
    const found = analysed([x, ['c', 'Relu6x'], ['d', 'Identity'], ['e', 'Add']], ['x c', 'c d', 'd e', 'c.foo e.other'])
    expect(told(found)).toEqual(['unknown-type c'])
    expect(found.node('e')?.outputs).toEqual({})
    expect(mended([x, ['c', 'relu']], ['x c'])).toEqual([])
  })

  it('unknown-param, renamed or removed', () => {
    const rows: Row[] = [x, ['c', 'Conv2d', { out_channels: 4, kernel_size: 3, strid: 2 }], ['r', 'ReLU']]
    const found = analysed(rows, ['x c', 'c r'])
    expect(found.problems()).toMatchObject([{ code: 'unknown-param', node: 'c', param: 'strid' }])
    expect(found.node('r')?.outputs).toEqual({})
    expect(mended(rows, ['x c', 'c r'])).toEqual([])
    expect(mended([x, ['r', 'ReLU', { constructor: 1 }]], ['x r'])).toEqual([])
  })

  it('bad-param for a value or a required one left out, and nothing behind it', () => {
    const found = analysed([x, ['c', 'Conv2d', { out_channels: 'many' }], ['r', 'ReLU']], ['x c', 'c r'])
    expect(found.problems()).toMatchObject([{ code: 'bad-param', param: 'out_channels' }, { code: 'bad-param', param: 'kernel_size' }])
    expect(found.node('c')?.tensors).toBeUndefined()
    // A long one is told by its beginning.
    const [long] = analysed([x, ['c', 'Conv2d', { out_channels: { $number: '9'.repeat(4000) }, kernel_size: 3 }]], ['x c']).problems()
    expect(long?.message).toMatch(/^out_channels: 9{80}\.\.\. takes more than 64 bits/)
  })

  it('a refusal of the constructor or the shape rule, once', () => {
    expect(told(analysed([x, ['c', 'Conv2d', { in_channels: 3, out_channels: 4, kernel_size: 3, groups: 2 }]], ['x c']))).toEqual(['bad-param c'])
    const found = analysed([x, ['l', 'Linear', { in_features: 5, out_features: 2 }], ['r', 'ReLU']], ['x l', 'l r'])
    expect(told(found)).toEqual(['shape-mismatch l'])
    expect(found.node('l')?.tensors).toHaveLength(2)
  })

  it('survives a declaration that fails', () => {
    expect(told(analysed([['b', 'Broken'], ['r', 'ReLU']], ['b r']))).toEqual(['runtime b'])
  })
})

describe('wires', () => {
  it('unknown-port at either end', () => {
    const into = analysed([x, ['r', 'ReLU']], ['x r.inputs'])
    expect(into.problems()).toMatchObject([{ code: 'unknown-port', node: 'r', port: 'inputs' }])
    const outOf = analysed([x, ['r', 'ReLU'], ['s', 'ReLU']], ['x r', 'r.foo s'])
    expect(outOf.problems()).toMatchObject([{ code: 'unknown-port', node: 'r', port: 'foo' }])
    expect(outOf.node('r')?.outputs).not.toEqual({})
    expect(outOf.node('s')?.outputs).toEqual({})
    expect(mended([x, ['r', 'ReLU']], ['x r.inputs'])).toEqual([])
    expect(mended([x, ['r', 'ReLU']], ['x.outptu r'])).toEqual([])
    expect(mended([x, ['r', 'ReLU']], ['x r', 'x r.constructor'])).toEqual([])
    expect(told(analysed([x, ['r', 'ReLU']], ['x.constructor r']))).toEqual(['unknown-port x'])
  })

  it('outputs that depend on parameters and on the input', () => {
    const rows: Row[] = [x, ['f', 'Fork'], ['r', 'ReLU']]
    expect(told(analysed(rows, ['x f', 'f.indices r']))).toEqual(['unknown-port f'])
    const parts = (shape: number[]): string[] => told(analysed([['x', 'Input', { shape }], ['p', 'Parts'], ['r', 'ReLU']], ['x p', 'p.output3 r']))
    expect(parts([4])).toEqual([])
    expect(parts([2])).toEqual(['unknown-port p'])
    expect(parts([9])).toEqual(['shape-mismatch p'])
  })

  it('dangling-edge at the end that is there', () => {
    expect(analysed([x, ['r', 'ReLU']], ['ghost r']).problems()).toMatchObject([{ code: 'dangling-edge', node: 'r', port: 'input' }])
    const found = analysed([x], ['x ghost'])
    expect(told(found)).toEqual(['dangling-edge x'])
    expect(found.node('x')?.outputs).not.toEqual({})
    expect(told(analysed([x], ['a b']))).toEqual(['dangling-edge -'])
    expect(mended([x, ['r', 'ReLU']], ['x r', 'ghost r'])).toEqual([])
    expect(mended([x], ['a b'])).toEqual([])
  })

  it('occupied-input', () => {
    const rows: Row[] = [x, ['y', 'Input', { shape: [2] }], ['r', 'ReLU']]
    expect(analysed(rows, ['x r', 'y r']).problems()).toMatchObject([{ code: 'occupied-input', node: 'r', port: 'input' }])
    expect(mended(rows, ['x r', 'y r'])).toEqual([])
    expect(mended(rows, ['x r', 'x r'])).toEqual([])
    // Nor does a wire that counts for nothing close a cycle.
    expect(told(analysed([x, ['r', 'ReLU'], ['s', 'ReLU']], ['x r', 'r s', 's r']))).toEqual(['occupied-input r'])
  })

  it('cycle, once, at its first node', () => {
    const rows: Row[] = [x, ['a', 'Add'], ['b', 'ReLU'], ['c', 'ReLU'], ['d', 'ReLU']]
    const found = analysed(rows, ['x a', 'c a.other', 'a b', 'b c', 'c d'])
    expect(told(found)).toEqual(['cycle a'])
    expect(found.problems()[0]?.message).toContain('a → b → c → a')
    expect(found.order).toEqual(['x'])
    expect(found.node('d')?.outputs).toEqual({})
    expect(told(analysed([['r', 'ReLU']], ['r r']))).toEqual(['cycle r'])
    expect(mended([...rows.slice(0, 2), ['a2', 'Identity']], ['x a', 'a a2', 'a2 a.other']).map(p => p.code)).toEqual(['missing-input'])
  })

  it('missing-input, but not behind an error', () => {
    expect(analysed([['r', 'ReLU'], ['s', 'ReLU']], ['r s']).problems()).toMatchObject([{ code: 'missing-input', node: 'r', port: 'input' }])
    expect(told(analysed([x, ['j', 'Join']], ['x j.input0', 'x j.input2']))).toEqual(['missing-input j'])
    expect(told(analysed([x, ['j', 'Join']], ['x j.input0', 'x j.input1']))).toEqual([])
    expect(told(analysed([['j', 'Join']]))).toEqual(['missing-input j'])
  })

  it('numbers instead of a wire', () => {
    const rows = (other?: number): Row[] => [x, ['a', 'Add', other === undefined ? {} : { other }]]
    expect(analysed(rows(), ['x a']).problems()).toMatchObject([{ code: 'missing-input', port: 'other' }])
    expect(analysed(rows(2), ['x a']).problems()).toEqual([])
    const both = analysed(rows(2), ['x a', 'x a.other'])
    expect(both.problems()).toMatchObject([{ severity: 'warning', code: 'bad-param', param: 'other' }])
    expect(both.node('a')?.outputs).not.toEqual({})
    expect(mended(rows(2), ['x a', 'x a.other'])).toEqual([])
    expect(told(analysed([x, ['p', 'Power']], ['x p']))).toEqual(['missing-input p'])
    expect(told(analysed([x, ['p', 'Power', { exponent: 'two' }]], ['x p']))).toEqual(['bad-param p'])
  })
})

describe('bypass', () => {
  const stepped = { bypass: true } as const

  it('hands on the first input and keeps the weights', () => {
    const found = analysed([x, ['c', 'Conv2d', { out_channels: 4, kernel_size: 30 }, stepped], ['r', 'ReLU']], ['x c', 'c r'])
    expect(found.problems()).toEqual([])
    expect(found.node('r')?.outputs['output']?.shape).toEqual([1, 3, 8, 8])
    expect(found.node('c')?.tensors).toHaveLength(2)
    expect(found.node('c')?.macs).toBe(0)
  })

  it('needs its first input alone', () => {
    expect(told(analysed([x, ['a', 'Add', {}, stepped], ['r', 'ReLU']], ['x a', 'a r']))).toEqual([])
    expect(told(analysed([x, ['a', 'Add', {}, stepped]], ['x a.other']))).toEqual(['missing-input a'])
  })

  it('has no further outputs', () => {
    const rows: Row[] = [x, ['f', 'Fork', { both: true }, stepped], ['r', 'ReLU']]
    expect(told(analysed(rows, ['x f', 'f.indices r']))).toEqual(['missing-input r'])
    expect(told(analysed(rows, ['x f', 'f.foo r']))).toEqual(['unknown-port f'])
    expect(mended(rows, ['x f', 'f.indices r'])).toMatchObject([{ severity: 'warning' }])
  })
})

describe('too-large', () => {
  const rows: Row[] = [x, ['l', 'Linear', { out_features: 2 ** 40 }], ['r', 'ReLU'], ['s', 'ReLU']]

  it('once, where the limit is crossed', () => {
    const found = analysed(rows, ['x l', 'l r', 'x s'], {}, { memoryLimit: 2 ** 30 })
    expect(told(found)).toEqual(['too-large l'])
    expect(found.node('l')?.outputs).toEqual({})
    expect(found.node('r')?.outputs).toEqual({})
    expect(found.node('s')?.outputs).not.toEqual({})
  })

  it('counts everything together', () => {
    const many: Row[] = [['x', 'Input', { shape: [256] }], ['a', 'ReLU'], ['b', 'ReLU'], ['c', 'ReLU']]
    const wires = ['x a', 'a b', 'b c']
    expect(told(analysed(many, wires, {}, { memoryLimit: 4096 }))).toEqual([])
    expect(told(analysed(many, wires, {}, { memoryLimit: 4095 }))).toEqual(['too-large c'])
  })

  it('tells which nodes it keeps out', () => {
    const found = analysed(rows, ['x l', 'l r', 'x s'], {}, { memoryLimit: 2 ** 30 })
    expect(found.node('l')?.tensors).toHaveLength(2)
    expect(['l', 'x'].map(id => found.isTooLarge(id))).toEqual([true, false])
  })

  it('is not upset by sizes beyond 2^53', () => {
    const huge = new Array<number>(40).fill(2 ** 50)
    const found = analysed([['x', 'Input', { shape: huge }], ['f', 'Flatten', { start_dim: 0 }], ['z', 'Input', { shape: [...huge, 0] }]], ['x f'])
    expect(told(found)).toEqual(['too-large x'])
    expect(found.node('z')?.outputs).not.toEqual({})
    expect(found.totals().bytes).toBe(Infinity)
  })
})

describe('all problems', () => {
  it('stand in file order', () => {
    const found = analysed([['s', 'ReLU'], ['u', 'What'], ['c', 'ReLU'], ['a', 'ReLU']], ['c c', 'g h'], { 'no.weight': { shape: [1], data: [1] } })
    expect(told(found)).toEqual(['missing-input s', 'unknown-type u', 'cycle c', 'missing-input a', 'dangling-edge -', 'bad-tensor -'])
  })

  it('turns a layer\'s notes into warnings and words', () => {
    const found = analysed([x, ['f', 'Fork', { both: true }], ['g', 'Fork']], ['x f', 'x g'])
    expect(found.problems()).toMatchObject([{ severity: 'warning', node: 'f' }])
    expect(found.node('g')?.notes).toEqual(['one'])
  })
})

describe('a size that fits neither its input nor the stored weights', () => {
  it('is one problem, the size, with its mend', () => {
    const rows: Row[] = [['x', 'Input', { shape: [1, 4] }], ['fc', 'Linear', { out_features: 1, in_features: 3 }]]
    const tensors = { 'fc.weight': { shape: [1, 4], data: [1, 2, 3, 4] } }
    const analysis = analysed(rows, ['x fc'], tensors)
    expect(told(analysis)).toEqual(['shape-mismatch fc'])
    expect(mended(rows, ['x fc'], tensors)).toEqual([])
  })
})
