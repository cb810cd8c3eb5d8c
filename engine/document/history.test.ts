import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EditError, GraphDocument } from './document'
import { writeGraph } from './file'
import { History } from './history'
import { edits, graphs } from './testing/arbitraries'
import type { Edit, Graph } from './types'

const GRAPH: Graph = { name: '', seed: 0, nodes: [{ id: 'a', type: 'Conv2d', params: { stride: 1 } }, { id: 'b', type: 'ReLU', params: {} }], edges: [], tensors: {} }
const stride = (value: number): Edit => ({ kind: 'setParam', node: 'a', param: 'stride', value })
const move = (x: number, ...ids: string[]): Edit => ({ kind: 'moveNodes', positions: Object.fromEntries(ids.map((id) => [id, [x, 0] as const])) })

function start() {
  const clock = { time: 0 }
  const doc = new GraphDocument(GRAPH)
  return { clock, doc, history: new History(doc, () => clock.time) }
}

describe('History', () => {
  it('joins what is held to its step, however long it takes', () => {
    const { clock, history } = start()
    history.run('drag', [stride(2)], { merge: 'd', held: true })
    clock.time = 60_000
    history.run('drag', [stride(3)], { merge: 'd', held: true })
    expect(history.entries).toHaveLength(1)
    clock.time = 120_000
    history.run('drag', [stride(4)], { merge: 'd' })
    expect(history.entries).toHaveLength(2)
  })

  it('takes a drag back without a trace, and nothing else', () => {
    const { doc, history } = start()
    const text = writeGraph(doc.graph)
    history.run('before', [stride(5)])
    history.markSaved()
    for (const value of [2, 3]) history.run('drag', [stride(value)], { merge: 'd', held: true })
    expect(history.takeBack('other')).toBeUndefined()
    expect(history.takeBack('d')?.edits).toEqual([stride(5)])
    expect(history.entries.map((entry) => entry.name)).toEqual(['before'])
    expect([history.canRedo, history.isDirty]).toEqual([false, false])
    history.undo()
    expect(writeGraph(doc.graph)).toBe(text)
  })

  it('goes back and forth through any steps byte by byte', () => {
    const runs = fc.tuple(fc.array(edits, { minLength: 1, maxLength: 3 }), fc.option(fc.constantFrom('drag', 'type'), { nil: undefined }))
    fc.assert(fc.property(graphs, fc.array(fc.oneof({ weight: 4, arbitrary: runs }, { weight: 1, arbitrary: fc.constantFrom('undo' as const, 'redo' as const, 'save' as const) }), { maxLength: 25 }), (graph, actions) => {
      const doc = new GraphDocument(graph)
      const history = new History(doc, () => 0)
      const text = (): string => writeGraph(doc.graph)
      let states = [text()]
      let saved = text()
      for (const action of actions) {
        if (action === 'save') {
          history.markSaved()
          saved = text()
        } else if (action === 'undo') history.undo()
        else if (action === 'redo') history.redo()
        else {
          const [list, merge] = action
          const before = text()
          try {
            history.run('step', list, merge === undefined ? {} : { merge })
            states = [...states.slice(0, history.position), text()]
          } catch (error) {
            expect(error).toBeInstanceOf(EditError)
            expect(text()).toBe(before)
          }
        }
        expect(text()).toBe(states[history.position])
        if (!history.isDirty) expect(text()).toBe(saved)
      }
      while (history.undo()) expect(text()).toBe(states[history.position])
      while (history.redo()) expect(text()).toBe(states[history.position])
      expect(history.position).toBe(states.length - 1)
    }), { numRuns: 300 })
  })
  it('names its steps', () => {
    const { history } = start()
    expect([history.canUndo, history.canRedo, history.undoName, history.redoName]).toEqual([false, false, undefined, undefined])
    history.run('Set stride', [stride(2)])
    history.run('Move', [move(1, 'a')])
    const undone = history.undo()
    expect(undone?.edits).toEqual([{ kind: 'moveNodes', positions: { a: null } }])
    expect([history.canUndo, history.canRedo, history.undoName, history.redoName]).toEqual([true, true, 'Set stride', 'Move'])
    expect(history.entries.map(({ name }) => name)).toEqual(['Set stride', 'Move'])
    history.run('Set stride', [stride(3)])
    expect(history.redo()).toBeUndefined()
    expect(history.entries).toHaveLength(2)
  })
  it('joins steps of one merge key within a second, and keeps one edit of a drag', () => {
    const { clock, doc, history } = start()
    for (let x = 1; x <= 100; x++) {
      clock.time += 900
      history.run('Move', [move(x, 'a', 'b')], { merge: 'drag' })
    }
    expect(history.entries).toMatchObject([{ edits: [move(100, 'a', 'b')] }])
    clock.time += 1001
    history.run('Move', [move(0, 'a')], { merge: 'drag' })
    history.run('Move', [move(7, 'b')], { merge: 'drag' })
    history.run('Set stride', [stride(5)], { merge: 'other' })
    expect(history.position).toBe(3)
    history.undo()
    history.undo()
    expect(doc.node('a')?.position).toEqual([100, 0])
    history.undo()
    expect(writeGraph(doc.graph)).toBe(writeGraph(GRAPH))
  })
  it('knows whether the file has it', () => {
    const { history } = start()
    expect(history.isDirty).toBe(false)
    history.run('Set stride', [stride(2)], { merge: 'stride' })
    expect(history.isDirty).toBe(true)
    history.markSaved()
    history.run('Set stride', [stride(3)], { merge: 'stride' })
    expect([history.position, history.savedPosition, history.isDirty]).toEqual([2, 1, true])
    history.undo()
    expect(history.isDirty).toBe(false)
    history.undo()
    history.run('Set stride', [stride(4)])
    expect([history.savedPosition, history.isDirty]).toEqual([undefined, true])
    history.markSaved()
    history.markUnsaved()
    expect(history.isDirty).toBe(true)
  })
  it('knows which steps were made while the file was written', () => {
    const { history } = start()
    history.run('Set stride', [stride(2)], { merge: 'stride' })
    const written = history.state
    history.run('Set stride', [stride(3)], { merge: 'stride' })
    history.markSaved(written)
    expect([history.position, history.savedPosition, history.isDirty]).toEqual([1, undefined, true])
    const again = history.state
    history.run('Move', [move(1, 'a')])
    history.markSaved(again)
    expect([history.savedPosition, history.isDirty]).toEqual([1, true])
    history.undo()
    expect(history.isDirty).toBe(false)
    history.redo()
    const third = history.state
    history.undo()
    history.run('Move', [move(2, 'a')])
    history.markSaved(third)
    expect([history.position, history.isDirty]).toEqual([2, true])
  })
  it('makes all edits of a step or none, and no step of none', () => {
    const { doc, history } = start()
    expect(() => history.run('Both', [stride(2), { kind: 'removeNode', id: 'n' }])).toThrow(EditError)
    expect(writeGraph(doc.graph)).toBe(writeGraph(GRAPH))
    expect(history.run('Nothing', [])).toMatchObject({ edits: [], structure: false })
    expect(history.position).toBe(0)
  })
})
