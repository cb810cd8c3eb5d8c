/** Where the numbers of a view come from: a node's output or one of its weights. What is looked at is asked for, no more. */
import type { Reply } from '../../engine/protocol'
import { typedView } from '../../engine/tensor/bytes'
import type { Tensor } from '../../engine/tensor/dtype'
import { axesOf, otherDims } from '../../engine/tensor/plane'
import type { EditorDocument } from '../editor/document'
import type { Pin } from '../editor/watching'
import { said } from '../i18n'

export type Axes = readonly [number, number]
type Of<K extends Reply['kind']> = Extract<Reply, { kind: K }>
export type Failed = Of<'error'>

export class ValueSource {
  constructor(private readonly document: EditorDocument, private readonly pin: Pin) {}

  /** As files and copies of it are named. */
  get name(): string {
    const { node, port, of } = this.pin
    return of === 'output' && port === 'output' ? node : `${node}.${port}`
  }

  async slice(axes: Axes | undefined, index: readonly number[], rows: Axes, cols: Axes): Promise<Of<'slice'> | Failed> {
    return expect('slice', await this.document.engine.ask({ type: 'slice', ...this.pin, index, rows, cols, ...(axes ? { axes } : {}) }))
  }

  /** One element; undefined where it cannot be had. */
  async element(shape: readonly number[], at: readonly number[]): Promise<{ readonly cell: number | string | boolean; readonly dtype: Of<'slice'>['type']['dtype'] } | undefined> {
    const [row, col] = axesOf(shape.length).map((d) => at[d] ?? 0) as [number, number]
    const reply = await this.slice(undefined, otherDims(shape.length).map((d) => at[d] ?? 0), [row, row + 1], [col, col + 1])
    const cell = reply.kind === 'slice' ? reply.data[0] : undefined
    return reply.kind === 'slice' && cell !== undefined ? { cell, dtype: reply.type.dtype } : undefined
  }

  async picture(axes: Axes | undefined, index: readonly number[], along: number | undefined, scale: Axes): Promise<Of<'picture'> | Failed> {
    return expect('picture', await this.document.engine.ask({ type: 'picture', ...this.pin, index, scale, ...(axes ? { axes } : {}), ...(along === undefined ? {} : { along }) }))
  }

  async histogram(bins: number, scale: Axes): Promise<Of<'histogram'> | Failed> {
    return expect('histogram', await this.document.engine.ask({ type: 'histogram', ...this.pin, bins, scale }))
  }

  async find(what: 'max' | 'min' | 'odd', after: number): Promise<Of<'found'> | Failed> {
    return expect('found', await this.document.engine.ask({ type: 'find', ...this.pin, what, after }))
  }

  async summary(): Promise<Of<'summary'> | Failed> {
    return expect('summary', await this.document.engine.ask({ type: 'summary', ...this.pin }))
  }

  /** The whole of it. Rejects where there is none. */
  async tensor(): Promise<Tensor> {
    const reply = await this.document.engine.ask({ type: 'values', ...this.pin })
    if (reply.kind !== 'values') throw new Error(reply.kind === 'error' ? said(reply.message) : reply.kind)
    const { type: { dtype, shape }, data } = reply
    return { dtype, shape, data: typedView(dtype, data, 0, shape.reduce((n, size) => n * size, 1)) }
  }
}

function expect<K extends Reply['kind']>(kind: K, reply: Reply): Of<K> | Failed {
  if (reply.kind === kind) return reply as Of<K>
  return reply.kind === 'error' ? reply : { kind: 'error', message: reply.kind }
}
