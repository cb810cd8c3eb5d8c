/** What PyTorch gives at the ends: near 0, beyond what a square holds, and which 0; to the last digits, not within the oracle's tolerance. */
import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Edge, GraphNode, Json } from '../document/types'
import { halfToFloat } from '../tensor/half'
import { AssetStore } from './assets'
import { runGraph } from './run'

type Datum = number | string | boolean
type Given = readonly [dtype: string, data: readonly Datum[], shape?: readonly number[]]

async function output(type: string, params: Readonly<Record<string, Json>>, inputs: Readonly<Record<string, Given>>): Promise<number[]> {
  const nodes: GraphNode[] = Object.entries(inputs).map(([id, [dtype, data, shape]]) => ({ id, type: 'Input', params: { shape: [...(shape ?? [data.length])], dtype, value: { kind: 'data', data: [...data] } } }))
  const edges: Edge[] = Object.keys(inputs).map(id => ({ from: [id, 'output'], to: ['n', id] }))
  const doc = new GraphDocument({ name: '', seed: 0, nodes: [...nodes, { id: 'n', type, params }], edges, tensors: {} })
  let found: number[] = []
  const { problems } = await runGraph(doc, new GraphAnalysis(doc), new AssetStore('.'), {
    device: 'cpu',
    value(id, _, { dtype, data }) {
      if (id === 'n') found = Array.from<number | bigint, number>(data, value => (dtype === 'float16' ? halfToFloat(Number(value)) : Number(value)))
    },
  })
  expect(problems).toEqual([])
  return found
}

/** Within a millionth of the value itself; which 0 counts. */
function expectLike(found: readonly number[], want: readonly number[], digits = 1e-6): void {
  expect(found.map((x, i) => (x !== 0 && Math.abs(x - (want[i] ?? NaN)) <= digits * Math.abs(want[i] ?? NaN) ? want[i] : x))).toEqual(want)
}

describe('near 0', () => {
  it.each<[string, Readonly<Record<string, Json>>, readonly number[], readonly number[]]>([
    ['Sigmoid', {}, [-16.5, -12.25, -8.75, -4, 8.75], [6.825602838489431e-08, 4.785094461112749e-06, 0.00015843621804378927, 0.01798621006309986, 0.999841570854187]],
    ['Softplus', {}, [-16.5, -12.25, -8.75, -4, 8.75], [6.825603549032166e-08, 4.785105829796521e-06, 0.00015844876179471612, 0.018149929121136665, 8.750158309936523]],
    ['Softplus', { beta: 3 }, [-16.5, -12.25, -8.75, -4, 8.75], [1.0599903788615562e-22, 3.652216478764146e-17, 1.3263208890543221e-12, 2.0480645162024302e-06, 8.75]],
    ['LogSigmoid', {}, [-16.5, -12.25, -8.75, -4, 8.75], [-16.5, -12.250004768371582, -8.750158309936523, -4.0181498527526855, -0.00015844876179471612]],
    ['Mish', {}, [-16.5, -12.25, -8.75, -4, 8.75], [-1.1262245607213117e-06, -5.8617544709704816e-05, -0.0013864266220480204, -0.07259175181388855, 8.749999046325684]],
    ['SiLU', {}, [-16.5, -12.25, -8.75, -4, 8.75], [-1.1262245607213117e-06, -5.8617410104488954e-05, -0.0013863169588148594, -0.07194484025239944, 8.748614311218262]],
    ['ELU', {}, [-0.0001, -1e-07, 1e-07], [-9.999499889090657e-05, -9.999999406318238e-08, 1.0000000116860974e-07]],
    ['Tanhshrink', {}, [-0.0001, -1e-07, 1e-07], [0, 0, 0]],
  ])('%s %j keeps its digits', async (type, params, data, want) => {
    expectLike(await output(type, params, { input: ['float32', data] }), want)
  })
})

