/** The canvas of one document: follows the document's changes and turns gestures into its edits. */
import { ConnectionPlugin } from 'rete-connection-plugin'
import { shallowRef, type AppContext, type Component } from 'vue'
import { mend } from '../editor/actions'
import type { DocumentChange, EditorDocument } from '../editor/document'
import { toggleBypass } from '../editor/selection'
import type { Picker } from '../editor/workspace'
import type { Edge } from '../../engine/document/types'
import { Annotations } from './annotations'
import { CullingArea, type SocketSignal } from './area'
import { Camera } from './camera'
import { Culling } from './culling'
import { CanvasNode, MapEditor, wireOf, type CanvasWire, type Schemes } from './editor'
import { FrameDrag } from './frameDrag'
import type { WireFlow } from './flow'
import { CARD_WIDTH, cardHeight, positionOf, type Point, type Rect } from './geometry'
import { Overview, type Whole } from './overview'
import { Painter } from './painter'
import { ghostsOf, type Ghost } from './ghosts'
import { Pointer } from './pointer'
import { CardRender } from './render'
import type { Ends } from './paths'
import { Scene, type PlacedWire } from './scene'
import { contains } from './view'
import type { WireLook } from './wires'
import { wiring } from './wiring'

/** Milliseconds; panning changes what is on screen with every frame. */
const WATCH_DELAY = 50
/** Between a node and one added behind it. */
const GAP = 58

export class CanvasController {
  readonly editor = new MapEditor()
  readonly area: CullingArea
  readonly camera: Camera
  readonly scene = new Scene(this.editor)
  readonly annotations: Annotations
  readonly frameDrag = new FrameDrag(this)
  private readonly culling: Culling
  private readonly painter: Painter
  private readonly overview: Overview
  private readonly render: CardRender
  private readonly pointer: Pointer
  private readonly connection = new ConnectionPlugin<Schemes, SocketSignal>()
  /** Of the wire that was taken in hand last. */
  private flow: WireFlow | undefined
  private frame = 0
  private lifted: Edge | undefined
  /** The wire that a node would be put into. */
  private aimed: Edge | undefined
  /** Where cards would stand then. */
  readonly ghosts = shallowRef<readonly Ghost[]>([])
  private watched = ''
  /** What is on screen when `watchTimer` has run down. */
  private onScreen: Rect = { minX: 0, minY: 0, maxX: 0, maxY: 0 }
  private watchTimer = 0
  private readonly stop: () => void
  private readonly viewListeners = new Set<() => void>()
  private readonly resize: ResizeObserver

  constructor(readonly container: HTMLElement, canvas: HTMLCanvasElement, readonly document: EditorDocument, card: Component, context: AppContext, private readonly pickLayer: (picker: Picker) => void) {
    this.painter = new Painter(canvas)
    this.overview = new Overview(() => this.editor.getNodes().length, () => this.whole(), () => this.painter.colors)
    this.annotations = new Annotations(document)
    this.area = new CullingArea(container)
    this.culling = new Culling(this.area, this.scene, () => this.schedule())
    this.render = new CardRender(card, context, {
      fix: (problem) => mend(document, problem),
      bypass: (id) => toggleBypass(document, document.view.selected.includes(id) ? document.view.selected : [id]),
      focus: (id) => document.select([id]),
      socket: (element, nodeId, side, key) => {
        void this.area.emit({ type: 'render', data: { type: 'socket', element, nodeId, side, key } })
        return () => void this.area.emit({ type: 'unmount', data: { element } })
      },
    }, () => this.schedule())
    const { connection } = this
    connection.addPreset(() => (this.flow = wiring(this)))
    this.editor.use(this.area)
    this.area.use(connection)
    this.area.use(this.render)
    this.area.cards = this.render
    this.pointer = new Pointer(this, this.culling, () => this.schedule())
    this.camera = new Camera(this.area, {
      everything: () => this.everything(),
      first: () => this.first(),
      moved: (zoomed) => { this.culling.moved(zoomed); this.schedule() },
    })
    const { clientWidth: width, clientHeight: height } = container
    this.camera.extent = { width, height }
    this.painter.resize(width, height)
    this.load()
    this.stop = document.onChange((change) => this.follow(change))
    this.resize = new ResizeObserver(() => this.resized())
    this.resize.observe(container)
  }

  dispose(): void {
    const { kept } = this.camera
    if (kept) this.document.camera = kept
    this.camera.dispose()
    cancelAnimationFrame(this.frame)
    clearTimeout(this.watchTimer)
    this.stop()
    this.resize.disconnect()
    this.pointer.dispose()
    this.culling.dispose()
    this.overview.dispose()
    for (const id of [...this.area.nodeViews.keys()]) this.area.removeNodeView(id)
    this.area.destroy()
  }

