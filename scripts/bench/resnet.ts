/** A graph with the convolutions of ResNet-18 at 224 x 224, from the layers that there are. */
import type { Edge, Graph, GraphNode, Params } from '../../engine/document/types'
import { layerOf } from '../../engine/layers/index'

/** Channels and stride of the four stages, two blocks each. */
const STAGES = [[64, 1], [128, 2], [256, 2], [512, 2]] as const

export interface ResNet {
  readonly graph: Graph
  /** The first convolution, and one of the last block. */
  readonly first: string
  readonly last: string
}

class Chain {
  readonly nodes: GraphNode[] = []
  readonly edges: Edge[] = []

  /** Adds a node behind `inputs`, in the order of `ports`; gives its id. */
  add(id: string, type: string, params: Params, inputs: readonly string[], ports: readonly string[] = ['input']): string {
    this.nodes.push({ id, type, params, position: [this.nodes.length * 240, 0] })
    inputs.forEach((from, i) => this.edges.push({ from: [from, 'output'], to: [id, ports[i] ?? 'input'] }))
    return id
  }
}

/** 11.7 million parameters; with BatchNorm2d behind each convolution where that layer is registered. */
export function resnet18(): ResNet {
  const chain = new Chain()
  const has = (type: string): boolean => layerOf(type) !== undefined
  const conv = (id: string, input: string, channels: number, size: number, stride: number): string => {
    const found = chain.add(id, 'Conv2d', { out_channels: channels, kernel_size: size, stride, padding: size >> 1, bias: false }, [input])
    return has('BatchNorm2d') ? chain.add(`${id}_bn`, 'BatchNorm2d', {}, [found]) : found
  }
  let at = chain.add('x', 'Input', { shape: [1, 3, 224, 224], value: { kind: 'randn', seed: 0 } }, [])
  at = chain.add('relu1', 'ReLU', {}, [conv('conv1', at, 64, 7, 2)])
  at = chain.add('pool1', 'MaxPool2d', { kernel_size: 3, stride: 2, padding: 1 }, [at])
  STAGES.forEach(([channels, stage], s) => {
    for (const block of [0, 1]) {
      const name = `layer${s + 1}_${block}`
      const stride = block === 0 ? stage : 1
      const inner = chain.add(`${name}_relu1`, 'ReLU', {}, [conv(`${name}_conv1`, at, channels, 3, stride)])
      const main = conv(`${name}_conv2`, inner, channels, 3, 1)
      const side = stride === 1 ? at : conv(`${name}_down`, at, channels, 1, stride)
      at = chain.add(`${name}_relu2`, 'ReLU', {}, [chain.add(`${name}_add`, 'Add', {}, [main, side], ['input', 'other'])])
    }
  })
  at = has('AdaptiveAvgPool2d')
    ? chain.add('pool2', 'AdaptiveAvgPool2d', { output_size: 1 }, [at])
    : chain.add('pool2', 'MaxPool2d', { kernel_size: 7 }, [at])
  at = chain.add('fc', 'Linear', { out_features: 1000 }, [chain.add('flatten', 'Flatten', {}, [at])])
  chain.add('y', 'Output', {}, [at])
  return { graph: { name: 'ResNet-18', seed: 0, nodes: chain.nodes, edges: chain.edges, tensors: {} }, first: 'conv1', last: 'layer4_1_conv2' }
}
