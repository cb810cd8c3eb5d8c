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

  it('lays blocks', () => {
    // Patches of 16: a grid of them, or all of them.
    const patches = (size: readonly number[]) => find(layer('Unfold'), { kernel_size: 16, stride: 16 }, [1, 3, 224, 224], size)
    expect(patches([14, 14]).solutions[0]).toMatchObject({ changed: [], shape: [1, 768, 196] })
    expect(patches([7, 7]).solutions.map(({ params }) => params)).toContainEqual({ kernel_size: 16, stride: 32, padding: 0, dilation: 1 })
    const [all] = patches([27 * 27]).solutions
    expect(all).toMatchObject({ changed: ['stride'], params: { kernel_size: 16, stride: 8 }, shape: [1, 768, 729] })
    expect(all?.formula().at(-1)?.pieces.map(piece => piece.text).join('')).toBe('L = 27 · 27 = 729')
    expect(patches([3, 5]).solutions.map(({ shape }) => shape[2])).toContain(15)
    expect(patches([100_003]).problem?.message).toContain('into 100003 blocks')
    // Back again: the image is told, the blocks are those that arrive.
    const back = find(layer('Fold'), { output_size: 4, kernel_size: 2 }, [1, 12, 25], [10, 10])
    expect(back.solutions[0]).toMatchObject({ changed: ['stride', 'output_size'], params: { output_size: 10, kernel_size: 2, stride: 2 }, shape: [1, 3, 10, 10] })
    expect(find(layer('Fold'), { output_size: [10, 10], kernel_size: 2, stride: 2 }, [12, 25], [10]).solutions[0]).toMatchObject({ changed: [], shape: [3, 10, 10] })
    expect(find(layer('Fold'), { output_size: 4, kernel_size: 2 }, [1, 12, 26], [10, 10]).solutions.every(({ shape }) => shape.slice(-2).join() === '10,10')).toBe(true)
    expect(find(layer('Fold'), { output_size: 4, kernel_size: 2 }, [1, 12, 10_007], [3, 3]).problem?.message).toContain('the 10007 blocks that arrive')
  })

  it('lists other ways where the size is right already', () => {
    const { solutions } = find(layer('Conv2d'), { out_channels: 6, kernel_size: 3, padding: 1 }, [1, 3, 28, 28], [28, 28])
    expect(solutions[0]?.changed).toEqual([])
    expect(solutions.map(({ params }) => params)).toEqual(expect.arrayContaining([{ kernel_size: 5, stride: 1, padding: 2, dilation: 1 }, { kernel_size: 3, stride: 1, padding: 2, dilation: 2 }]))
    // Nor is a wider kernel hidden by a narrower one that gives the size as well.
    expect(find(layer('Conv2d'), { out_channels: 6, kernel_size: 3 }, [1, 3, 28, 28], [14, 14]).solutions.map(({ params }) => params)).toContainEqual({ kernel_size: 4, stride: 2, padding: 1, dilation: 1 })
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

type Window = Readonly<Record<string, number>>
interface Trial {
  /** A window for each axis. */
  readonly axes: readonly Window[]
  readonly ceil: boolean
}
const namesThatDiffer = (present: Window, { axes }: Trial): string[] => Object.keys(present).filter(name => axes.some(next => next[name] !== present[name]))

/** Distance by its definition: 4 a parameter that changes, and on the average of the axes how far, with what is odd of it. */
function distance(judged: Layer, present: Window, trial: Trial): number {
  const weight: Readonly<Record<string, number>> = { stride: 2, dilation: 2 }
  const far = trial.axes.map(next => {
    const { kernel_size: kernel = 1, stride = kernel, dilation = 1, padding = 0 } = next
    const cover = dilation * (kernel - 1) + 1
    const odd = (kernel % 2 === 0 && judged.category === 'conv' && !judged.blocks ? 1 : 0) + (dilation > 1 && judged.blocks ? 4 : 0) + (stride > cover ? 2 : 0) + (padding > cover / 2 ? 3 : 0)
    return Object.keys(next).reduce((sum, name) => sum + (weight[name] ?? 1) * Math.abs((next[name] ?? 0) - (present[name] ?? 0)), odd)
  })
  return 4 * namesThatDiffer(present, trial).length + (trial.ceil ? 5 : 0) + far.reduce((sum, one) => sum + one, 0) / far.length
}

const spelled = (values: readonly (number | undefined)[]): Json => (values.every(value => value === values[0]) ? values[0] ?? null : values.map(value => value ?? 0))
/** All of the window as a solution has it. */
function spelledTrial(layer: Layer, params: Params, { axes, ceil }: Trial): Record<string, Json> {
  const spec = windowOf(layer)!
  return {
    ...Object.fromEntries(spec.params.map(name => [name, spelled(axes.map(next => next[name]))])), ...(spec.ceil ? { ceil_mode: ceil } : {}),
    ...(spec.sized ? { output_size: params['output_size'] ?? null } : {}),
  }
}

/** What the layer itself gives with these parameters. */
function direct(layer: Layer, params: Params, inputs: Inputs): readonly number[] | undefined {
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(layer.params)) {
    const json = params[name] ?? spec.default
    const parsed = json === undefined || (json === null && spec.nullable) ? { value: json } : spec.parse(json)
    if ('refuse' in parsed) return undefined
    values[name] = parsed.value
  }
  for (const name in layer.infer) values[name] ??= layer.infer[name]?.(inputs, values)?.value
  try {
    layer.construct?.(values)
    const shape = layer.forward(values, inputs)['output']?.shape
    return layer.blocks ? layer.blocks(values, inputs) : shape?.slice(-(windowOf(layer)?.axes ?? 1))
  } catch {
    return undefined
  }
}

/** What is asked: where sizes are cut into blocks of the output (Fold), so many blocks arrive. */
interface Question { readonly params: Record<string, Json>; readonly shape: readonly number[]; readonly size: readonly number[]; readonly goal: (got: readonly number[]) => boolean }
function question(judged: Layer, window: Params, from: readonly number[], wanted: readonly number[]): Question {
  const params = { ...needed(judged), ...window }
  const goal = (got: readonly number[]): boolean => got.length === wanted.length && got.every((n, i) => n === wanted[i])
  if (!judged.blocks || judged.params['output_size'] === undefined) return { params, shape: [2, 4, ...from], size: wanted, goal }
  const count = wanted.reduce((product, n) => product * n, 1)
  return { params: { ...params, output_size: spelled(from) }, shape: [2, 144, count], size: from, goal: got => got.reduce((product, n) => product * n, 1) === count }
}

describe.each(windows.map(candidate => [candidate.type, candidate] as const))('%s', (_, judged) => {
  const spec = windowOf(judged)!
  const axes = spec.axes ?? 1
  const numbers = fc.record(Object.fromEntries(spec.params.map(name => [name, fc.constantFrom(...(SMALL[name] ?? [1]))])))
  const sizes = (max: number) => fc.array(fc.integer({ min: 1, max }), { minLength: axes, maxLength: axes })

  it('every solution gives the size, the nearest first', () => {
    fc.assert(fc.property(numbers, sizes(12), sizes(10), (window, from, wanted) => {
      const { params, shape, size, goal } = question(judged, window, from, wanted)
      const { solutions } = find(judged, params, shape, size, 12)
      let before = 0
      for (const solution of solutions) {
        const { edits, changed } = solution
        expect(shapeAfter(judged, params, shape, edits)).toEqual(solution.shape)
        expect(goal(direct(judged, { ...params, ...solution.params }, inputsOf(judged, shape)) ?? [])).toBe(true)
        if (!judged.blocks) expect(solution.shape.slice(-axes)).toEqual(size)
        expect(solution.distance).toBeGreaterThanOrEqual(before)
        before = solution.distance
        expect(edits.map(edit => edit.kind === 'setParam' && edit.param)).toEqual(changed)
      }
      expect(new Set(solutions.map(one => JSON.stringify(one.params))).size).toBe(solutions.length)
    }), { numRuns: 5 })
  })

  it('nothing that trying everything small finds is missing', () => {
    fc.assert(fc.property(numbers, sizes(9), sizes(7), (window, from, wanted) => {
      const { params, shape, size, goal } = question(judged, window, from, wanted)
      const inputs = inputsOf(judged, shape)
      const listed = new Map(find(judged, params, shape, size, 400).solutions.map(one => [JSON.stringify(one.params), one.distance]))
      const last = listed.size < 400 ? Infinity : Math.max(...listed.values())
      const all: Window[] = []
      const walk = (at: number, next: Window): void => {
        const name = spec.params[at]
        if (name === undefined) all.push(next)
        else (SMALL[name] ?? []).forEach(value => walk(at + 1, { ...next, [name]: value }))
      }
      walk(0, {})
      const changes = (next: Window): string[] => Object.keys(next).filter(name => next[name] !== window[name])
      const few = all.filter(next => changes(next).length <= 3 && !(next['kernel_size'] === 1 && changes(next).length > 1 && changes(next).includes('dilation')))
      for (const ceil of spec.ceil ? [false, true] : [false]) {
        /** A window on all axes alike: what it makes of one of them. */
        const along = (next: Window, axis: number, rounded = ceil): number | undefined => {
          const cube = judged.blocks ? inputs : Object.fromEntries(Object.entries(inputs).map(([port, type]) => [port, { ...type, shape: [...type.shape.slice(0, -axes), ...from.map(() => from[axis] ?? 0)] }]))
          return judged.blocks ? judged.blocks({ ...params, ...Object.fromEntries(Object.entries(next).map(([name, value]) => [name, from.map(() => value)])), output_size: from }, cube)[axis] : direct(judged, { ...params, ...spelledTrial(judged, {}, { axes: from.map(() => next), ceil: rounded }) }, cube)?.[axis]
        }
        const idle = (next: Window, axis: number): boolean =>
          (ceil && changes(next).length > 0 && along(next, axis, false) === wanted[axis])
          || (wanted[axis] === 1 && changes(next).includes('stride') && changes(next).length + (ceil ? 1 : 0) > 1 && along({ ...next, stride: window['stride'] ?? 1 }, axis) === 1)
        const fits = from.map((_, axis) => few.filter(next => along(next, axis) === wanted[axis] && !idle(next, axis)))
        const trials = fits.reduce<(readonly Window[])[]>((made, list) => made.flatMap(trial => list.slice(0, axes === 3 ? 6 : 40).map(next => [...trial, next])), [[]])
        for (const trial of trials) {
          const one: Trial = { axes: trial, ceil }
          const far = distance(judged, window, one)
          // Axes that pose the same question are answered alike.
          if (trial.some((next, i) => trial.some((other, k) => next !== other && from[i] === from[k] && wanted[i] === wanted[k]))) continue
          if (namesThatDiffer(window, one).length + (ceil ? 1 : 0) > 3 || far >= last) continue
          const next = spelledTrial(judged, params, one)
          if (!goal(direct(judged, { ...params, ...next }, inputs) ?? [])) continue
          expect(listed.get(JSON.stringify(next))).toBeCloseTo(far)
        }
      }
    }), { numRuns: 4 })
  })
})