  schedule(): void {
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw() })
  }

  recolor(): void {
    this.painter.recolor()
    this.overview.changed()
    this.schedule()
  }

  // --- The view ------------------------------------------------------------------------------------------------------

  /** Around all nodes, frames and notes. */
  everything(): Rect | undefined {
    return this.annotations.bounds(this.scene.bounds())
  }

  /** Shows these nodes, or everything. */
  fit(ids?: Iterable<string>): void {
    this.camera.fit(ids && this.scene.bounds(ids))
  }

  /** Moves just so far that these nodes are on screen. */
  reveal(ids: Iterable<string>): void {
    const bounds = this.scene.bounds(ids)
    if (bounds) this.camera.reveal(bounds)
  }

  /** Called when the canvas was drawn: the view or what is in it changed. */
  onView(listener: () => void): () => void {
    this.viewListeners.add(listener)
    return () => void this.viewListeners.delete(listener)
  }

  /** Where a new node goes: behind `after`, or in the middle of the view; not upon another. */
  freeSpot(after?: string): readonly [number, number] {
    const node = after === undefined ? undefined : this.editor.getNode(after)
    const view = this.camera.view()
    let x = node ? node.x + CARD_WIDTH + GAP : (view.minX + view.maxX - CARD_WIDTH) / 2
    let y = node ? node.y : (view.minY + view.maxY) / 2 - 60
    for (let tries = 0; tries < 200; tries++) {
      const hit = this.scene.nodesIn({ minX: x - 8, minY: y - 8, maxX: x + CARD_WIDTH + 8, maxY: y + 100 })[0]
      if (!hit) break
      if (node) y = hit.y + cardHeight(hit.model) + 24
      else x = hit.x + CARD_WIDTH + GAP
    }
    return [Math.round(x), Math.round(y)]
  }

  /** Where the pointer is, or else the middle of the view. */
  pointerSpot(): readonly [number, number] {
    const view = this.camera.view()
    const { x, y } = this.pointer.last ?? { x: (view.minX + view.maxX) / 2, y: (view.minY + view.maxY) / 2 }
    return [Math.round(x), Math.round(y)]
  }

  /** Opens the search for a layer at the pointer; with a node's id, for what it is to become. */
  openPicker(replace?: string, wire?: Picker['wire']): void {
    const at = this.pointerSpot()
    this.pickLayer({ ...this.camera.toWindow({ x: at[0], y: at[1] }), at, ...(wire ? { wire } : {}), ...(replace === undefined ? {} : { replace }) })
  }

  /** The wire at a place of the canvas. */
  wireUnder(point: Point): Edge | undefined {
    return this.scene.wireAt(point, 14 / this.camera.transform.k)?.edge
  }

  /** The wire that this node, unwired as it is, lies upon. */
  wireFor(node: CanvasNode): Edge | undefined {
    const { inputs, outputs } = node.model
    if (inputs.length === 0 || inputs[0]?.wired === true || outputs[0]?.wired === true) return undefined
    return this.wireUnder({ x: node.x + CARD_WIDTH / 2, y: node.y + cardHeight(node.model) / 2 }) ?? this.wireUnder({ x: node.x + CARD_WIDTH / 2, y: node.y + 15 })
  }

  /** The wire in the hand is not drawn where it was. */
  lift(edge: Edge | undefined): void {
    this.lifted = edge
    this.schedule()
  }

  get holdsWire(): boolean {
    return this.flow?.getPickedSocket() !== undefined
  }

  /** Lets go of the wire in the hand, without a change. */
  dropWire(): void {
    this.flow?.giveUp()
    this.connection.drop()
  }

  /** Lights the wire that a node would be put into, and shows where it and those that make room for it would stand. `at`: where it is let go. */
  aim(edge: Edge | undefined, at?: readonly [number, number], height?: number): void {
    if (edge && at) this.ghosts.value = ghostsOf(this.document.graph, edge, at, height, (id) => this.editor.getNode(id)?.height ?? 0)
    else if (this.ghosts.value.length > 0) this.ghosts.value = []
    if (this.aimed === edge) return
    this.aimed = edge
    this.schedule()
  }

  /** Puts a node where the document has it. */
  settle(id: string): void {
    const node = this.editor.getNode(id)
    if (node) this.followNode(node)
  }

  /** Lays a node somewhere for as long as something is dragged; `settle` puts it where the document has it. */
  lay(id: string, { x, y }: Point): void {
    const node = this.editor.getNode(id)
    if (!node) return
    node.x = x
    node.y = y
    const view = this.area.nodeViews.get(id)
    if (view) this.area.place(view, node)
    this.scene.putNode(node)
    this.overview.changed()
    this.schedule()
  }

  private resized(): void {
    const { clientWidth: width, clientHeight: height } = this.container
    this.painter.resize(width, height)
    // A panel that opens covers nothing that is being worked on.
    const { selected } = this.document.view
    const bounds = selected.length > 0 ? this.scene.bounds(selected) : undefined
    const seen = bounds !== undefined && contains(this.camera.view(), bounds)
    this.camera.resized({ width, height })
    if (seen && !contains(this.camera.view(), bounds)) this.camera.reveal(bounds)
    this.draw()
  }

  // --- The document --------------------------------------------------------------------------------------------------

  private load(): void {
    const { graph, nodes } = this.document
    this.editor.load([...nodes.values()].map((model) => new CanvasNode(model)), graph.graph.edges.filter((edge) => this.drawable(edge)).map(wireOf))
    this.scene.load()
    this.camera.open(this.document.camera)
    this.overview.changed()
    this.draw(true)
  }

  /** The first node that nothing leads to. */
  private first(): Rect | undefined {
    const { graph } = this.document
    const first = graph.graph.nodes.find(({ id }) => graph.incoming(id).length === 0) ?? graph.graph.nodes[0]
    return first && this.scene.rect(first.id)
  }

  /** Both ends are there. */
  drawable(edge: Edge): boolean {
    return this.document.nodes.has(edge.from[0]) && this.document.nodes.has(edge.to[0])
  }

  private follow({ structure, nodes }: DocumentChange): void {
    for (const id of nodes) {
      const model = this.document.nodes.get(id)
      const node = this.editor.getNode(id)
      if (node && node.model !== model) this.remove(node)
      if (!model) continue
      if (!node || node.model !== model) this.editor.load([new CanvasNode(model)], [])
      this.followNode(this.editor.getNode(id)!)
    }
    if (structure) for (const id of nodes) this.followWires(id)
    const edited = structure || this.document.view.dirty
    if (edited || nodes.size > 0) this.camera.follow(edited)
    this.overview.changed()
    this.schedule()
  }

  private followNode(node: CanvasNode): void {
    const [x, y] = positionOf(node.model)
    if (!this.pointer.isDragging(node.id) && (node.x !== x || node.y !== y)) {
      node.x = x
      node.y = y
      const view = this.area.nodeViews.get(node.id)
      if (view) this.area.place(view, node)
    }
    this.scene.putNode(node)
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
  }

  // --- Drawing -------------------------------------------------------------------------------------------------------

  private draw(all = false): void {
    const { transform } = this.camera
    const drawn = this.culling.update(transform, this.camera.extent, all)
    this.painter.begin(transform)
    const area = this.camera.view(8)
    const { box, knife, chain } = this.pointer
    const cut = new Set(this.pointer.parting())
    const still = !this.culling.moving || cut.size > 0 || chain !== undefined || this.lifted !== undefined || this.aimed !== undefined
    if (still || !this.painter.overview(this.overview, transform.k)) {
      this.painter.wires(this.looks(this.scene.wiresIn(area), cut, new Set(chain?.wires)), transform.k)
      if (this.painter.cards(drawn, transform.k, (id) => this.scene.isClear(id))) this.schedule()
    }
    const { dragged } = this.render
    if (dragged) {
      const from = dragged.start ?? this.scene.socket(dragged.wire.source, 'output', dragged.wire.sourceOutput)
      const to = dragged.end ?? this.scene.socket(dragged.wire.target, 'input', dragged.wire.targetInput)
      if (from && to) this.painter.dragged(from, to)
    }
    if (knife) this.painter.line(knife, transform.k, 'bad')
    if (chain) {
      this.painter.outlines(chain.nodes.flatMap((id) => this.scene.rect(id) ?? []), transform.k)
      this.painter.line(chain.line, transform.k, 'accent')
    }
    if (box) this.painter.selection(box.from, box.to, transform.k)
    this.watch(area)
    for (const listener of this.viewListeners) listener()
  }

  /** All that an overview shows. */
  private whole(): Whole | undefined {
    const bounds = this.scene.bounds()
    return bounds && { bounds, nodes: this.scene.nodesIn(bounds), wires: this.looks(this.scene.wiresIn(bounds), new Set(), new Set()) }
  }

  private looks(wires: readonly PlacedWire[], cut: ReadonlySet<Edge>, crossed: ReadonlySet<Edge>): Record<WireLook, Ends[]> {
    const looks: Record<WireLook, Ends[]> = { plain: [], lit: [], dead: [], cut: [] }
    const { lifted, aimed, document: { view: { wire: picked } } } = this
    for (const { wire: { edge }, source, target, ends, dead } of wires) {
      if (edge && edge === lifted) continue
      const lit = source?.raw.selected === true || target?.raw.selected === true || (edge !== undefined && (edge === picked || edge === aimed || crossed.has(edge)))
      looks[edge && cut.has(edge) ? 'cut' : lit ? 'lit' : dead ? 'dead' : 'plain'].push(ends)
    }
    return looks
  }

  /** Tells the engine which nodes are on screen, a moment after the view came to rest. */
  private watch(area: Rect): void {
    const { minX, minY, maxX, maxY } = this.onScreen
    if (this.watchTimer !== 0 && area.minX === minX && area.minY === minY && area.maxX === maxX && area.maxY === maxY) return
    this.onScreen = area
    clearTimeout(this.watchTimer)
    this.watchTimer = window.setTimeout(() => {
      this.watchTimer = 0
      const ids = this.scene.nodesIn(area).map((node) => node.id).sort()
      const key = ids.join('\n')
      if (key === this.watched) return
      this.watched = key
      this.document.watch(ids)
    }, WATCH_DELAY)
  }
}
