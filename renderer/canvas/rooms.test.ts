import { beforeEach, describe, expect, it } from 'vitest'
import { GraphDocument } from '../../engine/document/document'
import { expectedHeight, expectedThumb } from '../drawing/ghost'
import { NodeModels } from '../editor/models'
import type { NodeModel } from '../editor/node'
import { CanvasNode, MapEditor } from './editor'
import { cardHeight } from './geometry'
import { Rooms } from './rooms'
import { Scene } from './scene'

/** A convolution of six maps above a ReLU of the same. */
const PITCH = 150

let editor: MapEditor
let scene: Scene
let rooms: Rooms
let models: NodeModels

const model = (id: string): NodeModel => models.map.get(id)!
const node = (id: string): CanvasNode => editor.getNode(id)!
const settle = (id: string): void => { scene.putNode(node(id)); rooms.settle(node(id)) }
/** As the engine tells it. */
function value(id: string): void {
  const thumb = expectedThumb(model(id))!
  model(id).values = { output: { ...model(id).analysis.outputs['output']!, thumb, stats: { min: 0, max: 1, mean: 0, std: 1, nan: 0, inf: 0, count: 1 } } }
  settle(id)
}
function move(id: string, x: number, y: number): void {
  Object.assign(node(id), { x, y })
  settle(id)
}

beforeEach(() => {
  const graph = new GraphDocument({
    seed: 0, name: '', tensors: {},
    nodes: [
      { id: 'x', type: 'Input', params: { shape: [1, 1, 28, 28] }, position: [-240, 0] },
      { id: 'conv1', type: 'Conv2d', params: { out_channels: 6, kernel_size: 5, padding: 2 }, position: [0, 0] },
      { id: 'relu1', type: 'ReLU', params: {}, position: [0, PITCH] },
    ],
    edges: [{ from: ['x', 'output'], to: ['conv1', 'input'] }, { from: ['conv1', 'output'], to: ['relu1', 'input'] }],
  })
  models = new NodeModels(graph)
  editor = new MapEditor()
  editor.load([...models.map.values()].map((one) => new CanvasNode(one)), [])
  scene = new Scene(editor)
  scene.load()
  rooms = new Rooms(scene, (id) => editor.getNode(id))
  for (const one of editor.getNodes()) rooms.settle(one)
})

describe('what grows on a card stays off the next one below', () => {
  it('a picture that comes, and has its own size again once there is room', () => {
    expect(expectedHeight(model('conv1'))).toBeGreaterThan(PITCH)
    value('conv1')
    expect(cardHeight(model('conv1'))).toBeLessThan(PITCH)
    expect(scene.rect('conv1')!.maxY).toBeLessThan(PITCH)
    move('relu1', 0, 400)
    expect(cardHeight(model('conv1'))).toBe(expectedHeight(model('conv1')))
    expect(scene.rect('conv1')!.maxY).toBe(expectedHeight(model('conv1')))
    move('relu1', 90, PITCH)
    expect(scene.rect('conv1')!.maxY).toBeLessThan(PITCH)
    scene.dropNode('relu1')
    rooms.drop('relu1')
    expect(cardHeight(model('conv1'))).toBe(expectedHeight(model('conv1')))
  })

  it('a message, which loses lines', () => {
    const long = { severity: 'error', code: 'shape-mismatch', node: 'conv1', message: 'A sentence that goes on and on, so that it takes four lines on a card, and more than that in the inspector, which has it whole.' } as const
    move('relu1', 0, 400)
    model('conv1').problems = [long]
    settle('conv1')
    const whole = scene.rect('conv1')!.maxY
    move('relu1', 0, whole - 10)
    expect(scene.rect('conv1')!.maxY).toBeLessThan(whole - 10)
  })

  it('but one that was laid upon another stays as it is', () => {
    value('conv1')
    move('relu1', 0, 60)
    expect(cardHeight(model('conv1'))).toBe(expectedHeight(model('conv1')))
  })
})
