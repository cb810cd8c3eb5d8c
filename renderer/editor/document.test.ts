import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Graph } from '../../engine/document/types'
import type { PageMessage } from '../../engine/protocol'
import type { EngineLink } from '../host/host'
import { insertion } from '../canvas/insert'
import { removeSelected } from './actions'
import { EditorDocument } from './document'
import { addLayer, connect, downstream } from './edits'
import { EngineClient } from './engine'
import { added, removedAll } from './frames'
import { layerOf } from '../../engine/layers'
import { errorOf, isBehind } from './node'

vi.stubGlobal('window', globalThis)
afterAll(() => { vi.unstubAllGlobals() })

class FakeLink implements EngineLink {
  readonly sent: PageMessage[] = []
  say: (message: unknown) => void = () => undefined
  turn: (state: 'up' | 'down') => void = () => undefined
  send(message: unknown): void { this.sent.push(message as PageMessage) }
  onMessage(listener: (messages: unknown) => void): void { this.say = (message) => listener([message]) }
  onState(listener: (state: 'up' | 'down') => void): void { this.turn = listener }
}

const graph: Graph = {
  name: 'two', seed: 0, tensors: {},
  nodes: [
    { id: 'x', type: 'Input', params: { shape: [1, 3] }, position: [0, 0] },
    { id: 'fc1', type: 'Linear', params: { out_features: 4 }, position: [240, 0] },
    { id: 'fc2', type: 'Linear', params: { out_features: 2 }, position: [480, 0] },
  ],
  edges: [{ from: ['x', 'output'], to: ['fc1', 'input'] }, { from: ['fc1', 'output'], to: ['fc2', 'input'] }],
}

let link: FakeLink
let document: EditorDocument
let runs: number

beforeEach(() => {
  link = new FakeLink()
  runs = 0
  const engine = new EngineClient(link)
  document = new EditorDocument({ id: 'd', graph, path: null, name: 'two' }, engine, () => { runs++ })
  engine.attach(document.engine)
  link.turn('up')
})

