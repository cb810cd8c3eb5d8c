import { describe, expect, it } from 'vitest'
import type { Edit, Json } from '../document/types'
import type { DType, TensorType } from '../tensor/dtype'
import { LayerRefusal, type Inputs, type NodeRef, type Refusal } from './define'
import { LAYERS, layerOf } from './index'
import { starterParams } from './starters'
import { resultType } from './types'

type Types = Readonly<Record<string, readonly number[] | TensorType>>

function typed(inputs: Types): Inputs {
  return Object.fromEntries(Object.entries(inputs).map(([port, type]) => [port, Array.isArray(type) ? { dtype: 'float32', shape: type as readonly number[] } : type as TensorType]))
}

function prepared(type: string, params: Readonly<Record<string, Json>>, inputs: Inputs): { readonly layer: (typeof LAYERS)[number]; readonly values: never } {
  const layer = layerOf(type)
  if (!layer) throw new Error(type)
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(layer.params)) {
    const json = params[name] ?? spec.default
    const parsed = json === undefined ? { value: undefined } : spec.parse(json)
    if ('refuse' in parsed) throw new LayerRefusal({ code: 'bad-param', message: parsed.refuse })
    values[name] = parsed.value
  }
  for (const [name, infer] of Object.entries(layer.infer ?? {})) values[name] ??= infer(inputs, values)?.value
  return { layer, values: values as never }
}

function outputs(type: string, params: Readonly<Record<string, Json>>, inputs: Types): Readonly<Record<string, TensorType>> {
  const known = typed(inputs)
  const { layer, values } = prepared(type, params, known)
  layer.construct?.(values)
  return layer.forward(values, known)
}

function refusal(type: string, params: Readonly<Record<string, Json>>, inputs: Types): Refusal {
  try {
    outputs(type, params, inputs)
  } catch (error) {
    if (error instanceof LayerRefusal) return error.refusal
    throw error
  }
  throw new Error('accepted')
}

const node: NodeRef = { id: 'n', params: {}, inputs: {}, sources: { input: ['x', 'output'] }, position: [220, 0], freshId: stem => `${stem}1`, front: () => undefined, gives: () => undefined }
const edits = (found: Refusal): readonly Edit[] => found.fix?.edits(node) ?? []
const of = (dtype: DType, shape: readonly number[] = [2, 3]): TensorType => ({ dtype, shape })

describe('how a result lies in memory', () => {
  const float = (...shape: number[]): TensorType => ({ dtype: 'float32', shape })
  const stridesOf = (type: string, params: Readonly<Record<string, unknown>>, input: readonly [TensorType, readonly number[]], output: TensorType): readonly number[] | undefined =>
    layerOf(type)?.layout?.({ params, inputs: { input: input[0] }, outputs: { output }, strides: { input: input[1] } })['output']?.strides

  it('is in the order of the input where PyTorch keeps it', () => {
    expect(stridesOf('Sort', {}, [float(5, 6), [1, 5]], float(5, 6))).toEqual([1, 5])
    expect(stridesOf('ConstantPad1d', { padding: [0, 0] }, [float(2, 2, 2), [2, 1, 4]], float(2, 2, 2))).toEqual([2, 1, 4])
    expect(stridesOf('AdaptiveAvgPool2d', {}, [float(1, 2, 4, 2), [16, 1, 4, 2]], float(1, 2, 4, 4))).toEqual([32, 1, 8, 2])
    expect(stridesOf('AvgPool1d', {}, [float(1, 3, 3), [9, 1, 3]], float(1, 3, 3))).toEqual([9, 1, 3])
    expect(stridesOf('CircularPad2d', { padding: [1, 0, 0, 0] }, [float(2, 2, 5, 5), [50, 1, 10, 2]], float(2, 2, 5, 6))).toBeUndefined()
  })
})

describe('what a new node begins with', () => {
  it('is a value that the parameter takes', () => {
    for (const layer of LAYERS) {
      for (const [name, spec] of Object.entries(layer.params)) if (spec.start !== undefined) expect(spec.parse(spec.start), `${layer.type}.${name}`).toHaveProperty('value')
    }
    expect(starterParams(layerOf('Conv2d')!)).toEqual({ out_channels: 8, kernel_size: 3 })
  })

  it('is left open only where the input decides', () => {
    const open = LAYERS.flatMap(layer => Object.entries(layer.params).flatMap(([name, spec]) => (spec.required && !spec.inferred && spec.start === undefined ? [name] : [])))
    expect([...new Set(open)].sort()).toEqual(['dims', 'equation', 'normalized_shape', 'shape', 'sizes', 'unflattened_size'])
  })
})

