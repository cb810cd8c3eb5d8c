import { fromBinary } from '@bufbuild/protobuf'
import { AttributeProto_AttributeType as Kind, ModelProtoSchema, TensorProto_DataLocation, type ModelProto } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import type { Tensor } from '../tensor/dtype'
import type { LoweredModel } from './model'
import { encodeModel, encodeParts, join, type WriteOptions } from './write'

const ramp = (n: number): Tensor => ({ dtype: 'float32', shape: [n], data: Float32Array.from({ length: n }, (_, i) => i) })
const type = { dtype: 'float32', shape: [4] } as const

function model(initializers: Record<string, Tensor>): LoweredModel {
  return {
    name: '', opset: 20,
    inputs: [{ key: 'x.output', name: 'x', type }], outputs: [{ key: 'y.output', name: 'y', type }],
    nodes: [{ name: 'y', op: 'Add', inputs: ['x', ''], outputs: ['y'], attributes: { a: { int: -3 }, b: { ints: [1, 2] }, c: { float: 0.5 }, d: { string: 'é' }, e: { tensor: ramp(2) }, left: undefined } }],
    initializers: new Map(Object.entries(initializers)),
    types: new Map([['inner', type], ['y', type]]),
    valueOf: new Map(), weightInputs: new Map(),
  }
}
const decode = (lowered: LoweredModel, options?: WriteOptions): ModelProto => fromBinary(ModelProtoSchema, encodeModel(lowered, options))

describe('encodeModel', () => {
  it('writes what ONNX\'s own schema reads', () => {
    const read = decode(model({ w: ramp(4), none: { dtype: 'int64', shape: [0, 3], data: new BigInt64Array(0) } }), { producer: { name: 'me', version: '1' } })
    expect([read.irVersion, read.opsetImport[0]?.version, read.producerName]).toEqual([9n, 20n, 'me'])
    const graph = read.graph
    expect(graph?.name).toBe('graph')
    expect(graph?.initializer.map(({ name, dataType, dims }) => [name, dataType, dims])).toEqual([['w', 1, [4n]], ['none', 7, [0n, 3n]]])
    expect([...graph?.initializer[0]?.rawData ?? []]).toEqual([...new Uint8Array(Float32Array.of(0, 1, 2, 3).buffer)])
    expect(graph?.valueInfo.map((value) => value.name)).toEqual(['inner'])
    const attributes = graph?.node[0]?.attribute ?? []
    expect(attributes.map((attribute) => [attribute.name, attribute.type])).toEqual([['a', Kind.INT], ['b', Kind.INTS], ['c', Kind.FLOAT], ['d', Kind.STRING], ['e', Kind.TENSOR]])
    expect([attributes[0]?.i, attributes[1]?.ints, attributes[2]?.f, new TextDecoder().decode(attributes[3]?.s)]).toEqual([-3n, [1n, 2n], 0.5, 'é'])
    expect(graph?.node[0]?.input).toEqual(['x', ''])
  })

  it('puts large initialisers into a file beside it, aligned', () => {
    const parts = encodeParts(model({ a: ramp(300), small: ramp(2), b: ramp(2000) }), { external: 'm.onnx.data' })
    const graph = fromBinary(ModelProtoSchema, join(parts.model)).graph
    const entries = graph?.initializer.map(({ name, dataLocation, externalData }) => [name, dataLocation === TensorProto_DataLocation.EXTERNAL, ...externalData.map((entry) => entry.value)])
    expect(entries).toEqual([['a', true, 'm.onnx.data', '0', '1200'], ['small', false], ['b', true, 'm.onnx.data', '4096', '8000']])
    const data = join(parts.data)
    expect(data.length).toBe(12_096)
    expect([...new Float32Array(data.buffer, 4096, 3)]).toEqual([0, 1, 2])
  })

  it('refuses more than 2 GB', () => {
    // Not allocated: only its size is asked for.
    const huge = { dtype: 'float32', shape: [2 ** 29], data: { byteLength: 2 ** 31, byteOffset: 0, buffer: new ArrayBuffer(0) } } as unknown as Tensor
    expect(() => encodeModel(model({ huge }))).toThrow(RangeError)
    const part = { dtype: 'bool', shape: [2 ** 28], data: new Uint8Array(2 ** 28) } as const
    expect(() => encodeParts(model(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`w${i}`, part]))))).toThrow(/2\.0 GB/)
  })
})
