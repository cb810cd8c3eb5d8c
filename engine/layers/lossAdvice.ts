/** Losses that want scores: what was done to them in front already. */
import { say } from '../say'
import type { Edge, Edit } from '../document/types'
import type { FrontNode, Mend, NodeRef, Note } from './define'
import { feedsOnly, takeOut, upstream } from './fronts'

/** The node in front of `input` that is one of these types, with at most what passes values on in between, and the wire from it. */
function applied(node: NodeRef, types: readonly string[]): { readonly front: FrontNode; readonly wire: Edge | undefined } | undefined {
  let reader = node
  let port = 'input'
  for (const front of upstream(node, port)) {
    if (types.includes(front.layer.type)) return { front, wire: front.wires.find(({ to }) => to[0] === reader.id && to[1] === port) }
    // A view has the values as they are.
    if (!front.layer.view) return undefined
    reader = front
    port = Object.keys(front.inputs)[0] ?? ''
  }
  return undefined
}

/** Leads one wire past a node that others read too. */
function leadPast(front: FrontNode, wire: Edge): Mend {
  return {
    label: say`Wire past ${front.id}`,
    edits(): readonly Edit[] {
      const [from] = Object.values(front.sources)
      return from ? [{ kind: 'removeEdge', edge: wire }, { kind: 'addEdge', edge: { from, to: wire.to } }] : []
    },
  }
}

const named = ({ id, layer }: FrontNode): string => (id === layer.type ? id : `${id} (${layer.type})`)

/** `advice` of a loss that does by itself what a layer of this type does: done twice, PyTorch says nothing and learns badly. */
export const doneTwice = (loss: string, type: string) => () => (node: NodeRef): readonly Note[] => {
  const found = applied(node, [type])
  if (!found) return []
  const { front, wire } = found
  const fix = feedsOnly(front) ? takeOut(front) : wire && leadPast(front, wire)
  const mend = feedsOnly(front) ? say`take out ${front.id}` : wire ? say`wire past ${front.id}` : say`give it what is in front of ${front.id}`
  return [{ severity: 'warning', message: say`${loss} applies ${type} to its input itself, but ${named(front)} in front has done so already, and done twice it flattens all differences; ${mend}.`, ...(fix ? { fix } : {}) }]
}

/** `advice` of NLLLoss: probabilities where it wants their logarithms. */
export const logsWanted = () => (node: NodeRef): readonly Note[] => {
  const front = applied(node, ['Softmax'])?.front
  if (!front) return []
  return [{
    severity: 'warning', message: say`NLLLoss takes the logarithms of probabilities, but ${named(front)} in front gives the probabilities; make it LogSoftmax.`,
    fix: { label: say`Make ${front.id} LogSoftmax`, edits: () => [{ kind: 'setType', node: front.id, type: 'LogSoftmax', params: front.params }] },
  }]
}