describe('the list of layers', () => {
  it('has every type once, with help for every parameter', () => {
    expect(new Set(LAYERS.map(layer => layer.type)).size).toBe(LAYERS.length)
    for (const layer of LAYERS) {
      expect(layer.summary).toMatch(/\.$/)
      for (const spec of Object.values(layer.params)) expect(spec.help).not.toBe('')
    }
  })

  it('parses its own defaults', () => {
    for (const layer of LAYERS) {
      for (const [name, spec] of Object.entries(layer.params)) {
        if (spec.default !== undefined) expect([name, spec.parse(spec.default)]).not.toHaveProperty('1.refuse')
      }
    }
  })
})

describe('parameters', () => {
  it('tell ints and floats apart', () => {
    const other = layerOf('Add')?.params['other']
    expect(other?.parse(2)).toEqual({ value: { value: 2, float: false } })
    expect(other?.parse({ $number: '2.0' })).toEqual({ value: { value: 2, float: true } })
    expect(other?.parse('-Infinity')).toEqual({ value: { value: -Infinity, float: true } })
    expect(layerOf('Linear')?.params['out_features']?.parse({ $number: '2.0' })).toMatchObject({ refuse: '2.0 is not a whole number; give one.' })
  })

  it('take one number or one for each dimension', () => {
    const conv = layerOf('Conv2d')?.params
    expect(conv?.['kernel_size']?.parse(3)).toEqual({ value: [3, 3] })
    expect(conv?.['kernel_size']?.parse([3, 5])).toEqual({ value: [3, 5] })
    for (const wrong of [[3], [1, 2, 3], [], 1.5, true, 'same', null]) expect(conv?.['kernel_size']?.parse(wrong)).toHaveProperty('refuse')
    expect(conv?.['padding']?.parse('same')).toEqual({ value: 'same' })
    expect(conv?.['padding']?.parse('full')).toHaveProperty('pytorch')
    expect(layerOf('MaxPool2d')?.params['kernel_size']?.parse([2])).toEqual({ value: [2, 2] })
  })
})

describe('promotion', () => {
  it.each<[DType, DType, DType]>([['int64', 'float16', 'float16'], ['bool', 'int32', 'int32'], ['float16', 'float32', 'float32'], ['int32', 'int64', 'int64'], ['bool', 'bool', 'bool']])('%s and %s give %s', (a, b, want) => {
    expect(resultType(of(a), of(b))).toBe(want)
    expect(resultType(of(b), of(a))).toBe(want)
  })

  it('lets 0-d tensors and numbers count only by their category', () => {
    expect(resultType(of('float16'), of('float64', []))).toBe('float16')
    expect(resultType(of('int32'), of('int64', []))).toBe('int32')
    expect(resultType(of('int32'), of('float64', []))).toBe('float64')
    expect(resultType(of('int64'), { value: 0.5, float: true })).toBe('float32')
    expect(resultType(of('float16'), { value: 0.5, float: true })).toBe('float16')
    expect(resultType(of('bool'), { value: 2, float: false })).toBe('int64')
    expect(resultType(of('int32', []), { value: 2, float: false })).toBe('int32')
  })

  it('makes floats of divided integers, unless rounded', () => {
    expect(outputs('Div', { other: 2 }, { input: of('int32') })['output']?.dtype).toBe('float32')
    expect(outputs('Div', { other: 2, rounding_mode: 'floor' }, { input: of('int32') })['output']?.dtype).toBe('int32')
    expect(refusal('Div', { other: 0, rounding_mode: 'trunc' }, { input: of('int64') }).code).toBe('bad-param')
    expect(refusal('Div', { rounding_mode: 'trunc' }, { input: of('bool'), other: of('bool') }).pytorch).toBe('"div_trunc_cpu" not implemented for \'Bool\'')
    expect(outputs('Add', {}, { input: of('bool'), other: of('bool') })['output']?.dtype).toBe('bool')
    expect(refusal('Sub', { other: 1 }, { input: of('bool') }).code).toBe('type-mismatch')
    expect(refusal('Add', { alpha: 0.5 }, { input: of('int64'), other: of('int64') }).param).toBe('alpha')
  })
})

