/**
 * Views behind an Expand. Of an expanded value many elements are one place in memory, so what is written into a part of
 * it cannot come back through the Expand: such a part is taken as a view of what was expanded, place by place.
 */
import type { Layout, Value } from '../layers/define'
import { int64, reshape } from '../layers/emit'
import { numel } from '../tensor/dtype'
import { contiguous, isFolded, type Strided } from '../tensor/strides'
import type { ModelBuilder } from './builder'
import { valueKey } from './names'
import { viewRef, type Ref } from './storage'

interface Fold {
  /** What was expanded. */
  readonly anchor: Ref
  readonly whole: Strided
  /** Where the first element lies, counted from the anchor's. */
  readonly offset: number
}

interface Part extends Fold {
  readonly part: Strided
}

export class FoldedViews {
  readonly #strides = new WeakMap<Ref, Layout['strides']>()
  readonly #folds = new WeakMap<Ref, Fold>()
  readonly #parts = new Map<string, Part>()

  constructor(readonly builder: ModelBuilder) {}

  /** Tells how a reference lies in memory. */
  lies(ref: Ref, layout: Layout | undefined): void {
    if (layout) this.#strides.set(ref, layout.strides)
  }

  /** A node's view of `base`; behind an Expand a view of what was expanded. */
  view(base: Ref, id: string, port: string, value: Value, layout: Layout): Ref {
    const { strides, offset = 0 } = layout
    const part = { shape: value.type.shape, strides }
    const fold = this.#folds.get(base)
    const ref = viewRef(fold ? fold.anchor : base, id, port, value)
    if (fold) {
      const own = { ...fold, offset: fold.offset + offset }
      this.#folds.set(ref, own)
      this.#parts.set(valueKey(id, port), { ...own, part })
    } else if (isFolded(part)) {
      this.#folds.set(ref, { anchor: base, whole: { shape: base.value.type.shape, strides: this.#strides.get(base) ?? contiguous(base.value.type.shape) }, offset })
    }
    return ref
  }

  /** The view taken anew of the changed `base`; undefined for one that is not behind an Expand. */
  refresh(id: string, port: string, base: Value): Value | undefined {
    const found = this.#parts.get(valueKey(id, port))
    if (!found) return undefined
    const { dtype } = base.type
    const places = placesOf(found)
    const taken = this.builder.emit(id, 'Gather', [this.#flat(id, base), this.#index(id, places)], { dtype, shape: [places.length] }, 'taken', { axis: { int: 0 } })
    return reshape(this.#emitter(id), taken, found.part.shape, 'updated')
  }

  /** `base` after `written` came in through the view; undefined for one that is not behind an Expand. */
  write(id: string, port: string, base: Value, written: Value): Value | undefined {
    const found = this.#parts.get(valueKey(id, port))
    if (!found) return undefined
    const flat = this.#flat(id, base)
    const places = placesOf(found)
    const updates = reshape(this.#emitter(id), written, [places.length], 'updates')
    const put = this.builder.emit(id, 'ScatterElements', [flat, this.#index(id, places), updates], flat.type, 'put', { axis: { int: 0 } })
    return reshape(this.#emitter(id), put, base.type.shape, 'written')
  }

  #emitter(id: string): Parameters<typeof reshape>[0] {
    const { builder } = this
    return {
      emit: (op, inputs, type, what, attributes) => builder.emit(id, op, inputs, type, what, attributes),
      constant: (what, tensor) => builder.constant(id, what, tensor),
    }
  }

  #flat(id: string, value: Value): Value {
    return reshape(this.#emitter(id), value, [numel(value.type.shape)], 'flat')
  }

  #index(id: string, places: readonly number[]): Value {
    return this.builder.constant(id, 'places', int64(places))
  }
}

/** Distances from the first element, in row-major order. */
function distances({ shape, strides }: Strided): number[] {
  return shape.reduce<number[]>((found, size, dim) => found.flatMap(at => Array.from({ length: size }, (_, i) => at + i * (strides[dim] ?? 0))), [0])
}

/** For each element of the part, its place in the row-major order of the whole. */
function placesOf({ whole, part, offset }: Part): number[] {
  const place = new Map(distances(whole).map((distance, i) => [distance, i]))
  return distances(part).map(distance => place.get(distance + offset) ?? 0)
}
