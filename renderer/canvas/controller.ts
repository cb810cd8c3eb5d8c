/** The canvas of one document: its parts put together, what it shows, and what gestures may do on it. */
import { ConnectionPlugin } from 'rete-connection-plugin'
import { shallowRef, type AppContext, type Component } from 'vue'
import { mend } from '../editor/actions'
import type { EditorDocument } from '../editor/document'
import type { DocumentChange } from '../editor/documentView'
import { toggleBypass } from '../editor/selection'
import type { Picker } from '../editor/workspace'
import type { Edge } from '../../engine/document/types'
import { Annotations } from './annotations'
import { CullingArea, type SocketSignal } from './area'
import { Camera } from './camera'
import { CardFocus } from './cardFocus'
import { Culling } from './culling'
import { MapEditor, type CanvasNode, type Schemes } from './editor'
import type { WireFlow } from './flow'
import { FrameDrag } from './frameDrag'
import { CARD_WIDTH, cardHeight, type Point, type Rect } from './geometry'
import type { GestureCanvas } from './gestureCanvas'
import { ghostsOf, type Ghost } from './ghosts'
import { Mirror } from './mirror'
import { OnScreen } from './onScreen'
import { Painting } from './painting'
import { clearSpot, GAP } from './places'
import { Pointer, WIRE_TOLERANCE } from './pointer'
import { CardRender } from './render'
import { Scene } from './scene'
import { contains } from './view'
import { Walk } from './walk'
import { wiring } from './wiring'

export class CanvasController implements GestureCanvas {
  readonly editor = new MapEditor()
  readonly area: CullingArea
  readonly camera: Camera
  readonly scene = new Scene(this.editor)
  readonly annotations: Annotations
  readonly frameDrag = new FrameDrag(this)
  private readonly culling: Culling
  private readonly mirror: Mirror
  private readonly painting: Painting
  private readonly onScreen: OnScreen
  private readonly render: CardRender
  private readonly pointer: Pointer
  private readonly focusOf: CardFocus
  readonly walk: Walk
  private readonly connection = new ConnectionPlugin<Schemes, SocketSignal>()
  /** Of the wire that was taken in hand last. */
  private flow: WireFlow | undefined
  private frame = 0
  /** Where cards would stand if a node were put into the wire that is aimed at. */
  readonly ghosts = shallowRef<readonly Ghost[]>([])
  private readonly stop: () => void
  private readonly viewListeners = new Set<() => void>()
  private readonly resize: ResizeObserver

  constructor(readonly container: HTMLElement, canvas: HTMLCanvasElement, readonly document: EditorDocument, card: Component, context: AppContext, private readonly pickLayer: (picker: Picker) => void) {
    this.painting = new Painting(canvas, document, this.editor, this.scene, () => this.culling.moving)
    this.onScreen = new OnScreen(document, this.scene)
    this.annotations = new Annotations(document)
    this.area = new CullingArea(container)
    this.mirror = new Mirror(document, this.editor, this.area, this.scene, (id) => this.pointer.isDragging(id))
    this.culling = new Culling(this.area, this.scene, () => this.schedule())
    this.render = new CardRender(card, context, {
      fix: (problem) => mend(document, problem),
      bypass: (id) => toggleBypass(document, document.view.selected.includes(id) ? document.view.selected : [id]),
      focus: (id) => { document.select([id]); this.reveal([id]) },
      socket: (element, nodeId, side, key) => {
        void this.area.emit({ type: 'render', data: { type: 'socket', element, nodeId, side, key } })
        return () => void this.area.emit({ type: 'unmount', data: { element } })
      },
    }, () => this.schedule())
    this.focusOf = new CardFocus(container, document, (id) => this.area.nodeViews.get(id)?.element)
    const { connection } = this
    connection.addPreset(() => (this.flow = wiring(this)))
    this.editor.use(this.area)
    this.area.use(connection)
    this.area.use(this.render)
    this.area.cards = this.render
    this.pointer = new Pointer(this, this.frameDrag, this.culling)
    this.camera = new Camera(this.area, {
      everything: () => this.everything(),
      first: () => this.first(),
      moved: (zoomed) => { this.culling.moved(zoomed); this.pointer.follow(); this.schedule() },
      flown: () => this.redraw(),
    })
    const { clientWidth: width, clientHeight: height } = container
    this.camera.extent = { width, height }
    this.painting.resize(width, height)
    this.load()
    this.stop = document.onChange((change) => this.follow(change))
    this.walk = new Walk(this)
    this.resize = new ResizeObserver(() => this.resized())
    this.resize.observe(container)
  }

  dispose(): void {
    const { kept } = this.camera
    if (kept) this.document.camera = kept
    this.camera.dispose()
    cancelAnimationFrame(this.frame)
    this.onScreen.dispose()
    this.stop()
    this.resize.disconnect()
    this.pointer.dispose()
    this.walk.dispose()
    this.culling.dispose()
    this.painting.dispose()
    for (const id of [...this.area.nodeViews.keys()]) this.area.removeNodeView(id)
    this.area.destroy()
  }

