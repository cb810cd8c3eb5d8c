/** What mends find in front of their node. */
import { say } from '../say'
import type { Edit } from '../document/types'
import { sizes } from './words'
import type { FrontNode, Mend, NodeRef } from './define'
import type { TensorType } from '../tensor/dtype'

/** How far a look reaches. */
const FAR = 64

/** The nodes in front of a port, the nearest first, as far as each has one input. */
export function* upstream(node: NodeRef, port: string): Generator<FrontNode> {
  let at = node.front(port)
  for (let seen = 0; at && seen < FAR; seen++) {
    yield at
    const [only, ...others] = Object.keys(at.inputs)
    if (only === undefined || others.length > 0) return
    at = at.front(only)
  }
}

/** The type of a node's one input. */
export function inputOf(front: FrontNode): TensorType | undefined {
  const [only, ...others] = Object.values(front.inputs)
  return others.length ? undefined : only
}

/** What arrives of `type` behind these nodes (the nearest first, each with one input); undefined where one refuses it. */
export function passed(path: readonly FrontNode[], type: TensorType | undefined): TensorType | undefined {
  let at = type
  for (const front of [...path].reverse()) {
    const [port] = Object.keys(front.inputs)
    at = at && port !== undefined ? front.gives({ [port]: at })?.[front.port] : undefined
  }
  return at
}

/** The value passes as it is, its sizes too. */
export const keepsSizes = (front: FrontNode): boolean => {
  const input = inputOf(front)
  const output = input && front.gives(front.inputs)?.[front.port]
  return output !== undefined && sizes(output.shape) === sizes(input?.shape ?? [])
}

/** Nothing else takes what the node gives. */
export const feedsOnly = (front: FrontNode): boolean => front.wires.length === 1

/** Takes a node with one input out of the graph and joins what was in front of it to what was behind. */
export function takeOut(front: FrontNode): Mend {
  return {
    label: say`Take out ${front.id}`,
    edits(): readonly Edit[] {
      const [from] = Object.values(front.sources)
      if (!from) return []
      return [{ kind: 'removeNode', id: front.id }, ...front.wires.map((wire): Edit => ({ kind: 'addEdge', edge: { from, to: wire.to } }))]
    },
  }
}

/** The nearest pool in front without which the node takes what arrives then. */
export function poolInTheWay(node: NodeRef, port: string): FrontNode | undefined {
  const path: FrontNode[] = []
  for (const front of upstream(node, port)) {
    if (front.layer.category === 'pool' && front.port === 'output' && front.wires.every(wire => wire.from[1] === 'output')) {
      const type = passed(path, inputOf(front))
      if (type && node.gives({ ...node.inputs, [port]: type })) return front
    }
    path.push(front)
  }
  return undefined
}
