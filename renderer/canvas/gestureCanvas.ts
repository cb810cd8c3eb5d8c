/** What gestures may do on a canvas: find what is under the pointer, lay things out while they are dragged, and change the document. */
import type { EditorDocument } from '../editor/document'
import type { Picker } from '../editor/workspace'
import type { Edge } from '../../engine/document/types'
import type { Annotations } from './annotations'
import type { CullingArea } from './area'
import type { Camera } from './camera'
import type { CanvasNode, MapEditor } from './editor'
import type { Point } from './geometry'
import type { Scene } from './scene'

export interface GestureCanvas {
  readonly container: HTMLElement
  readonly document: EditorDocument
  readonly editor: MapEditor
  readonly area: CullingArea
  readonly camera: Camera
  readonly scene: Scene
  readonly annotations: Annotations

  /** Draws the canvas anew in the next frame. */
  schedule(): void
  /** Draws it in this frame, in which the view was moved: wires and cards stay together. */
  redraw(): void
  /** Opens the search for a layer at the pointer; with a node's id, for what it is to become. */
  openPicker(replace?: string, wire?: Picker['wire']): void

  /** Lays a node somewhere for as long as something is dragged; `settle` puts it where the document has it. */
  lay(id: string, point: Point): void
  /** Puts a node where the document has it. */
  settle(id: string): void

  /** Both ends are there. */
  drawable(edge: Edge): boolean
  /** The wire that this node, unwired as it is, lies upon. */
  wireFor(node: CanvasNode): Edge | undefined
  /** Lights the wire that a node would be put into, and shows where it and those that make room for it would stand. `at`: where it is let go. */
  aim(edge: Edge | undefined, at?: readonly [number, number], height?: number): void

  /** The wire in the hand is not drawn where it was. */
  lift(edge: Edge | undefined): void
  readonly holdsWire: boolean
  /** Lets go of the wire in the hand, without a change. */
  dropWire(): void
}