describe('a document', () => {
  it('opens at every engine that comes up', () => {
    expect(link.sent.filter((message) => message.type === 'open')).toHaveLength(1)
    link.turn('down')
    link.turn('up')
    expect(link.sent.filter((message) => message.type === 'open')).toHaveLength(2)
  })
  it('lets edits wait while it is not live, and marks what is old', () => {
    document.engine.setLive(false)
    expect(link.sent.at(-1)).toEqual({ type: 'live', doc: 'd', live: false })
    document.commit('Set out_features', [{ kind: 'setParam', node: 'fc1', param: 'out_features', value: 7 }])
    link.say({ type: 'stale', doc: 'd', nodes: ['fc1', 'fc2'] })
    link.say({ type: 'state', doc: 'd', revision: 1, state: 'idle', ran: 0, problems: [] })
    expect([...document.nodes.values()].map((model) => model.outdated)).toEqual([false, true, true])
    expect([document.view.stale, document.view.state, runs]).toEqual([2, 'idle', 0])
    document.engine.runAgain()
    expect(link.sent.at(-1)).toEqual({ type: 'refresh', doc: 'd' })
    link.say({ type: 'stale', doc: 'd', nodes: [] })
    link.say({ type: 'state', doc: 'd', revision: 1, state: 'idle', ran: 2, milliseconds: 1, problems: [] })
    expect([document.view.stale, document.nodes.get('fc2')?.outdated, runs]).toEqual([0, false, 1])
    // A new engine is told as well.
    link.turn('down')
    link.turn('up')
    expect(link.sent.filter((message) => message.type === 'live')).toHaveLength(2)
  })
  it('takes a drag back without a trace', () => {
    for (const value of [5, 6]) document.commit('Drag', [{ kind: 'setParam', node: 'fc1', param: 'out_features', value }], 'drag', true)
    document.takeBack('drag')
    expect(document.nodes.get('fc1')?.analysis.outputs['output']?.shape).toEqual([1, 4])
    expect(document.view).toMatchObject({ dirty: false, undo: undefined, redo: undefined })
    expect(link.sent.at(-1)).toMatchObject({ type: 'edit', revision: 3 })
  })
  it('shows the shapes that an edit makes at once, and sends it on', () => {
    document.commit('Set out_features', [{ kind: 'setParam', node: 'fc1', param: 'out_features', value: 7 }])
    expect(document.nodes.get('fc1')?.analysis.outputs['output']?.shape).toEqual([1, 7])
    expect(document.nodes.get('fc2')?.analysis.inferred['in_features']?.value).toBe(7)
    expect(link.sent.at(-1)).toMatchObject({ type: 'edit', revision: 1 })
    expect(document.view).toMatchObject({ dirty: true, undo: 'Set out_features', state: 'running' })
    document.undo()
    expect(document.nodes.get('fc1')?.analysis.outputs['output']?.shape).toEqual([1, 4])
    expect(link.sent.findLast((message) => message.type === 'edit')).toMatchObject({ revision: 2 })
    expect(document.view).toMatchObject({ selected: ['fc1'], steps: ['Set out_features'], position: 0 })
    expect(document.view.dirty).toBe(false)
  })
  it('puts an error where it is, and what is behind it has no output', () => {
    document.commit('Set in_features', [{ kind: 'setParam', node: 'fc1', param: 'in_features', value: 5 }])
    const [fc1, fc2] = [document.nodes.get('fc1')!, document.nodes.get('fc2')!]
    expect(errorOf(fc1)?.code).toBe('shape-mismatch')
    expect(isBehind(fc2)).toBe(true)
    expect(document.view.problems).toHaveLength(1)
    document.commit(errorOf(fc1)!.fix!.label, errorOf(fc1)!.fix!.edits)
    expect(document.view.problems).toHaveLength(0)
  })
  it('ends a run only for the newest revision', () => {
    document.commit('Set out_features', [{ kind: 'setParam', node: 'fc1', param: 'out_features', value: 7 }])
    link.say({ type: 'state', doc: 'd', revision: 0, state: 'idle', problems: [] })
    expect(document.view.state).toBe('running')
    link.say({ type: 'state', doc: 'd', revision: 1, state: 'idle', problems: [], milliseconds: 3 })
    expect(document.view).toMatchObject({ state: 'idle', milliseconds: 3 })
    expect(runs).toBe(1)
  })
  it('shows what only the run told, until the next run', () => {
    link.say({ type: 'state', doc: 'd', revision: 0, state: 'error', problems: [{ severity: 'error', code: 'runtime', node: 'fc1', message: 'no' }] })
    expect(errorOf(document.nodes.get('fc1')!)?.code).toBe('runtime')
    expect(document.view.state).toBe('error')
    link.say({ type: 'state', doc: 'd', revision: 0, state: 'idle', problems: [] })
    expect(errorOf(document.nodes.get('fc1')!)).toBeUndefined()
  })
  it('survives an impossible edit', () => {
    expect(document.commit('Rename', [{ kind: 'renameNode', id: 'fc1', to: 'x' }])).toBe(false)
    expect(document.view.undo).toBeUndefined()
  })
  it('selects what was selected before a step of which undo leaves nothing', () => {
    document.select(['fc1', 'fc2'])
    document.commit('Add', addLayer(document.graph, layerOf('ReLU')!, [0, 0], 'x').edits)
    document.select([])
    document.undo()
    expect(document.view.selected).toEqual(['fc1', 'fc2'])
  })
  it('selects what was selected before a step that was about part of it, or about the whole graph; what made room is not what it was about', () => {
    document.select(['x', 'fc1'])
    document.commit('Align', [{ kind: 'moveNodes', positions: { fc1: [5, 5] } }])
    document.select([])
    document.undo()
    expect(document.view.selected).toEqual(['x', 'fc1'])
    document.select(['fc2'])
    document.commit('Tidy', [{ kind: 'moveNodes', positions: { x: [1, 1], fc1: [2, 2], fc2: [3, 3] } }])
    expect(document.undo()).toEqual(['x', 'fc1', 'fc2'])
    expect(document.view.selected).toEqual(['fc2'])
    const [edge] = document.graph.incoming('fc1')
    document.commit('Insert', [...addLayer(document.graph, layerOf('ReLU')!, [0, 0]).edits, ...insertion(edge!, 'relu1', layerOf('ReLU')!), { kind: 'moveNodes', positions: { fc1: [9, 9] } }])
    document.select([])
    document.undo()
    expect(document.view.selected).toEqual(['fc2'])
    document.redo()
    expect(document.view.selected).toEqual(['relu1'])
  })
  it('selects the frame again that a step moved', () => {
    document.commit('Add', added(document.graph.graph, 'frames', { title: 'F', x: 0, y: 0, width: 200, height: 100 }))
    const marks = [{ kind: 'frames', index: 0 }] as const
    document.select([], undefined, marks)
    document.commit('Delete', removedAll(document.graph.graph, marks))
    document.select([])
    document.undo()
    expect(document.view.marked).toEqual(marks)
  })
  it('removes what is selected, and the selection with it', () => {
    document.select(['fc1'])
    removeSelected(document)
    expect(document.nodes.has('fc1')).toBe(false)
    expect(document.view.selected).toEqual([])
    document.undo()
    expect(document.nodes.get('fc2')?.analysis.outputs['output']?.shape).toEqual([1, 2])
  })
})

describe('edits', () => {
  it('add a layer behind a node', () => {
    const { id, edits } = addLayer(document.graph, layerOf('ReLU')!, [720, 0], 'fc2')
    document.commit('Add ReLU', edits)
    expect(document.nodes.get(id)?.analysis.outputs['output']?.shape).toEqual([1, 2])
  })
  it('replace the wire of an input', () => {
    document.commit('Connect', connect(document.graph, ['x', 'output'], ['fc2', 'input']))
    expect(document.graph.incoming('fc2')).toHaveLength(1)
    expect(document.graph.incoming('fc2')[0]?.from).toEqual(['x', 'output'])
    expect(connect(document.graph, ['x', 'output'], ['fc2', 'input'])).toEqual([])
  })
  it('know what lies behind', () => {
    expect([...downstream(document.graph, 'fc1')].sort()).toEqual(['fc1', 'fc2'])
  })
})
