/** A problem's sentence on a card: where it stands, and as much of it as a card has. Canvas units. */
import { CARD_WIDTH } from '../canvas/geometry'
import { shorten, wrap, type Face, type Measure } from './svg'

/** From the card's edge to the tinted box, from there to the words, above and below them, a line, and below the box. */
export const MESSAGE = { pad: 9, inner: 8, top: 7, line: 16, below: 3 }
export const MESSAGE_FACE: Face = { size: 11.5 }

/** At most so many lines. */
export function sentence(text: string, measure: Measure, most: number): readonly string[] {
  const room = CARD_WIDTH - 2 * (MESSAGE.pad + MESSAGE.inner)
  const lines = wrap(text, room, MESSAGE_FACE, measure)
  if (lines.length <= most) return lines
  const kept = lines.slice(0, most)
  return [...kept.slice(0, -1), shorten(lines.slice(most - 1).join(' '), room, MESSAGE_FACE, measure)]
}
