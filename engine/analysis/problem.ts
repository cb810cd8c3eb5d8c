/** Makers of problems and of the words in them. */
import type { Edit, Fix, Problem, ProblemCode } from '../document/types'
import { commas, plain, say, type Said } from '../say'

interface Where {
  readonly severity?: 'error' | 'warning'
  readonly node?: string | undefined
  readonly port?: string | undefined
  readonly param?: string | undefined
  readonly pytorch?: string | undefined
  readonly fix?: Fix | undefined
}

/** A problem, an error unless told otherwise; what is undefined is left out. */
export function problem(code: ProblemCode, message: Said, at: Where = {}): Problem {
  return {
    severity: at.severity ?? 'error',
    code,
    message,
    ...(at.node === undefined ? {} : { node: at.node }),
    ...(at.port === undefined ? {} : { port: at.port }),
    ...(at.param === undefined ? {} : { param: at.param }),
    ...(at.pytorch === undefined ? {} : { pytorch: at.pytorch }),
    ...(at.fix === undefined ? {} : { fix: at.fix }),
  }
}

/** A mend whose edits are worked out when read: fresh ids and positions are then the document's current ones. */
export function lazyFix(label: Said, edits: () => readonly Edit[]): Fix {
  return { label, get edits() { return edits() } }
}

export const fixNow = (label: Said, ...edits: readonly Edit[]): Fix => ({ label, edits })

/** `record[key]` where the key comes from a file: names such as "constructor" are no members. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** "a, b and c", the tail shortened to a count. */
export function listed(words: readonly string[], most = 8): Said {
  if (words.length > most) return say`${commas(words.slice(0, most))} and ${words.length - most} more`
  if (words.length < 2) return plain(words.join(''))
  return say`${commas(words.slice(0, -1))} and ${words[words.length - 1] ?? ''}`
}

export const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`
