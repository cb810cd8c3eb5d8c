import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Params } from '../document/types'
import { lowerGraph } from '../onnx/lower'
import type { LoweredModel } from '../onnx/model'
import { graphWeights } from '../onnx/weights'
import type { DeviceId } from '../protocol'
import type { Tensor } from '../tensor/dtype'
import { AssetStore } from './assets'
import { probeDevice } from './devices'
import { cpuNodes, placed } from './placement'
import { runGraph } from './run'
import { SessionError } from './session'

function graph(type: string, params: Params, shape: number[], dtype = 'float32'): { doc: GraphDocument; analysis: GraphAnalysis } {
  const doc = new GraphDocument({
    name: '', seed: 0, tensors: {}, edges: [{ from: ['x', 'output'], to: ['n', 'input'] }],
    nodes: [{ id: 'x', type: 'Input', params: { shape, dtype, value: { kind: 'arange' } } }, { id: 'n', type, params }],
  })
  return { doc, analysis: new GraphAnalysis(doc) }
}

function model(type: string, params: Params, shape: number[], dtype?: string): LoweredModel {
  const { doc, analysis } = graph(type, params, shape, dtype)
  const weights = graphWeights(doc, analysis, () => undefined)
  return lowerGraph(doc, analysis, { weights: (key) => weights.get(key) })
}

function numbers(tensor: Tensor | undefined): number[] {
  const found: number[] = []
  for (const x of tensor?.data ?? []) found.push(Number(x))
  return found
}

const VOLUME = [1, 4, 3, 3, 3]

describe('nodes that stay on the CPU', () => {
  it.each<[DeviceId, string, Params, number[], string, boolean]>([
    ['webgpu', 'Conv3d', { out_channels: 4, kernel_size: 2, groups: 2 }, VOLUME, 'float32', true],
    ['webgpu', 'Conv3d', { out_channels: 4, kernel_size: 2 }, VOLUME, 'float32', false],
    ['webgpu', 'ConvTranspose3d', { out_channels: 4, kernel_size: 2 }, VOLUME, 'float32', true],
    ['webgpu', 'ConvTranspose2d', { out_channels: 4, kernel_size: 2 }, [1, 4, 3, 3], 'float32', false],
    ['webgpu', 'Sin', {}, [3], 'float32', true],
    ['webgpu', 'Cast', { dtype: 'int64' }, [3], 'float32', true],
    ['webgpu', 'ReLU', {}, [3], 'float32', false],
    ['cuda', 'Softmax', { dim: 0 }, [3], 'float64', true],
    ['cuda', 'Softmax', { dim: 0 }, [3], 'float32', false],
    ['cpu', 'Sin', {}, [3], 'float32', false],
  ])('%s: %s %o of %o %s: %s', (device, type, params, shape, dtype, stays) => {
    const found = cpuNodes(model(type, params, shape, dtype), device)
    expect(found.some((name) => name === 'n' || name.startsWith('n/'))).toBe(stays)
  })

  it('are those where the device failed, and all of their kind', async () => {
    const failing = model('Softsign', {}, [3])
    const tried: (readonly string[])[] = []
    const fails = (): Promise<never> => placed(failing, 'webgpu', (onCpu) => {
      tried.push(onCpu)
      return Promise.reject(new SessionError('not here', 'n'))
    })
    await expect(fails()).rejects.toThrow('not here')
    expect(tried).toEqual([[], ['n']])
    expect(cpuNodes(model('Softsign', {}, [7]), 'webgpu')).toEqual(['n'])
    expect(cpuNodes(model('Softsign', {}, [7, 1]), 'webgpu')).toEqual([])
    expect(cpuNodes(failing, 'cuda')).toEqual([])
  })

  it('are not found by failures that no node is named for, and the CPU has none', async () => {
    for (const [device, node] of [['webgpu', undefined], ['webgpu', 'elsewhere'], ['cpu', 'n']] as const) {
      let tries = 0
      await expect(placed(model('Softplus', {}, [3]), device, () => {
        tries++
        return Promise.reject(new SessionError('not here', node))
      })).rejects.toThrow('not here')
      expect(tries).toBe(1)
    }
  })
})

describe('a device that is there', async () => {
  const missing = new Map(await Promise.all((['webgpu', 'cuda'] as const).map(async (id) => [id, await probeDevice(id)] as const)))
  it.each((['webgpu', 'cuda'] as const).flatMap((device) => ([
    ['Conv2d', { out_channels: 16, kernel_size: 5 }, [1, 6, 14, 14]],
    ['Conv2d', { out_channels: 4, kernel_size: 3, groups: 2, dilation: 2 }, [2, 6, 9, 9]],
    ['ConvTranspose2d', { out_channels: 8, kernel_size: 3, stride: 2 }, [1, 6, 5, 5]],
    ['Conv3d', { out_channels: 4, kernel_size: 2, groups: 2 }, VOLUME],
    ['Cos', {}, [9]],
  ] as [string, Params, number[]][]).map((layer) => [device, ...layer] as const)))('%s gives the numbers of the CPU: %s %o', async (device, type, params, shape) => {
    const { doc, analysis } = graph(type, params, shape)
    const values = async (on: DeviceId): Promise<Tensor | undefined> => {
      let value: Tensor | undefined
      const { problems } = await runGraph(doc, analysis, new AssetStore('.'), { device: on, value: (id, _port, tensor) => { if (id === 'n') value = tensor } })
      expect(problems).toEqual([])
      return value
    }
    const why = missing.get(device)
    if (why !== undefined) return void expect(why).not.toBe('')
    const [want, got] = [await values('cpu'), await values(device)]
    expect(got?.shape).toEqual(want?.shape)
    const [exact, found] = [numbers(want), numbers(got)]
    const largest = Math.max(...exact.map(Math.abs))
    exact.forEach((x, i) => { expect(Math.abs((found[i] ?? NaN) - x)).toBeLessThanOrEqual(1e-5 * largest) })
  })
})
