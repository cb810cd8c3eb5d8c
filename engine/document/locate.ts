/** Where in a text something stands. Only used once something is wrong. */
import { say, type Said } from '../say'

/** "line 3, column 5", both from 1. */
export function place(text: string, offset: number): Said {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return say`line ${line}, column ${offset - before.lastIndexOf('\n')}`
}

export type Path = readonly (string | number)[]

/**
 * Finds values by path (`['nodes', 3, 'params']`), down to `depth` keys; beyond it, the nearest value around. `text` must
 * be valid JSON; of a key that stands twice the last counts, as in parsing.
 */
export function locator(text: string, depth = 3): (path: Path) => number {
  const found = new Map<string, number>()
  let i = 0
  const space = (): void => {
    while (' \n\r\t\uFEFF'.includes(text.charAt(i)) && i < text.length) i++
  }
  const string = (): string => {
    const start = i++
    for (; text[i] !== '"' && i < text.length; i++) if (text[i] === '\\') i++
    return text.slice(start, ++i)
  }
  const skip = (): void => {
    let open = 0
    do {
      const char = text[i]
      if (char === '"') {
        string()
        continue
      }
      if (char === '{' || char === '[') open++
      else if (char === '}' || char === ']') open--
      i++
      if (open === 0 && char !== '}' && char !== ']') while (i < text.length && !',]} \n\r\t'.includes(text.charAt(i))) i++
    } while (open > 0 && i < text.length)
  }
  const value = (path: Path): void => {
    space()
    found.set(JSON.stringify(path), i)
    const open = text[i]
    if (path.length >= depth || (open !== '{' && open !== '[')) return skip()
    i++
    for (let n = 0; i < text.length; n++) {
      space()
      if (text[i] === '}' || text[i] === ']') break
      let key: string | number = n
      if (open === '{') {
        key = JSON.parse(string()) as string
        space()
        i++
      }
      value([...path, key])
      space()
      if (text[i] === ',') i++
    }
    i++
  }
  value([])
  return (path) => {
    for (let n = path.length; n > 0; n--) {
      const offset = found.get(JSON.stringify(path.slice(0, n)))
      if (offset !== undefined) return offset
    }
    return found.get('[]') ?? 0
  }
}
