/** How wide the columns of the table of layers are: no number is cut, in a narrow window counts are written short. */
import type { Totals } from '../../engine/analysis/types'
import { countText } from '../values/format'
import type { Row } from './rows'

/** Pixels: a letter of the table's face, what a cell has around its text, between columns, and beside them. */
const [LETTER, AROUND, GAP, BESIDE] = [7.2, 9, 6, 44]
/** Headings with their arrows, names and types, and what memory and times take. */
const [PLACE, NAME, TYPE, PARAMETERS, MACS, MEASURE] = [38, 58, 84, 82, 76, 67]
/** Letters of a shape and of a name, which are cut beyond the most. */
const [SHAPE, LONGEST_SHAPE, LONGEST_NAME] = [18, 24, 12]

export interface Columns {
  /** For `grid-template-columns`. */
  readonly template: string
  /** Pixels that a row takes at least. */
  readonly least: number
  /** Counts that are written as 7.62 G. */
  readonly short: { readonly parameters: boolean; readonly macs: boolean }
}

const wide = (letters: number, heading: number): number => Math.max(heading, Math.ceil(letters * LETTER) + AROUND)

/** `width`: pixels there are. */
export function columnsFor(rows: readonly Pick<Row, 'id' | 'shape'>[], { parameters, macs }: Pick<Totals, 'parameters' | 'macs'>, width: number): Columns {
  let [shapes, names] = [SHAPE, 0]
  for (const { id, shape } of rows) [shapes, names] = [Math.max(shapes, shape.length), Math.max(names, id.length)]
  const shape = Math.ceil(Math.min(LONGEST_SHAPE, shapes) * LETTER) + 2
  const name = Math.max(NAME, Math.ceil(Math.min(LONGEST_NAME, names) * LETTER) + 2)
  // A total has the most digits; short ones never more than seven letters, as 926.4 M.
  const of = (short: Columns['short'], name: number): readonly number[] => [
    PLACE, name, TYPE, shape, wide(short.parameters ? 7 : countText(parameters).length, PARAMETERS), wide(short.macs ? 7 : countText(macs).length, MACS), MEASURE, MEASURE,
  ]
  const least = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, BESIDE + GAP * (sizes.length - 1))
  // Only what gets narrower by it.
  const [many, most] = [wide(countText(parameters).length, PARAMETERS) > PARAMETERS, wide(countText(macs).length, MACS) > MACS]
  const tried = [{ parameters: false, macs: false }, { parameters: false, macs: most }, { parameters: many, macs: most }]
  // Counts are written short for the sake of names, too; where that does not help, names are cut.
  const ways = [name, NAME].flatMap((room) => tried.map((short) => ({ short, sizes: of(short, room) })))
  const { short, sizes } = ways.find((way) => least(way.sizes) <= width) ?? ways.at(-1)!
  const shares = [undefined, 2, 0.9, 1, 0.8, 1, 0.7, 0.7]
  return { template: sizes.map((size, i) => (shares[i] === undefined ? `${size}px` : `minmax(${size}px, ${shares[i]}fr)`)).join(' '), least: least(sizes), short }
}
