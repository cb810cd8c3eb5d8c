import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, DTYPES, numel, type DType, type Tensor } from './dtype'
import { bytesOf } from './bytes'
import { ValueError } from './errors'
import { npyInfo, readNpy, writeNpy } from './npy'
import { readSafetensor, readSafetensors, safetensorsInfo, writeSafetensors } from './safetensors'

const tensor = fc.record({ dtype: fc.constantFrom(...DTYPES), shape: fc.array(fc.nat(4), { maxLength: 4 }) }).chain(({ dtype, shape }) => {
  const data = allocate(dtype, numel(shape))
  const bytes = fc.uint8Array({ minLength: data.byteLength, maxLength: data.byteLength })
  return bytes.map((source): Tensor => {
    bytesOf(data).set(dtype === 'bool' ? source.map((x) => x & 1) : source)
    return { dtype, shape, data: data.slice() }
  })
})
const same = (a: Tensor | undefined, b: Tensor): void => {
  expect([a?.dtype, a?.shape]).toEqual([b.dtype, b.shape])
  expect(bytesOf(a!.data)).toEqual(bytesOf(b.data))
}
const npy = (dict: string, data: number[] = [], version = 1): Uint8Array => {
  const text = `${dict}\n`
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0]
  return Uint8Array.from([0x93, ...[...'NUMPY'].map((c) => c.charCodeAt(0)), version, 0, ...length, ...[...text].map((c) => c.charCodeAt(0)), ...data])
}
const safetensors = (header: unknown, data = 0): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const out = new Uint8Array(8 + text.length + data)
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true)
  out.set(text, 8)
  return out
}

describe('npy', () => {
  test('what is written is read, wherever it lies in memory', () => {
    fc.assert(fc.property(tensor, fc.nat(8), (t, offset) => {
      const bytes = writeNpy(t)
      const moved = new Uint8Array(bytes.length + offset)
      moved.set(bytes, offset)
      same(readNpy(moved.subarray(offset)), t)
      expect(npyInfo(bytes.subarray(0, 128), bytes.length)).toEqual({ dtype: t.dtype, shape: t.shape })
    }))
  })

  test('column-major, big-endian and Python 2 files', () => {
    const columns = npy(`{'descr': '>i4', 'fortran_order': True, 'shape': (2L, 3L), }`, [0, 3, 1, 4, 2, 5].flatMap((x) => [0, 0, 0, x]), 2)
    expect(readNpy(columns)).toEqual({ dtype: 'int32', shape: [2, 3], data: Int32Array.of(0, 1, 2, 3, 4, 5) })
    expect(readNpy(npy(`{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}`, [2, 0])).data).toEqual(Uint8Array.of(1, 0))
  })

  test('aligned data is not copied', () => {
    const bytes = writeNpy({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) })
    expect(readNpy(bytes).data.buffer).toBe(bytes.buffer)
  })

  test('refuses what is damaged or of another type', () => {
    const bad: [Uint8Array, string][] = [
      [new Uint8Array(0), 'not a .npy file'],
      [npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }`, [1, 2, 3]), '12 bytes, but has 3'],
      [npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999, 9), }`), 'bytes, but has 0'],
      [npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }`), 'cannot be read'],
      [npy(`{'descr': '<u1', 'fortran_order': False, 'shape': (0,), }`), 'type <u1'],
      [npy(`{'descr': '|O', 'fortran_order': False, 'shape': (0,), }`), 'type |O'],
      [npy(`{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (0,), }`), 'records'],
      [npy('{}'), 'cannot be read'],
      [npy('{}', [], 4), 'version 4'],
      [npy('{}').subarray(0, 11), 'within its header'],
    ]
    for (const [bytes, message] of bad) expect(() => readNpy(bytes)).toThrow(message)
  })
})

describe('safetensors', () => {
  test('what is written is read', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), tensor, { maxKeys: 5 }), fc.nat(8), (tensors, offset) => {
      fc.pre(!('__metadata__' in tensors))
      const bytes = writeSafetensors(Object.entries(tensors))
      const moved = new Uint8Array(bytes.length + offset)
      moved.set(bytes, offset)
      const read = readSafetensors(moved.subarray(offset))
      expect(read.size).toBe(Object.keys(tensors).length)
      for (const [key, t] of Object.entries(tensors)) same(read.get(key), t)
    }))
  })

  test('all data is aligned and read without a copy', () => {
    const list: [string, Tensor][] = DTYPES.map((dtype: DType) => [dtype, { dtype, shape: [3], data: allocate(dtype, 3) }])
    const bytes = writeSafetensors([...list].reverse())
    for (const t of readSafetensors(bytes).values()) expect(t.data.buffer).toBe(bytes.buffer)
  })

  test('types without a counterpart widen', () => {
    const bytes = safetensors({ a: { dtype: 'BF16', shape: [1], data_offsets: [0, 2] }, b: { dtype: 'I8', shape: [1], data_offsets: [2, 3] }, c: { dtype: 'U8', shape: [1], data_offsets: [3, 4] } }, 4)
    bytes.set([0xc0, 0xbf, 0xff, 0xff], bytes.length - 4)
    const read = readSafetensors(bytes)
    expect(read.get('a')).toEqual({ dtype: 'float32', shape: [1], data: Float32Array.of(-1.5) })
    expect(read.get('b')).toEqual({ dtype: 'int32', shape: [1], data: Int32Array.of(-1) })
    expect(read.get('c')).toEqual({ dtype: 'int32', shape: [1], data: Int32Array.of(255) })
    expect(safetensorsInfo(bytes)).toMatchObject({ a: { dtype: 'BF16', shape: [1] } })
    expect(readSafetensor(bytes, 'none')).toBeUndefined()
  })

  test('refuses what is damaged', () => {
    const f32 = (shape: unknown, data_offsets: unknown) => ({ dtype: 'F32', shape, data_offsets })
    const huge = safetensors({})
    huge.fill(0xff, 0, 8)
    const bad: [Uint8Array, string][] = [
      [new Uint8Array(3), 'within its header'],
      [huge, 'within its header'],
      [safetensors('{"a":'), 'no JSON'],
      [safetensors('[1]'), 'no JSON object'],
      [safetensors({ a: f32([2], [0, 4]) }, 4), 'does not fill its 4 bytes'],
      [safetensors({ a: f32([1], [0, 4]) }, 3), 'should have'],
      [safetensors({ a: f32([1], [0, 4]) }, 5), 'should have'],
      [safetensors({ a: f32([1], [0, 4]), b: f32([1], [0, 4]) }, 4), 'does not begin where'],
      [safetensors({ a: f32([1], [4, 8]) }, 8), 'does not begin where'],
      [safetensors({ a: f32([1e15, 1e15], [0, 4]) }, 4), 'does not fill'],
      [safetensors({ a: f32([-1], [0, 4]) }, 4), 'cannot be read'],
      [safetensors({ a: f32([1], 'x') }, 4), 'cannot be read'],
      [safetensors({ a: null }), 'unknown type'],
      [safetensors({ a: { dtype: 'toString', shape: [], data_offsets: [0, 4] } }, 4), 'unknown type'],
    ]
    for (const [bytes, message] of bad) expect(() => readSafetensors(bytes), message).toThrow(message)
    expect(() => writeSafetensors([['a', { dtype: 'bool', shape: [0], data: new Uint8Array(0) }], ['a', { dtype: 'bool', shape: [0], data: new Uint8Array(0) }]])).toThrow(ValueError)
  })
})
