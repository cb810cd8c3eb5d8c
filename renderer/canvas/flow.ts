/** What pressing and releasing on sockets means: a wire from an output, a wired input picks its wire up again. */
import { Flow, type SocketData } from 'rete-connection-plugin'
import type { Edge, PortRef } from '../../engine/document/types'
import type { Schemes } from './editor'

export interface FlowActions {
  wireInto(node: string, port: string): Edge | undefined
  /** `moved` is the wire that was picked up. */
  connect(from: PortRef, to: PortRef, moved?: Edge): void
  disconnect(edge: Edge): void
  /** Released over no socket: a node's face or nothing. True where that connected. */
  dropOnFace(picked: SocketData, moved?: Edge): boolean
  /** The wire that is in the hand is not drawn where it was. */
  lift(edge: Edge | undefined): void
  /** What is in the hand; undefined once it is let go. */
  hold(picked: SocketData | undefined): void
  /** Whether the pointer is over the canvas: let go elsewhere, nothing is meant. */
  isOver(): boolean
  /** A new wire was let go over nothing. */
  dropOnNothing(picked: SocketData): void
}

type Pick = Parameters<Flow<Schemes, never[]>['pick']>[0]

export class WireFlow extends Flow<Schemes, never[]> {
  private picked: SocketData | undefined
  private moved: Edge | undefined

  constructor(private readonly actions: FlowActions, private readonly socketOf: (node: string, side: 'input' | 'output', port: string) => SocketData | undefined) {
    super()
  }

  override pick({ socket, event }: Pick): Promise<void> {
    if (this.picked) this.release(socket)
    else if (event === 'down') this.begin(socket)
    return Promise.resolve()
  }

  override getPickedSocket(): SocketData | undefined {
    return this.picked
  }

  override drop(): void {
    const { picked, moved } = this
    this.end()
    if (!picked || !this.actions.isOver() || this.actions.dropOnFace(picked, moved)) return
    if (moved) this.actions.disconnect(moved)
    else this.actions.dropOnNothing(picked)
  }

  /** Lets go of the wire; one that was picked up is where it was. */
  giveUp(): void {
    this.end()
  }

  private begin(socket: SocketData): void {
    const edge = socket.side === 'input' ? this.actions.wireInto(socket.nodeId, socket.key) : undefined
    const other = edge && this.socketOf(edge.from[0], 'output', edge.from[1])
    this.picked = other ?? socket
    this.moved = other ? edge : undefined
    this.actions.lift(this.moved)
    this.actions.hold(this.picked)
  }

  private release(socket: SocketData): void {
    const { picked, moved } = this
    // Released where it was pressed: the next press connects.
    if (!picked || (picked.nodeId === socket.nodeId && picked.side === socket.side && picked.key === socket.key)) return
    if (picked.side === socket.side) return this.drop()
    this.end()
    const [from, to] = picked.side === 'output' ? [picked, socket] : [socket, picked]
    this.actions.connect([from.nodeId, from.key], [to.nodeId, to.key], moved)
  }

  private end(): void {
    this.picked = undefined
    this.moved = undefined
    this.actions.lift(undefined)
    this.actions.hold(undefined)
  }
}
