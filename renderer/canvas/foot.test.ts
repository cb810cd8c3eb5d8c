import { expect, it } from 'vitest'
import { GraphDocument } from '../../engine/document/document'
import type { Edge, GraphNode } from '../../engine/document/types'
import { NodeModels } from '../editor/models'
import { footOf, type Foot } from './foot'

/** The foot of the last node, which took that long. */
function foot(nodes: readonly GraphNode[], milliseconds?: number): Foot {
  const edges = nodes.slice(1).map((node, i): Edge => ({ from: [nodes[i]!.id, 'output'], to: [node.id, 'input'] }))
  const document = new GraphDocument({ name: '', seed: 0, nodes, edges, tensors: {} })
  const model = new NodeModels(document).map.get(nodes.at(-1)!.id)!
  model.milliseconds = milliseconds
  return footOf(model)
}
const input = (shape: readonly number[], params = {}): GraphNode => ({ id: 'x', type: 'Input', params: { shape, ...params } })
const relu: GraphNode = { id: 'relu', type: 'ReLU', params: {} }

it('tells the time where it has room', () => {
  expect(foot([input([1, 6, 28, 28]), relu])).toMatchObject({ shape: '1 × 6 × 28 × 28', dtype: '', time: '', open: undefined, warning: undefined })
  expect(foot([input([1, 6, 28, 28]), relu], 0.31).time).toBe('0.31 ms')
  expect(foot([input([1, 640, 1280, 1280]), relu], 0.31).time).toBe('')
})

it('tells the type beside the time, while both fit', () => {
  expect(foot([input([8], { dtype: 'float64' }), relu], 2)).toMatchObject({ dtype: 'float64', time: '2.00 ms' })
  expect(foot([input([8, 64, 8], { dtype: 'float64' }), relu], 2)).toMatchObject({ dtype: 'float64', time: '' })
})

it('tells what waits for a wire, and no time of before', () => {
  expect(foot([relu], 2)).toMatchObject({ shape: undefined, time: '', open: { code: 'missing-input' } })
})
