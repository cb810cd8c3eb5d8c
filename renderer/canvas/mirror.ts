/** Keeps the canvas's nodes and wires in step with its document. */
import type { EditorDocument } from '../editor/document'
import type { DocumentChange } from '../editor/documentView'
import type { Edge } from '../../engine/document/types'
import type { CullingArea } from './area'
import { CanvasNode, wireOf, type CanvasWire, type MapEditor } from './editor'
import { positionOf, type Point } from './geometry'
import { Rooms } from './rooms'
import type { Scene } from './scene'

export class Mirror {
  private readonly rooms: Rooms

  /** `isDragged`: a node that lies where the pointer has it. */
  constructor(private readonly document: EditorDocument, private readonly editor: MapEditor, private readonly area: CullingArea, private readonly scene: Scene, private readonly isDragged: (id: string) => boolean) {
    this.rooms = new Rooms(scene, (id) => editor.getNode(id))
  }

  /** Takes the whole document, at once. */
  load(): void {
    const { graph, nodes } = this.document
    this.editor.load([...nodes.values()].map((model) => new CanvasNode(model)), graph.graph.edges.filter((edge) => this.drawable(edge)).map(wireOf))
    this.scene.load()
    for (const node of this.editor.getNodes()) this.rooms.settle(node)
  }

  /** Both ends are there. */
  drawable(edge: Edge): boolean {
    return this.document.nodes.has(edge.from[0]) && this.document.nodes.has(edge.to[0])
  }

  /** Whether a node stands elsewhere now. */
  follow({ structure, nodes }: DocumentChange): boolean {
    let moved = false
    for (const id of nodes) {
      const model = this.document.nodes.get(id)
      const node = this.editor.getNode(id)
      if (node && node.model !== model) this.remove(node)
      if (!model) continue
      if (!node || node.model !== model) this.editor.load([new CanvasNode(model)], [])
      moved = this.settle(id) || moved
    }
    if (structure) for (const id of nodes) this.followWires(id)
    return moved
  }

  /** Puts a node where the document has it. Whether that is elsewhere than it was. */
  settle(id: string): boolean {
    const node = this.editor.getNode(id)
    if (!node) return false
    const [x, y] = positionOf(node.model)
    const moved = !this.isDragged(id) && (node.x !== x || node.y !== y)
    if (moved) this.move(node, { x, y })
    this.scene.putNode(node)
    if (!this.isDragged(id)) this.rooms.settle(node)
    return moved
  }

  /** Puts a node elsewhere than the document has it. */
  lay(id: string, point: Point): void {
    const node = this.editor.getNode(id)
    if (!node) return
    this.move(node, point)
    this.scene.putNode(node)
  }

  private move(node: CanvasNode, { x, y }: Point): void {
    node.x = x
    node.y = y
    const view = this.area.nodeViews.get(node.id)
    if (view) this.area.place(view, node)
  }

  private followWires(id: string): void {
    const { graph } = this.document
    const edges = graph.has(id) ? new Set([...graph.incoming(id), ...graph.outgoing(id)]) : new Set<Edge>()
    for (const wire of [...this.editor.wiresAt(id)]) if (!wire.edge || !edges.has(wire.edge)) this.unlink(wire)
    for (const edge of edges) {
      if (this.editor.wireAt(edge) || !this.drawable(edge)) continue
      const wire = wireOf(edge)
      this.editor.link(wire)
      this.scene.putWire(wire)
    }
  }

  private unlink(wire: CanvasWire): void {
    this.editor.unlink(wire)
    this.scene.dropWire(wire.id)
  }

  private remove(node: CanvasNode): void {
    for (const wire of [...this.editor.wiresAt(node.id)]) this.unlink(wire)
    this.area.removeNodeView(node.id)
    this.editor.drop(node.id)
    this.scene.dropNode(node.id)
    this.rooms.drop(node.id)
  }
}
