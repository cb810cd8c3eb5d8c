import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphDocument } from '../document/document'
import type { Json, Params } from '../document/types'
import { defineLayer, type Inputs, type Layer, refuse } from '../layers/define'
import { LAYERS, registry } from '../layers/index'
import { bool, int, ints, nullable } from '../layers/params'
import { floorSize } from '../layers/spatial'
import { say } from '../say'
import { GraphAnalysis } from './analysis'
import { solve, windowAxes, type Solution } from './solver'
import { windowOf } from './solverWindow'

/** A transposed convolution along `n` axes, as far as its sizes go. */
const transposed = (n: number): Layer => defineLayer({
  type: `Transposed${n}`, category: 'conv', summary: '',
  params: {
    kernel_size: ints(n, ''), stride: ints(n, '', { default: 1 }), padding: ints(n, '', { default: 0 }), output_padding: ints(n, '', { default: 0 }), dilation: ints(n, '', { default: 1 }),
    output_size: nullable(ints(n, '', { default: null })),
  },
  inputs: [{ name: 'input' }], outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const at = (of: readonly number[], i: number): number => of[i] ?? 0
    const size = input.shape.slice(-n).map((from, i) => {
      const least = (from - 1) * at(p.stride, i) - 2 * at(p.padding, i) + at(p.dilation, i) * (at(p.kernel_size, i) - 1) + 1
      const more = p.output_size ? at(p.output_size, i) - least : at(p.output_padding, i)
      if (more < 0 || more >= Math.max(at(p.stride, i), at(p.dilation, i))) refuse({ code: 'bad-param', message: say`output padding` })
      return least + more
    })
    if (size.some(one => one < 1)) refuse({ code: 'shape-mismatch', message: say`too small` })
    return { output: { dtype: input.dtype, shape: [...input.shape.slice(0, -n), ...size] } }
  },
  lower: () => undefined,
})

/** A pool along one axis, and one that gives whatever size it is told. */
const Pool = defineLayer({
  type: 'Pool', category: 'pool', summary: '', params: { kernel_size: int(''), stride: nullable(int('', { default: null })), ceil: bool('', { default: false }) },
  inputs: [{ name: 'input' }], outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    const n = floorSize({ n: input?.shape.at(-1) ?? 0, kernel: p.kernel_size, stride: p.stride ?? p.kernel_size, padding: [0, 0], dilation: 1 })
    if (!(n > 0)) refuse({ code: 'shape-mismatch', message: say`too small` })
    return { output: { dtype: 'float32', shape: [...(input?.shape.slice(0, -1) ?? []), n] } }
  },
  lower: () => undefined,
})
const Adaptive = defineLayer({
  type: 'Adaptive', category: 'pool', summary: '', params: { output_size: ints(2, '') }, inputs: [{ name: 'input' }], outputs: () => [{ name: 'output' }],
  forward: (p, { input }) => (input ? { output: { dtype: input.dtype, shape: [...input.shape.slice(0, -2), ...p.output_size] } } : {}),
  lower: () => undefined,
})
const own = [transposed(1), transposed(2), transposed(3), Pool, Adaptive]
const all = new Map([...registry, ...own.map(layer => [layer.type, layer] as const)])

/** What a layer needs besides its window. */
const NEEDED: Params = { out_channels: 4, norm_type: 2, kernel_size: 3, output_size: 5 }
const needed = (layer: Layer): Params => Object.fromEntries(Object.entries(layer.params).filter(([, spec]) => spec.required).map(([name]) => [name, NEEDED[name] ?? 1]))

const inputsOf = (layer: Layer, shape: readonly number[]): Inputs => Object.fromEntries(layer.inputs.map(({ name }) => [name, { dtype: name === 'indices' ? 'int64' : 'float32', shape }]))

/** The shape after the edits of a solution, by the analysis of a whole graph. */
function shapeAfter(layer: Layer, params: Params, shape: readonly number[], edits: Solution['edits']): readonly number[] | undefined {
  const inputs = Object.entries(inputsOf(layer, shape))
  const doc = new GraphDocument({
    name: '', seed: 0, tensors: {},
    nodes: [...inputs.map(([port, type]) => ({ id: `in ${port}`, type: 'Input', params: { shape: type.shape, dtype: type.dtype } })), { id: 'n', type: layer.type, params }],
    edges: inputs.map(([port]) => ({ from: [`in ${port}`, 'output'] as const, to: ['n', port] as const })),
  })
  const analysis = new GraphAnalysis(doc, {}, all)
  for (const edit of edits) analysis.update(doc.apply(edit))
  return analysis.node('n')?.outputs['output']?.shape
}

