/** The graph being edited: found by id, changed by edits, each of which gives its exact inverse. */
import { say } from '../say'
import { isNodeId } from './ids'
import { OrderedMap } from './ordered'
import { tensorOwner, TensorTable } from './tensors'
import type { Edge, Edit, Graph, GraphNode, PortRef, TensorEntry } from './types'
import { sameEnds, Wires } from './wires'

/** What an edit did. */
export interface Applied {
  /** What was applied, in order. */
  readonly edits: readonly Edit[]
  /** Takes it back exactly, file order included; to be applied in order. */
  readonly inverse: Edit[]
  /** Nodes whose own parameters, type, bypass, wires or tensors changed, removed ones and missing ends of wires included. */
  readonly touched: ReadonlySet<string>
  /** Whether nodes or edges came, went, changed their order or their names. */
  readonly structure: boolean
}

/** An edit that the document does not allow; the document is unchanged. */
export class EditError extends Error {
  override readonly name = 'EditError'
}

type EditOf<K extends Edit['kind']> = Extract<Edit, { kind: K }>
type Change = Omit<Applied, 'edits'>

const change = (inverse: Edit[], ...touched: string[]): Change => ({ inverse, touched: new Set(touched), structure: false })
const quote = (text: string): string => JSON.stringify(text)

export class GraphDocument {
  #head: Pick<Graph, 'name' | 'description' | 'seed' | 'unknown'>
  readonly #nodes = new OrderedMap<string, GraphNode>()
  readonly #wires: Wires
  readonly #tensors: TensorTable
  #graph: Graph | undefined

  /** Throws an EditError where two nodes have one id. The graph itself is never changed. */
  constructor(graph: Graph) {
    const { nodes, edges, tensors, ...head } = graph
    this.#head = head
    for (const node of nodes) {
      if (this.has(node.id)) throw new EditError(say`Two nodes have the id ${quote(node.id)}.`)
      this.#nodes.insert(node.id, node)
    }
    this.#wires = new Wires(edges)
    this.#tensors = new TensorTable(tensors)
  }

  /** The graph as it is now; a snapshot that later edits leave alone. */
  get graph(): Graph {
    this.#graph ??= { ...this.#head, nodes: this.#nodes.values(), edges: this.#wires.list(), tensors: this.#tensors.record() }
    return this.#graph
  }

  node(id: string): GraphNode | undefined {
    return this.#nodes.get(id)
  }

  has(id: string): boolean {
    return this.#nodes.has(id)
  }

  /** Place among the nodes in file order; -1 where there is no such node. */
  index(id: string): number {
    return this.#nodes.indexOf(id)
  }

  /** Edges that end at a node, in file order; of a node that is not there too, where edges name it. */
  incoming(id: string): readonly Edge[] {
    return this.#wires.incoming(id)
  }

  /** Edges that begin at a node, in file order; of a node that is not there too, where edges name it. */
  outgoing(id: string): readonly Edge[] {
    return this.#wires.outgoing(id)
  }

  tensor(key: string): TensorEntry | undefined {
    return this.#tensors.get(key)
  }

  /** The keys of `tensors` that belong to a node, in file order. */
  tensorKeys(id: string): readonly string[] {
    return this.#tensors.under(id).filter((key) => this.#owner(key) === id)
  }

  /** Makes one change. Throws an EditError, and changes nothing, where it is impossible. */
  apply(edit: Edit): Applied {
    const done = this.#apply(edit)
    this.#graph = undefined
    return { edits: [edit], ...done }
  }

