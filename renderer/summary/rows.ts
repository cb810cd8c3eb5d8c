/** The rows of the table of layers, and their order. */
import { costOf, type Cost } from '../../engine/analysis/cost'
import { countOf } from '../../engine/analysis/memory'
import type { Category } from '../../engine/layers/define'
import { categoryOf, type NodeModel } from '../editor/node'
import { shapeText } from '../values/format'

export interface Row extends Cost {
  readonly id: string
  /** Place in the file. */
  readonly place: number
  readonly type: string
  readonly kind: Category | 'unknown'
  readonly shape: string
  /** Values of the first output. */
  readonly size: number
  /** Milliseconds that it took when it ran last; 0 where that is not known. */
  readonly time: number
  readonly model: NodeModel
}

export type SortKey = 'place' | 'id' | 'type' | 'size' | 'parameters' | 'macs' | 'bytes' | 'time'
export interface Sort {
  readonly key: SortKey
  readonly descending: boolean
}
export const UNSORTED: Sort = { key: 'place', descending: false }

export function rowOf(model: NodeModel, place: number): Row {
  const [first] = Object.values(model.analysis.outputs)
  return {
    id: model.id, place, type: model.node.type, kind: categoryOf(model), model,
    shape: first ? shapeText(first.shape) : '', size: first ? countOf(first.shape) : -1, time: model.milliseconds ?? 0, ...costOf(model.analysis),
  }
}

const TEXT: ReadonlySet<SortKey> = new Set(['id', 'type'])
const texts = new Intl.Collator('en', { numeric: true })

/** In the order asked for; equal ones as in the file. */
export function sorted(rows: readonly Row[], { key, descending }: Sort): readonly Row[] {
  const sign = descending ? -1 : 1
  const by = TEXT.has(key)
    ? (a: Row, b: Row): number => texts.compare(String(a[key]), String(b[key]))
    : (a: Row, b: Row): number => Number(a[key]) - Number(b[key])
  return [...rows].sort((a, b) => sign * by(a, b) || a.place - b.place)
}

/** The next order when a heading is chosen: numbers begin with the largest; the third time it is the file's again. */
export function nextSort(now: Sort, key: SortKey): Sort {
  if (key === 'place') return now.key === 'place' && !now.descending ? { key, descending: true } : UNSORTED
  const first = !TEXT.has(key)
  if (now.key !== key) return { key, descending: first }
  return now.descending === first ? { key, descending: !first } : UNSORTED
}