const find = (layer: Layer, params: Params, shape: readonly number[], size: readonly number[], limit?: number) =>
  solve({ node: { id: 'n', type: layer.type, params }, layer, inputs: inputsOf(layer, shape), size, ...(limit === undefined ? {} : { limit }) })
const layer = (type: string): Layer => all.get(type)!

describe('the window of a layer', () => {
  it('is told from its parameters', () => {
    expect(windowOf(layer('Conv2d'))).toMatchObject({ axes: 2, params: ['kernel_size', 'stride', 'padding', 'dilation'], ceil: false, sized: false })
    expect(windowOf(layer('MaxPool2d'))).toMatchObject({ axes: 2, ceil: true })
    expect(windowOf(layer('Pool'))).toMatchObject({ axes: 1, params: ['kernel_size', 'stride'] })
    expect(windowOf(layer('Adaptive'))).toMatchObject({ axes: 2, params: [], sized: true })
    expect(windowOf(layer('Linear'))).toBeUndefined()
    expect(windowAxes(layer('Conv2d'), {})).toBeUndefined()
  })
})

describe('the solver', () => {
  it('finds the usual ways', () => {
    const same = find(layer('Conv2d'), { out_channels: 6, kernel_size: 3 }, [1, 3, 224, 224], [112, 112])
    expect(same.solutions[0]).toMatchObject({ params: { kernel_size: 3, stride: 2, padding: 1, dilation: 1 }, changed: ['stride', 'padding'], shape: [1, 6, 112, 112] })
    expect(same.solutions[0]?.edits).toEqual([{ kind: 'setParam', node: 'n', param: 'stride', value: 2 }, { kind: 'setParam', node: 'n', param: 'padding', value: 1 }])
    expect(same.solutions[0]?.formula()[0]?.pieces.map(piece => piece.text).join('')).toBe('H = ⌊(224 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 112')
    const pool = find(layer('MaxPool2d'), { kernel_size: 2 }, [3, 28, 28], [9])
    expect(pool.size).toEqual([9, 9])
    expect(pool.solutions[0]).toMatchObject({ changed: ['kernel_size'], params: { kernel_size: 3, stride: null } })
    const up = find(layer('Transposed2'), { kernel_size: 3, stride: 2 }, [1, 4, 7, 7], [14, 14])
    expect(up.solutions.map(({ params }) => params)).toContainEqual({ kernel_size: 3, stride: 2, padding: 1, dilation: 1, output_padding: 1, output_size: null })
    expect(find(layer('Transposed2'), { kernel_size: 3, stride: 2 }, [1, 4, 7, 7], [15, 16]).solutions.find(({ changed }) => changed[0] === 'output_size')).toMatchObject({ params: { kernel_size: 3, output_size: [15, 16] }, shape: [1, 4, 15, 16] })
    expect(find(layer('Adaptive'), { output_size: 5 }, [1, 4, 7, 7], [2, 3]).solutions).toMatchObject([{ params: { output_size: [2, 3] }, edits: [{ kind: 'setParam', node: 'n', param: 'output_size', value: [2, 3] }] }])
  })

  it('needs no edits where the size is right already', () => {
    const { solutions: [first] } = find(layer('Conv2d'), { out_channels: 6, kernel_size: 3, padding: 'same' }, [1, 3, 20, 31], [20, 31])
    expect(first).toMatchObject({ changed: [], edits: [], distance: 0, params: { padding: 'same' } })
  })

  it('gives a parameter back to its default rather than spelling it out', () => {
    const { solutions } = find(layer('Conv2d'), { out_channels: 6, kernel_size: 3, stride: 2, padding: 1 }, [1, 3, 28, 28], [28, 28])
    expect(solutions[0]).toMatchObject({ changed: ['stride'], edits: [{ kind: 'setParam', node: 'n', param: 'stride' }] })
    expect(solutions[0]?.edits[0]).not.toHaveProperty('value')
  })

  it('works from parameters that are at fault', () => {
    const { solutions } = find(layer('Conv2d'), { out_channels: 6, kernel_size: 40 }, [1, 3, 28, 28], [28, 28])
    expect(solutions.length).toBeGreaterThan(0)
    expect(find(layer('Conv2d'), { out_channels: 6 }, [1, 3, 28, 28], [26, 26]).solutions[0]).toMatchObject({ params: { kernel_size: 3 } })
  })

  it('says why there is nothing', () => {
    expect(find(layer('Linear'), { out_features: 2 }, [1, 4], [20]).problem?.message).toContain('has no window')
    expect(find(layer('MaxPool2d'), { kernel_size: 2 }, [1, 3, 28, 28], [90, 90]).problem?.message).toMatch(/nearest it reaches, axis by axis, is 29 × 29/)
    expect(find(layer('Conv2d'), { out_channels: 6, kernel_size: 3 }, [1, 3, 28, 28], [1, 2, 3]).problem?.message).toContain('has 3 sizes, but Conv2d has 2')
    expect(find(layer('Conv2d'), { kernel_size: 3 }, [1, 3, 28, 28], [14]).problem).toMatchObject({ code: 'bad-param', param: 'out_channels' })
    expect(solve({ node: { id: 'n', type: 'Conv2d', params: {} }, layer: layer('Conv2d'), inputs: {}, size: [3] }).problem?.message).toContain('arrives')
  })
})

