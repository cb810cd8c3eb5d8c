import { describe, expect, it } from 'vitest'
import { GraphDocument } from '../document/document'
import { applyAll } from '../document/history'
import type { Json, Params, TensorEntry } from '../document/types'
import { GraphAnalysis } from './analysis'
import { analysed, graph, layers, type Row, told } from './testing/graphs'
import type { AssetInfo } from './types'

const image = (width: number, height: number, channels = 3): AssetInfo => ({ kind: 'image', width, height, channels, bits: 8 })

function input(params: Params, info?: AssetInfo): GraphAnalysis {
  return new GraphAnalysis(new GraphDocument(graph([['x', 'Input', params], ['r', 'Identity']], ['x r'])), { assets: () => info }, layers)
}

/** Problems of an Input, and what its mend leaves. */
function mend(params: Params, info?: AssetInfo): { readonly codes: string[]; readonly params: Params | undefined; readonly left: string[] } {
  const analysis = input(params, info)
  const codes = told(analysis)
  const fix = analysis.problems()[0]?.fix
  if (fix) analysis.update(applyAll(analysis.doc, fix.edits))
  return { codes, params: analysis.doc.node('x')?.params, left: told(analysis) }
}

const data = (...values: Json[]): Json => ({ kind: 'data', data: values })
const file: Json = { kind: 'file', path: 'a.png' }

describe('the value of an Input', () => {
  it.each([
    { shape: [2] },
    { shape: [2], value: { kind: 'zeros' } },
    { shape: [2], value: { kind: 'randn', seed: 3 } },
    { shape: [2], value: { kind: 'randn', seed: { $number: '12345678901234567890' } } },
    { shape: [2], dtype: 'int64', value: { kind: 'arange' } },
    { shape: [], value: data(1) },
    { shape: [0, 3], value: data() },
    { shape: [4], value: data('NaN', 'Infinity', '-Infinity', { $number: '2.0' }) },
    { shape: [2], dtype: 'bool', value: data(true, false) },
    { shape: [1], dtype: 'int64', value: data({ $number: '9223372036854775807' }) },
  ] satisfies Params[])('takes %j', params => {
    expect(input(params).problems()).toEqual([])
  })

  it.each([
    { shape: [2], value: 3 },
    { shape: [2], value: { kind: 'noise' } },
    { shape: [2], value: {} },
    { shape: [2], dtype: 'int64', value: { kind: 'randn' } },
    { shape: [2], dtype: 'bool', value: { kind: 'rand' } },
    { shape: [2], dtype: 'bool', value: { kind: 'arange' } },
    { shape: [2], value: { kind: 'rand', seed: 'x' } },
    { shape: [2], value: { kind: 'data' } },
    { shape: [2], value: data(1, 2, 3) },
    { shape: [2], value: data(1, 'two') },
    { shape: [2], value: data(1, [2]) },
    { shape: [1], dtype: 'int32', value: data(2 ** 31) },
    { shape: [1], dtype: 'int64', value: data('NaN') },
    { shape: [1], dtype: 'int64', value: data({ $number: '9223372036854775808' }) },
    { shape: [1], value: { kind: 'file' } },
  ] satisfies Params[])('refuses %j, once', params => {
    const found = input(params)
    expect(found.problems()).toMatchObject([{ code: 'bad-param', node: 'x', param: 'value' }])
    expect(found.node('r')?.outputs).toEqual({})
  })

  it('mends what can be mended', () => {
    expect(mend({ shape: [2, 2], value: data(1, 2, 3, 4, 5, 6) })).toMatchObject({ params: { shape: [3, 2] }, left: [] })
    expect(mend({ shape: [2, 2], value: data(1, 2, 3) })).toMatchObject({ params: { shape: [3] }, left: [] })
    expect(mend({ shape: [2], dtype: 'int64', value: { kind: 'rand' } })).toMatchObject({ params: { dtype: 'float32' }, left: [] })
  })
})

