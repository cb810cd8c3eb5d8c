/** The value that someone meant who gave one that a parameter does not take. */
import { numberOf, isFloatLiteral } from '../document/numbers'
import type { Fix, Json, Params } from '../document/types'
import type { ParamSpec, Unfit } from '../layers/define'
import { spelled } from '../layers/params'
import { plain, say } from '../say'
import { fixNow, nearest } from './problem'

const TRUTH: Readonly<Record<string, boolean>> = { true: true, false: false, yes: true, no: false }

/** Words near to what was written: misspelt, cut short or drawn out. */
function word(text: string, options: readonly string[]): string | undefined {
  const small = text.toLowerCase()
  if (small.length < 3) return options.find(option => option === small)
  return nearest(text, options) ?? options.find(option => option.startsWith(small) || small.startsWith(option))
}

/** What a value may stand for, the likeliest first. */
function guesses(json: Json, { control, default: initial }: ParamSpec<unknown>): readonly Json[] {
  if (json === null) return initial === undefined ? [] : [initial]
  if (Array.isArray(json)) {
    const list = (json as readonly Json[]).map(one => whole(one) ?? one)
    return list.length === 1 && list[0] !== undefined ? [list, list[0]] : [list]
  }
  if (typeof json !== 'string') return [whole(json)].filter(one => one !== undefined)
  const text = json.trim()
  const options = control.kind === 'choice' ? control.options : control.kind === 'ints' ? control.words ?? [] : []
  const found = [word(text, options), TRUTH[text.toLowerCase()], /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined]
  return found.filter(one => one !== undefined)
}

/** The whole number that a float such as `2.0` or a text such as "2" is. */
function whole(json: Json): number | undefined {
  const value = typeof json === 'string' && /^-?\d{1,15}$/.test(json.trim()) ? Number(json) : isFloatLiteral(json) ? numberOf(json) : undefined
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined
}

/** A mend that sets the parameter to what was meant; undefined where that cannot be told. */
export function meantFix(node: string, param: string, spec: ParamSpec<unknown>, json: Json, { meant }: Unfit, params: Params): Fix | undefined {
  const found = [...(meant === undefined ? [] : [meant]), ...guesses(json, spec)].find(value => 'value' in spec.parse(value, params))
  if (found === undefined) return undefined
  const text = typeof found === 'string' ? found : spelled(found)
  const isInitial = spec.default !== undefined && spelled(found) === spelled(spec.default)
  return fixNow(isInitial && json === null ? say`Leave ${param} out` : say`Set ${param} to ${plain(text)}`, isInitial ? { kind: 'setParam', node, param } : { kind: 'setParam', node, param, value: found })
}