const windows = [...LAYERS.filter(candidate => windowOf(candidate) && candidate.params['kernel_size']), ...own.filter(candidate => candidate !== Adaptive)]
/** As far as the brute force goes. */
const SMALL: Readonly<Record<string, readonly number[]>> = { kernel_size: [1, 2, 3, 4], stride: [1, 2, 3], padding: [0, 1, 2], dilation: [1, 2], output_padding: [0, 1] }

/** Distance by its definition: 4 a parameter that changes, and on the average of the axes how far, with what is odd of it. */
function distance(judged: Layer, present: Readonly<Record<string, number>>, next: Readonly<Record<string, number>>): number {
  const weight: Readonly<Record<string, number>> = { stride: 2, dilation: 2 }
  const changed = Object.keys(next).filter(name => next[name] !== present[name])
  const { kernel_size: kernel = 1, stride = kernel, dilation = 1, padding = 0 } = next
  const cover = dilation * (kernel - 1) + 1
  const odd = (kernel % 2 === 0 && judged.category === 'conv' ? 1 : 0) + (stride > cover ? 2 : 0) + (padding > cover / 2 ? 3 : 0)
  return changed.reduce((sum, name) => sum + 4 + (weight[name] ?? 1) * Math.abs((next[name] ?? 0) - (present[name] ?? 0)), odd)
}

describe.each(windows.map(candidate => [candidate.type, candidate] as const))('%s', (_, judged) => {
  const spec = windowOf(judged)!
  const axes = spec.axes ?? 1
  const numbers = fc.record(Object.fromEntries(spec.params.map(name => [name, fc.constantFrom(...(SMALL[name] ?? [1]))])))

  it('every solution gives the size, the nearest first', () => {
    fc.assert(fc.property(numbers, fc.array(fc.integer({ min: 1, max: 12 }), { minLength: axes, maxLength: axes }), fc.array(fc.integer({ min: 1, max: 10 }), { minLength: axes, maxLength: axes }), (window, from, size) => {
      const params = { ...needed(judged), ...window }
      const shape = [2, 4, ...from]
      const { solutions } = find(judged, params, shape, size, 12)
      let before = 0
      for (const solution of solutions) {
        expect(solution.shape.slice(-axes)).toEqual(size)
        expect(shapeAfter(judged, params, shape, solution.edits)).toEqual(solution.shape)
        expect(solution.distance).toBeGreaterThanOrEqual(before)
        before = solution.distance
        const { edits, changed } = solution
        expect(edits.map(edit => edit.kind === 'setParam' && edit.param)).toEqual(changed)
      }
    }), { numRuns: 3 })
  })

  it('trying everything small finds nothing nearer', () => {
    fc.assert(fc.property(numbers, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 8 }), (window, from, wanted) => {
      const params: Record<string, Json> = { ...needed(judged), ...window }
      const shape = [1, 4, ...Array<number>(axes).fill(from)]
      const size = Array<number>(axes).fill(wanted)
      const [first] = find(judged, params, shape, size, 5).solutions
      let nearest = Infinity
      const walk = (at: number, next: Readonly<Record<string, number>>): void => {
        const name = spec.params[at]
        if (name !== undefined) return (SMALL[name] ?? []).forEach(value => walk(at + 1, { ...next, [name]: value }))
        const far = distance(judged, window, next)
        if (Object.keys(next).filter(one => next[one] !== window[one]).length > 3 || far >= nearest) return
        const found = shapeAfter(judged, { ...params, ...next }, shape, [])
        if (found?.slice(-axes).every((n, i) => n === size[i]) && found.length === shape.length) nearest = far
      }
      walk(0, {})
      if (nearest < Infinity) expect(first?.distance).toBeLessThanOrEqual(nearest)
    }), { numRuns: 3 })
  })
})
