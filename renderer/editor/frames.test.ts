import { expect, it } from 'vitest'
import { GraphDocument } from '../../engine/document/document'
import type { Json } from '../../engine/document/types'
import { added, around, changed, framesOf, notesOf, removed, within } from './frames'

const documentWith = (unknown: Record<string, Json>): GraphDocument => new GraphDocument({ name: '', seed: 0, nodes: [], edges: [], tensors: {}, unknown })
const frame = { title: 'Head', color: '#2c9d52', position: [{ $number: '10.0' }, 20], size: [300, 200], theirs: 1 } as const

it('reads what makes sense and leaves the rest in the file', () => {
  const doc = documentWith({ frames: ['odd', frame, { title: 'no place' }], notes: { odd: 1 } })
  expect(framesOf(doc.graph)).toEqual([{ index: 1, title: 'Head', color: '#2c9d52', x: 10, y: 20, width: 300, height: 200 }])
  expect(notesOf(doc.graph)).toEqual([])
  expect(added(doc.graph, 'notes', { x: 0, y: 0, width: 200, height: 100, text: 'a' })).toEqual([])
  for (const edit of changed(doc.graph, 'frames', new Map([[1, { title: 'Tail' }]]))) doc.apply(edit)
  expect(doc.graph.unknown?.['frames']).toEqual(['odd', { ...frame, title: 'Tail' }, { title: 'no place' }])
})
it('takes no colour that is none', () => {
  expect(framesOf(documentWith({ frames: [{ ...frame, color: 'red; position: fixed' }] }).graph)[0]?.color).toBe('#6d7b8f')
})
it('adds, and with the last one takes the key away', () => {
  const doc = documentWith({})
  for (const edit of added(doc.graph, 'notes', { x: 1.4, y: 2, width: 200, height: 100, text: '**a**' })) doc.apply(edit)
  expect(doc.graph.unknown).toEqual({ notes: [{ text: '**a**', position: [1, 2], size: [200, 100] }] })
  for (const edit of removed(doc.graph, 'notes', 0)) doc.apply(edit)
  expect(doc.graph.unknown?.['notes']).toBeUndefined()
})
it('lies around what it was made for', () => {
  const boxes = [{ x: 0, y: 0, width: 182, height: 100 }, { x: 400, y: -50, width: 182, height: 300 }]
  const box = around(boxes)
  expect(boxes.every((inner) => within(box, inner))).toBe(true)
  expect(within(box, { x: 600, y: 0, width: 182, height: 100 })).toBe(false)
})