  schedule(): void {
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw() })
  }

  redraw(): void {
    cancelAnimationFrame(this.frame)
    this.frame = 0
    this.draw()
  }

  recolor(): void {
    this.painting.recolor()
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

  /** Moves just so far that these nodes are on screen; without any, the frames and notes that are selected. */
  reveal(ids: Iterable<string>): void {
    const bounds = this.scene.bounds(ids) ?? this.annotations.boundsOf(this.document.view.marked)
    if (bounds) this.camera.reveal(bounds)
  }

  /** The same, where one of them is not on screen. */
  keepInView(ids: Iterable<string>): void {
    const bounds = this.scene.bounds(ids)
    if (bounds && !contains(this.camera.view(), bounds)) this.camera.reveal(bounds)
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
    return node ? clearSpot(this.scene, node.x + CARD_WIDTH + GAP, node.y, 'down') : clearSpot(this.scene, (view.minX + view.maxX - CARD_WIDTH) / 2, (view.minY + view.maxY) / 2 - 60, 'right')
  }

  /** Where the pointer is, or else the middle of the view. */
  pointerSpot(): readonly [number, number] {
    const view = this.camera.view()
    const { x, y } = this.pointer.last ?? { x: (view.minX + view.maxX) / 2, y: (view.minY + view.maxY) / 2 }
    return [Math.round(x), Math.round(y)]
  }

  /** Where there is room, for who has no pointer here: as if it were at the upper left corner of what goes there. */
  private spotByKeys(): readonly [number, number] {
    const { selected } = this.document.view
    const [x, y] = this.freeSpot(selected.length === 1 ? selected[0] : undefined)
    return [x + 20, y + 15]
  }

  /** The wire at a place of the canvas. */
  wireUnder(point: Point): Edge | undefined {
    return this.scene.wireAt(point, 14 / this.camera.transform.k)?.edge
  }

  /** The wire that a click there means. */
  wireNear(point: Point): Edge | undefined {
    return this.scene.wireAt(point, WIRE_TOLERANCE / this.camera.transform.k)?.edge
  }

  private resized(): void {
    const { clientWidth: width, clientHeight: height } = this.container
    this.painting.resize(width, height)
    // A panel that opens covers nothing that is being worked on.
    const { selected } = this.document.view
    const bounds = selected.length > 0 ? this.scene.bounds(selected) : undefined
    const seen = bounds !== undefined && contains(this.camera.view(), bounds)
    this.camera.resized({ width, height })
    if (seen && !contains(this.camera.view(), bounds)) this.camera.reveal(bounds)
    this.draw()
  }

  // --- What gestures may do ------------------------------------------------------------------------------------------

  openPicker(replace?: string, wire?: Picker['wire']): void {
    const at = this.pointer.last ? this.pointerSpot() : this.spotByKeys()
    this.pickLayer({ ...this.camera.toWindow({ x: at[0], y: at[1] }), at, ...(wire ? { wire } : {}), ...(replace === undefined ? {} : { replace }) })
  }

  /** Opens a search for a layer, if there is one to open. */
  pick(picker: Picker | undefined): void {
    if (picker) this.pickLayer(picker)
  }

  wireFor(node: CanvasNode): Edge | undefined {
    const { inputs, outputs } = node.model
    if (inputs.length === 0 || inputs[0]?.wired === true || outputs[0]?.wired === true) return undefined
    return this.wireUnder({ x: node.x + CARD_WIDTH / 2, y: node.y + cardHeight(node.model) / 2 }) ?? this.wireUnder({ x: node.x + CARD_WIDTH / 2, y: node.y + 15 })
  }

  lift(edge: Edge | undefined): void {
    this.painting.lifted = edge
    this.schedule()
  }

  get holdsWire(): boolean {
    return this.flow?.getPickedSocket() !== undefined
  }

  dropWire(): void {
    this.flow?.giveUp()
    this.connection.drop()
  }

  aim(edge: Edge | undefined, at?: readonly [number, number], height?: number): void {
    if (edge && at) this.ghosts.value = ghostsOf(this.document.graph, edge, at, height, (id) => this.editor.getNode(id)?.height ?? 0)
    else if (this.ghosts.value.length > 0) this.ghosts.value = []
    if (this.painting.aimed === edge) return
    this.painting.aimed = edge
    this.schedule()
  }

  drawable(edge: Edge): boolean {
    return this.mirror.drawable(edge)
  }

  settle(id: string): void {
    this.mirror.settle(id)
  }

  lay(id: string, point: Point): void {
    this.mirror.lay(id, point)
    this.painting.changed()
    this.schedule()
  }

  // --- The document --------------------------------------------------------------------------------------------------

  private load(): void {
    this.mirror.load()
    this.camera.open(this.document.camera)
    this.painting.changed()
    this.draw(true)
  }

  /** The first node that nothing leads to. */
  private first(): Rect | undefined {
    const { graph } = this.document
    const first = graph.graph.nodes.find(({ id }) => graph.incoming(id).length === 0) ?? graph.graph.nodes[0]
    return first && this.scene.rect(first.id)
  }

  private follow(change: DocumentChange): void {
    const moved = this.mirror.follow(change)
    this.focusOf.follow()
    // Recovered work is unsaved from the beginning: only what is edited here counts.
    const edited = change.structure || this.document.history.canUndo
    if (edited || change.nodes.size > 0) this.camera.follow(edited)
    // Without a node it is about the selection.
    this.painting.changed(!moved && !change.structure && change.nodes.size > 0)
    this.schedule()
  }

  private draw(all = false): void {
    const { transform, extent } = this.camera
    const nodes = this.culling.update(transform, extent, all)
    this.focusOf.arrive()
    const area = this.camera.view(8)
    if (this.painting.draw({ nodes, area, transform, moving: this.culling.moving, drawn: this.pointer, dragged: this.render.dragged })) this.schedule()
    this.onScreen.see(area)
    for (const listener of this.viewListeners) listener()
  }
}