  #apply(edit: Edit): Change {
    switch (edit.kind) {
      case 'addNode': return this.#addNode(edit)
      case 'removeNode': return this.#removeNode(edit)
      case 'addEdge': return this.#addEdge(edit)
      case 'removeEdge': return this.#removeEdge(edit)
      case 'setParam': return this.#setParam(edit)
      case 'setParams': {
        const old = this.#existing(edit.node)
        this.#nodes.set(old.id, { ...old, params: edit.params })
        return change([{ kind: 'setParams', node: old.id, params: old.params }], old.id)
      }
      case 'setType': {
        const old = this.#existing(edit.node)
        this.#nodes.set(old.id, { ...old, type: edit.type, params: edit.params })
        return change([{ kind: 'setType', node: old.id, type: old.type, params: old.params }], old.id)
      }
      case 'setLabel': {
        const { label, ...others } = this.#existing(edit.node)
        this.#nodes.set(others.id, edit.label === undefined ? others : { ...others, label: edit.label })
        return change([{ kind: 'setLabel', node: others.id, ...(label === undefined ? {} : { label }) }])
      }
      case 'setBypass': {
        const { bypass, ...others } = this.#existing(edit.node)
        this.#nodes.set(others.id, edit.bypass ? { ...others, bypass: true } : others)
        return change([{ kind: 'setBypass', node: others.id, bypass: bypass === true }], others.id)
      }
      case 'renameNode': return this.#renameNode(edit)
      case 'moveNodes': return this.#moveNodes(edit)
      case 'setTensor': return this.#setTensor(edit)
      case 'setExtra': return this.#setExtra(edit)
      case 'setGraph': return this.#setGraph(edit)
    }
  }

  #addNode({ node, index }: EditOf<'addNode'>): Change {
    this.#checkFree(node.id)
    checkIndex(index, this.#nodes.size)
    const { id } = node
    // Edges and tensors may name the node already; removing it again takes them along, so the inverse puts them back.
    const edges = this.#wires.touching(id)
    const hasNode = (other: string): boolean => other === id || this.has(other)
    const keys = this.#tensors.under(id).filter((key) => tensorOwner(key, hasNode) === id)
    const touched = new Set([id, ...farEnds(edges), ...this.#owners(keys)])
    this.#nodes.insert(id, node, index)
    return { inverse: [{ kind: 'removeNode', id }, ...this.#restoreEdges(edges), ...this.#restoreTensors(keys)], touched, structure: true }
  }

  #removeNode({ id }: EditOf<'removeNode'>): Change {
    const node = this.#existing(id)
    const edges = this.#wires.touching(id)
    const keys = this.tensorKeys(id)
    const inverse: Edit[] = [{ kind: 'addNode', node, index: this.index(id) }, ...this.#restoreEdges(edges), ...this.#restoreTensors(keys)]
    for (const key of keys) this.#tensors.delete(key)
    this.#wires.cut(id)
    this.#nodes.delete(id)
    return { inverse, touched: new Set([id, ...farEnds(edges)]), structure: true }
  }

  #addEdge({ edge, index }: EditOf<'addEdge'>): Change {
    checkIndex(index, this.#wires.size)
    // `removeEdge` cannot say which of several between the same ports: the inverse removes all, and puts the others back.
    const alike = this.#wires.alike(edge)
    const inverse: Edit[] = [{ kind: 'removeEdge', edge }, ...alike.map((other): Edit => ({ kind: 'removeEdge', edge: other })), ...this.#restoreEdges(alike)]
    this.#wires.add(edge, index)
    return { inverse, touched: new Set(farEnds([edge])), structure: true }
  }

  #removeEdge({ edge }: EditOf<'removeEdge'>): Change {
    const found = this.#wires.find(edge)
    if (!found) throw new EditError(say`There is no edge from ${portName(edge.from)} to ${portName(edge.to)}.`)
    const index = this.#wires.remove(found)
    return { inverse: [{ kind: 'addEdge', edge: found, index }], touched: new Set(farEnds([found])), structure: true }
  }

  #setParam({ node: id, param, value }: EditOf<'setParam'>): Change {
    const node = this.#existing(id)
    const old = Object.hasOwn(node.params, param) ? node.params[param] : undefined
    if (value === undefined) {
      if (old === undefined) return change([])
      this.#nodes.set(id, { ...node, params: Object.fromEntries(Object.entries(node.params).filter(([key]) => key !== param)) })
      // All of them, because the one has a place among them.
      return change([{ kind: 'setParams', node: id, params: node.params }], id)
    }
    this.#nodes.set(id, { ...node, params: { ...node.params, [param]: value } })
    return change([{ kind: 'setParam', node: id, param, ...(old === undefined ? {} : { value: old }) }], id)
  }

  #renameNode({ id, to }: EditOf<'renameNode'>): Change {
    const node = this.#existing(id)
    if (to === id) return change([])
    this.#checkFree(to)
    const hasNode = (other: string): boolean => other === to || (other !== id && this.has(other))
    const own = this.tensorKeys(id)
    const renames = own.map((key) => ({ from: key, to: to + key.slice(id.length) }))
    for (const { to: key } of renames) {
      if ((this.#tensors.get(key) && !own.includes(key)) || tensorOwner(key, hasNode) !== to) {
        throw new EditError(say`${quote(id)} cannot be renamed to ${quote(to)}: the tensor ${quote(key)} would have two owners.`)
      }
    }
    const edges = this.#wires.touching(id)
    // Edges and tensors that named `to` all along are not to follow it when the name is given back.
    const foreign = this.#wires.touching(to)
    const keys = this.#tensors.under(to).filter((key) => !own.includes(key) && tensorOwner(key, hasNode) === to)
    const previous = this.#owners(keys)
    const restoreTensors = this.#restoreTensors(keys)
    const renamed = ({ from, to: end, ...others }: Edge): Edge => ({ ...others, from: from[0] === id ? [to, from[1]] : from, to: end[0] === id ? [to, end[1]] : end })
    const held = foreign.length === 0 ? [] : this.#inOrder(id, to).filter((edge) => foreign.some((other) => sameEnds(renamed(edge), renamed(other))))
    const inverse: Edit[] = [
      ...held.map((edge): Edit => ({ kind: 'removeEdge', edge: renamed(edge) })),
      ...keys.map((key): Edit => ({ kind: 'setTensor', key })),
      { kind: 'renameNode', id: to, to: id },
      ...this.#restoreEdges(held),
      ...restoreTensors,
    ]
    this.#tensors.rename(renames)
    this.#wires.rename(id, to)
    this.#nodes.rename([{ from: id, to, value: { ...node, id: to } }])
    return { inverse, touched: new Set([id, to, ...farEnds([...edges, ...foreign]), ...previous]), structure: true }
  }

  #moveNodes({ positions }: EditOf<'moveNodes'>): Change {
    const moves = Object.entries(positions).map(([id, position]) => ({ node: this.#existing(id), position }))
    for (const { node: { position: _, ...others }, position } of moves) this.#nodes.set(others.id, position ? { ...others, position } : others)
    return change([{ kind: 'moveNodes', positions: Object.fromEntries(moves.map(({ node }) => [node.id, node.position ?? null])) }])
  }

  #setTensor({ key, value }: EditOf<'setTensor'>): Change {
    const old = this.#tensors.get(key)
    if (value) this.#tensors.set(key, value)
    else if (old) this.#tensors.delete(key)
    else return change([])
    return change([{ kind: 'setTensor', key, ...(old ? { value: old } : {}) }], ...this.#owners([key]))
  }

  #setExtra({ key, value, index }: EditOf<'setExtra'>): Change {
    const { unknown = {}, ...head } = this.#head
    const entries = Object.entries(unknown)
    const at = entries.findIndex(([name]) => name === key)
    const old = entries[at]?.[1]
    if (value === undefined && old === undefined) return change([])
    checkIndex(index, entries.length)
    if (value === undefined) entries.splice(at, 1)
    else entries.splice(at < 0 ? index ?? entries.length : at, at < 0 ? 0 : 1, [key, value])
    this.#head = entries.length > 0 ? { ...head, unknown: Object.fromEntries(entries) } : head
    return change([{ kind: 'setExtra', key, ...(old === undefined ? {} : { value: old, ...(value === undefined ? { index: at } : {}) }) }])
  }

  #setGraph({ name, description, seed }: EditOf<'setGraph'>): Change {
    const { description: old, ...others } = this.#head
    const kept = description === undefined ? old : description ?? undefined
    this.#head = {
      ...others,
      ...(name === undefined ? {} : { name }),
      ...(seed === undefined ? {} : { seed }),
      ...(kept === undefined ? {} : { description: kept }),
    }
    return change([{
      kind: 'setGraph',
      ...(name === undefined ? {} : { name: others.name }),
      ...(seed === undefined ? {} : { seed: others.seed }),
      ...(description === undefined ? {} : { description: old ?? null }),
    }])
  }

  #existing(id: string): GraphNode {
    const node = this.#nodes.get(id)
    if (!node) throw new EditError(say`There is no node ${quote(id)}.`)
    return node
  }

  #checkFree(id: string): void {
    if (!isNodeId(id)) throw new EditError(say`${quote(id)} cannot be an id: it is empty, or holds a control character or half of a character.`)
    if (this.has(id)) throw new EditError(say`There is a node ${quote(id)} already.`)
  }

  #owner(key: string): string | undefined {
    return tensorOwner(key, (id) => this.has(id))
  }

  #owners(keys: readonly string[]): string[] {
    return keys.flatMap((key) => this.#owner(key) ?? [])
  }

  /** The edges at either of two nodes, in file order. */
  #inOrder(a: string, b: string): Edge[] {
    return [...new Set([...this.#wires.touching(a), ...this.#wires.touching(b)])].sort((x, y) => this.#wires.indexOf(x) - this.#wires.indexOf(y))
  }

  /** Edits that bring edges back to where they are now; `edges` in file order. */
  #restoreEdges(edges: readonly Edge[]): Edit[] {
    return edges.map((edge) => ({ kind: 'addEdge', edge, index: this.#wires.indexOf(edge) }))
  }

  #restoreTensors(keys: readonly string[]): Edit[] {
    return keys.map((key) => ({ kind: 'setTensor', key, value: this.#tensors.get(key)! }))
  }
}

function checkIndex(index: number | undefined, size: number): void {
  if (index !== undefined && !(Number.isInteger(index) && index >= 0 && index <= size)) throw new EditError(say`There is no place ${index} among ${size}.`)
}

const farEnds = (edges: readonly Edge[]): string[] => edges.flatMap(({ from, to }) => [from[0], to[0]])
const portName = ([id, port]: PortRef): string => quote(`${id}.${port}`)
