/** What a frame of the canvas shows: wires, the cards that are not in the DOM, and what the gesture in hand draws. */
import type { EditorDocument } from '../editor/document'
import type { Edge } from '../../engine/document/types'
import type { CanvasNode, MapEditor } from './editor'
import type { Point, Rect } from './geometry'
import type { Chain } from './lasso'
import { Overview, type Whole } from './overview'
import { Painter } from './painter'
import type { Ends } from './paths'
import type { DraggedWire } from './render'
import type { PlacedWire, Scene } from './scene'
import type { Transform } from './view'
import type { WireLook } from './wires'

/** What the pointer draws. */
interface Drawn {
  readonly box: { readonly from: Point; readonly to: Point } | undefined
  readonly knife: readonly Point[] | undefined
  readonly chain: Chain | undefined
  /** Wires that letting go would take away. */
  parting(): readonly Edge[]
}

interface Frame {
  /** Finds those to be drawn, on screen. */
  nodes(): readonly CanvasNode[]
  /** On screen. */
  readonly area: Rect
  readonly transform: Transform
  readonly moving: boolean
  readonly drawn: Drawn
  /** The wire in the hand. */
  readonly dragged: DraggedWire | undefined
}

export class Painting {
  /** The wire in the hand is not drawn where it was. */
  lifted: Edge | undefined
  /** The wire that a node would be put into. */
  aimed: Edge | undefined
  private readonly painter: Painter
  private readonly overview: Overview

  /** `moving`: whether the view does. */
  constructor(surface: HTMLCanvasElement, private readonly document: EditorDocument, editor: MapEditor, private readonly scene: Scene, moving: () => boolean) {
    this.painter = new Painter(surface)
    this.overview = new Overview({ count: () => editor.size, whole: () => this.whole(), colors: () => this.painter.colors, moving })
  }

  dispose(): void {
    this.overview.dispose()
  }

  resize(width: number, height: number): void {
    this.painter.resize(width, height)
  }

  /** The theme or the colours of values changed. */
  recolor(): void {
    this.painter.recolor()
    this.overview.changed()
  }

  /** Nodes or wires are not as they were. `slightly`: they are where they were. */
  changed(slightly = false): void {
    this.overview.changed(slightly)
  }

  /** True where pictures on cards are still to come. */
  draw({ nodes, area, transform, moving, drawn, dragged }: Frame): boolean {
    const { k } = transform
    let more = false
    this.painter.begin(transform)
    const { box, knife, chain } = drawn
    const cut = new Set(drawn.parting())
    const still = !moving || cut.size > 0 || chain !== undefined || this.lifted !== undefined || this.aimed !== undefined
    if (still || !this.painter.overview(this.overview, k)) {
      this.painter.wires(this.looks(this.scene.wiresIn(area), cut, new Set(chain?.wires)), k)
      more = this.painter.cards(nodes(), { k, moving: !still }, (id) => this.scene.isClear(id))
    }
    if (dragged) {
      const from = dragged.start ?? this.scene.socket(dragged.wire.source, 'output', dragged.wire.sourceOutput)
      const to = dragged.end ?? this.scene.socket(dragged.wire.target, 'input', dragged.wire.targetInput)
      if (from && to) this.painter.dragged(from, to)
    }
    if (knife) this.painter.line(knife, k, 'bad')
    if (chain) {
      this.painter.outlines(chain.nodes.flatMap((id) => this.scene.rect(id) ?? []), k)
      this.painter.line(chain.line, k, 'accent')
    }
    if (box) this.painter.selection(box.from, box.to, k)
    return more
  }

  /** All that an overview shows. */
  private whole(): Whole | undefined {
    const bounds = this.scene.bounds()
    const none = new Set<Edge>()
    return bounds && { bounds, within: (part) => ({ nodes: this.scene.nodesIn(part), wires: this.looks(this.scene.wiresIn(part), none, none) }) }
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
}