describe('what stands on a card', () => {
  it.each<[string, Readonly<Record<string, Json>>, Types, string]>([
    ['Conv2d', { out_channels: 6, kernel_size: 5, padding: 2 }, {}, '6 filters 5×5, padding 2'],
    ['Conv2d', { out_channels: 1, kernel_size: [3, 1], stride: [2, 1], padding: 'same', bias: false }, {}, '1 filter 3×1, stride 2×1, padding same, no bias'],
    ['MaxPool2d', { kernel_size: 2 }, {}, '2×2, stride 2'],
    ['Linear', { out_features: 120 }, { input: [1, 400] }, '400 → 120'],
    ['Linear', { out_features: 120 }, {}, '? → 120'],
    ['Flatten', {}, {}, 'from dim 1'],
    ['Add', { other: 1 }, {}, '+ 1'],
    ['Add', { other: 1 }, { other: [1] }, ''],
    ['Div', { other: { $number: '2.0' }, rounding_mode: 'floor' }, {}, '÷ 2.0, rounded down'],
    ['Input', { shape: [1], value: { kind: 'file', path: 'digits/digit-7.png' } }, {}, 'digit-7.png'],
  ])('%s %j', (type, params, inputs, want) => {
    const known = typed(inputs)
    const { layer, values } = prepared(type, params, known)
    expect(layer.caption?.(values, known)).toBe(want)
  })

  it('works the windows of adaptive pools out, however many there are', () => {
    const lineOf = (output: number, input: number): string | undefined => {
      const known = typed({ input: [1, 1, input] })
      const pool = prepared('AdaptiveMaxPool1d', { output_size: output }, known)
      return pool.layer.formula?.(pool.values, known, pool.layer.forward(pool.values, known))[0]?.pieces.map(piece => piece.text).join('')
    }
    expect(lineOf(4, 10)).toBe('L = 4: windows of 3 out of 10')
    expect(lineOf(3, 10)).toBe('L = 3: windows of 4 out of 10')
    expect(lineOf(4, 7)).toBe('L = 4: windows of 2 to 3 out of 7')
    expect(lineOf(2 ** 31, 3)).toBe('L = 2147483648: windows of 1 to 2 out of 3')
  })

  it('works the size out', () => {
    const known = typed({ input: [1, 1, 28, 28] })
    const conv = prepared('Conv2d', { out_channels: 6, kernel_size: 5, padding: 2 }, known)
    const lines = conv.layer.formula?.(conv.values, known, conv.layer.forward(conv.values, known))
    expect(lines?.map(line => line.pieces.map(piece => piece.text).join(''))[0]).toBe('H = ⌊(28 + 2·2 − 1·(5 − 1) − 1) / 1⌋ + 1 = 28')
    expect(conv.layer.macs?.(conv.values, known, conv.layer.forward(conv.values, known))).toBe(156 * 784)
  })
})

describe('mends', () => {
  it('set the sizes that the input has', () => {
    const channels = refusal('Conv2d', { in_channels: 3, out_channels: 8, kernel_size: 3 }, { input: [1, 1, 28, 28] })
    expect(channels).toMatchObject({ code: 'shape-mismatch', port: 'input', message: 'in_channels is 3, but the input 1 × 1 × 28 × 28 has 1 channel; set in_channels to 1 or leave it to be inferred.' })
    expect(edits(channels)).toEqual([{ kind: 'setParam', node: 'n', param: 'in_channels', value: 1 }])
    const features = refusal('Linear', { in_features: 256, out_features: 120 }, { input: [1, 400] })
    expect(features.message).toBe('in_features is 256, but the input has 400 values a row; set in_features to 400 or leave it to be inferred.')
    expect(features.fix?.label).toBe('Set in_features to 400')
  })

  it('put a Flatten in front of a Linear', () => {
    const found = refusal('Linear', { in_features: 3136, out_features: 10 }, { input: [128, 16, 14, 14] })
    expect(found.fix?.label).toBe('Insert Flatten')
    expect(edits(found)).toMatchObject([
      { kind: 'removeEdge', edge: { from: ['x', 'output'], to: ['n', 'input'] } },
      { kind: 'addNode', node: { id: 'flatten1', type: 'Flatten', params: {} } },
      { kind: 'addEdge', edge: { from: ['x', 'output'], to: ['flatten1', 'input'] } },
      { kind: 'addEdge', edge: { from: ['flatten1', 'output'], to: ['n', 'input'] } },
    ])
  })

  it.each<[string, Readonly<Record<string, Json>>, readonly number[], string, Json]>([
    ['Conv2d', { out_channels: 6, kernel_size: 3, groups: 4 }, [1, 4, 9, 9], 'groups', 2],
    ['Conv2d', { out_channels: 6, kernel_size: 5 }, [1, 4, 3, 3], 'padding', 1],
    ['Conv2d', { out_channels: 6, kernel_size: [5, 3], padding: 'valid' }, [1, 4, 2, 3], 'padding', [2, 0]],
    ['Conv2d', { out_channels: 6, kernel_size: 3, stride: 2, padding: 'same' }, [1, 4, 8, 8], 'padding', 1],
    ['MaxPool2d', { kernel_size: 4 }, [1, 4, 2, 2], 'padding', 1],
    ['MaxPool2d', { kernel_size: 3, dilation: 2 }, [1, 4, 2, 2], 'kernel_size', 1],
    ['MaxPool2d', { kernel_size: 3, padding: 2 }, [1, 4, 8, 8], 'padding', 1],
    ['Flatten', { start_dim: 4 }, [2, 3], 'start_dim', 1],
  ])('of %s %j help', (type, params, input, param, value) => {
    const found = refusal(type, params, { input })
    const [edit] = edits(found)
    expect(edit).toMatchObject({ kind: 'setParam', node: 'n', param })
    const mended = edit?.kind === 'setParam' && edit.value !== undefined ? edit.value : layerOf(type)?.params[param]?.default
    expect(mended).toEqual(value)
    expect(outputs(type, { ...params, [param]: value }, { input })['output']).toBeDefined()
  })
})