describe('a zero', () => {
  it.each<[string, Readonly<Record<string, Json>>, Readonly<Record<string, Given>>, readonly number[]]>([
    ['ELU', {}, { input: ['float32', [-0, 0]] }, [-0, 0]],
    ['ELU', { alpha: 0 }, { input: ['float32', [-0, 0, -1]] }, [-0, 0, -0]],
    ['SELU', {}, { input: ['float32', [-0, 0]] }, [-0, 0]],
    ['CELU', { alpha: 2 }, { input: ['float32', [-0, 0]] }, [-0, 0]],
    ['LeakyReLU', { negative_slope: -1 }, { input: ['float32', [-0, 0, -2]] }, [0, -0, 2]],
    ['Softplus', { threshold: -1 }, { input: ['float32', [-0, 0]] }, [-0, 0]],
    ['Div', { other: 2, rounding_mode: 'trunc' }, { input: ['float32', [-0, 0, -0.25, 0.25, -1.5]] }, [-0, 0, -0, 0, -0]],
    ['Div', { other: -2, rounding_mode: 'trunc' }, { input: ['float32', [-0, 0, -0.25, 0.25, -1.5]] }, [0, -0, 0, -0, 0]],
    ['Div', { other: 2, rounding_mode: 'floor' }, { input: ['float32', [-0, 0, -0.25, 0.25, -1.5]] }, [-0, 0, -1, 0, -1]],
    ['Div', { other: -2, rounding_mode: 'floor' }, { input: ['float32', [-0, 0, -0.25, 0.25, -1.5]] }, [0, -0, 0, -1, 0]],
    ['CumSum', { dim: 0 }, { input: ['float32', [-0, -0, 1]] }, [0, 0, 1]],
    ['Where', {}, { condition: ['bool', [true, true, false, false]], input: ['float32', [-0, 0, 1, 1]], other: ['float32', [1, 1, -0, 0]] }, [-0, 0, -0, 0]],
    ['Where', { other: 2 }, { condition: ['bool', [true, true, false]], input: ['float32', [-0, 0, 1]] }, [-0, 0, 2]],
    ['Where', { input: 2 }, { condition: ['bool', [false, false, true]], other: ['float64', [-0, 0, 1]] }, [-0, 0, 2]],
    ['Where', { other: -0 }, { condition: ['bool', [true, false]], input: ['float32', [-0, 1]] }, [-0, -0]],
  ])('of %s %j has its sign', async (type, params, inputs, want) => {
    expect(await output(type, params, inputs)).toEqual(want)
  })
})

describe('what would not fit', () => {
  it.each<[string, Readonly<Record<string, Json>>, Readonly<Record<string, Given>>, readonly number[]]>([
    ['Std', {}, { input: ['float32', [1e+30, 3e+30, -2e+30]] }, [2.5166115095166715e+30]],
    ['Var', { correction: 0, dim: 0 }, { input: ['float32', [1000000.5, 1, 1000001.25, 1, 1000002.875, 2, 1000003.0625, 1, 1000000.125, 2], [5, 2]] }, [1.453125, 0.23999999463558197]],
    ['Norm', {}, { input: ['float32', [1e+30]] }, [1.0000000150474662e+30]],
    ['Norm', { p: 3, dim: 1 }, { input: ['float32', [1e-30, -2e+30], [2, 1]] }, [1.0000000031710769e-30, 2.0000000300949324e+30]],
    ['Softsign', {}, { input: ['int32', [-2147483648, 2147483647, 5]] }, [1, -1, 0.8333333134651184]],
  ])('%s %j does', async (type, params, inputs, want) => {
    expectLike(await output(type, params, inputs), want)
  })
})

describe('float16', () => {
  it.each<[string, Readonly<Record<string, Json>>, readonly number[], readonly number[]]>([
    ['LogSoftmax', { dim: 0 }, [0.5, -1.25, 2, 0.125, -3], [-1.8515625, -3.6015625, -0.35205078125, -2.2265625, -5.3515625]],
    ['LogSoftmax', { dim: 0 }, [0, -13], [0, -13]],
    ['Tanhshrink', {}, [0.013, -0.027, 0.13, -0.27], [0, 0, 0.000732421875, -0.00634765625]],
    ['LogSigmoid', {}, [20, 4], [-0, -0.0181427001953125]],
  ])('%s %j is rounded on the way as PyTorch does', async (type, params, data, want) => {
    expect(await output(type, params, { input: ['float16', data] })).toEqual(want)
  })
})
