/** Views that stay. */
import type { EditorDocument } from '../editor/document'
import type { Pin } from '../editor/watching'

export const samePin = (a: Pin, b: Pin): boolean => a.node === b.node && a.port === b.port && a.of === b.of
export const pinKey = ({ node, port, of }: Pin): string => JSON.stringify([node, port, of])

/** Those whose node and port or weight are there; the others come back with an undo. */
export function livePins(document: EditorDocument): readonly Pin[] {
  void document.structure.value
  return document.watching.pins.value.filter(({ node, port, of }) => {
    const model = document.nodes.get(node)
    return of === 'weight' ? model?.analysis.tensors?.some((tensor) => tensor.name === port) : model?.outputs.some((output) => output.name === port)
  })
}