describe('an Input from a file', () => {
  it('takes images of its size, grey or colour, with leading 1s', () => {
    for (const shape of [[3, 5, 4], [1, 3, 5, 4], [1, 1, 5, 4], [1, 1, 1, 1, 5, 4]]) expect(mend({ shape, value: file }, image(4, 5)).codes).toEqual([])
    expect(mend({ shape: [1, 3, 5, 4], value: file }, image(4, 5, 2)).codes).toEqual([])
    expect(mend({ shape: [7], value: file }).codes).toEqual([])
  })

  it('refuses other sizes and sets the shape', () => {
    expect(mend({ shape: [1, 1, 28, 28], value: file }, image(4, 5))).toMatchObject({ codes: ['bad-param x'], params: { shape: [1, 1, 5, 4] }, left: [] })
    expect(mend({ shape: [2, 3, 5, 4], value: file }, image(4, 5))).toMatchObject({ params: { shape: [1, 3, 5, 4] }, left: [] })
    expect(mend({ shape: [5, 4], value: file }, image(4, 5, 1))).toMatchObject({ params: { shape: [1, 5, 4] }, left: [] })
    expect(mend({ shape: [1, 2, 5, 4], dtype: 'int32', value: file }, image(4, 5, 4))).toMatchObject({ params: { shape: [1, 3, 5, 4], dtype: 'float32' }, left: [] })
  })

  it('holds .npy against shape and dtype', () => {
    const npy = (shape: number[]): AssetInfo => ({ kind: 'npy', dtype: 'int64', shape })
    expect(mend({ shape: [1, 2], dtype: 'int64', value: file }, npy([2])).codes).toEqual([])
    expect(mend({ shape: [2], dtype: 'int64', value: file }, npy([1, 2]))).toMatchObject({ codes: ['bad-param x'], params: { shape: [1, 2] }, left: [] })
    expect(mend({ shape: [2], value: file }, npy([2]))).toMatchObject({ codes: ['bad-param x'], params: { dtype: 'int64' }, left: [] })
  })

  it('missing, unreadable or of another kind', () => {
    expect(input({ shape: [1], value: file }, { kind: 'missing' }).problems()).toMatchObject([{ code: 'missing-file', node: 'x', param: 'value' }])
    expect(told(input({ shape: [1], value: file }, { kind: 'unreadable', reason: 'cut short' }))).toEqual(['bad-param x'])
    expect(told(input({ shape: [1], value: file }, { kind: 'safetensors', tensors: {} }))).toEqual(['bad-param x'])
  })

  it('is looked at again when told', () => {
    let info: AssetInfo | undefined = { kind: 'missing' }
    const doc = new GraphDocument(graph([['x', 'Input', { shape: [3, 5, 4], value: file }], ['r', 'ReLU'], ['y', 'Input', { shape: [1] }]], ['x r']))
    const found = new GraphAnalysis(doc, { assets: () => info }, layers)
    info = image(4, 5)
    expect([...found.refreshAssets('b.png')]).toEqual([])
    expect([...found.refreshAssets('a.png')]).toEqual(['x', 'r'])
    expect(found.problems()).toEqual([])
  })
})

describe('tensors', () => {
  const rows: Row[] = [['x', 'Input', { shape: [1, 3] }], ['l', 'Linear', { out_features: 2 }], ['l.m', 'Linear', { out_features: 2 }]]
  const wires = ['x l', 'l l/m']
  const weights: AssetInfo = { kind: 'safetensors', tensors: { w: { dtype: 'F32', shape: [2, 3] }, b: { dtype: 'F32', shape: [3] } } }
  const withTensors = (tensors: Record<string, TensorEntry>, info: AssetInfo | undefined = weights): GraphAnalysis =>
    analysed(rows, wires, tensors, { assets: () => info })

  it('fit', () => {
    expect(withTensors({ 'l.weight': { file: 'f', key: 'w' }, 'l.bias': { shape: [2], data: [1, 2] }, 'l.m.bias': { shape: [2], data: [1, 2] } }).problems()).toEqual([])
  })

  it.each([
    ['no such node', { 'k.bias': { shape: [2], data: [1, 2] } }, 'bad-tensor -'],
    ['no such parameter', { 'l.wieght': { file: 'f', key: 'w' } }, 'bad-tensor l'],
    ['another shape', { 'l.bias': { shape: [3], data: [1, 2, 3] } }, 'bad-tensor l'],
    ['another count', { 'l.bias': { shape: [2], data: [1, 2, 3] } }, 'bad-tensor l'],
    ['a key that the file lacks', { 'l.m.weight': { file: 'f', key: 'constructor' } }, 'bad-tensor l.m'],
    ['another shape in the file', { 'l.bias': { file: 'f', key: 'b' } }, 'bad-tensor l'],
  ] satisfies [string, Record<string, TensorEntry>, string][])('%s', (_, tensors, expected) => {
    expect(told(withTensors(tensors))).toEqual([expected])
  })

  it('are told of and removed together where one size of the node does not fit them', () => {
    const found = withTensors({ 'l.weight': { shape: [3, 3], data: new Array<number>(9).fill(0) }, 'l.bias': { shape: [3], data: [1, 2, 3] } })
    expect(found.problems()).toMatchObject([{ code: 'bad-tensor', node: 'l', message: expect.stringMatching(/^The tensor l\.weight has shape .*, and l\.bias fits no better;/) as string, fix: { edits: [{ kind: 'setTensor', key: 'l.weight' }, { kind: 'setTensor', key: 'l.bias' }] } }])
  })

  it('a file that is missing or none is one fault', () => {
    const both = { 'l.weight': { file: 'f', key: 'w' }, 'l.bias': { file: 'f', key: 'b' }, 'l.m.bias': { file: 'f', key: 'b' } }
    const missing = withTensors(both, { kind: 'missing' })
    expect(told(missing)).toEqual(['missing-file l'])
    expect(missing.node('l')?.outputs).toEqual({})
    expect(told(withTensors(both, image(1, 1)))).toEqual(['bad-tensor l'])
    expect(told(withTensors(both, { kind: 'unreadable', reason: 'cut short' }))).toEqual(['bad-tensor l'])
  })

  it('say nothing while the shapes are unknown, and are checked anew when they change', () => {
    const doc = new GraphDocument(graph([['l', 'Linear', { out_features: 2 }]], [], { 'l.foo': { shape: [2], data: [1] } }))
    const found = new GraphAnalysis(doc, {}, layers)
    expect(told(found)).toEqual(['missing-input l', 'bad-tensor l'])
    found.update(doc.apply({ kind: 'setParam', node: 'l', param: 'in_features', value: 3 }))
    expect(told(found)).toEqual(['missing-input l', 'bad-tensor l'])
    found.update(doc.apply({ kind: 'setTensor', key: 'l.foo' }))
    expect(told(found)).toEqual(['missing-input l'])
  })
})
