/** The value that someone meant who gave one that a parameter does not take. */
import { numberOf, isFloatLiteral } from '../document/numbers'
import type { Fix, Json, Params } from '../document/types'
import type { ParamSpec, Unfit } from '../layers/define'
import { meantWord } from '../layers/nearest'
import { spelled } from '../layers/params'
import { plain, say } from '../say'
import { fixNow } from './problem'

const TRUTH: Readonly<Record<string, boolean>> = { true: true, false: false, yes: true, no: false }

/** What a value may stand for, the likeliest first. */
function guesses(json: Json, { control, default: initial }: ParamSpec<unknown>): readonly Json[] {
  if (json === null) return initial === undefined ? [] : [initial]
  if (Array.isArray(json)) {
    const list = (json as readonly Json[]).map(one => whole(one) ?? one)
    const [first] = list
    // One for all dimensions, where all are alike.
    return first !== undefined && typeof first !== 'object' && list.every(one => one === first) ? [list, first] : [list]
  }
  if (typeof json !== 'string') return [whole(json)].filter(one => one !== undefined)
  const text = json.trim()
  const options = control.kind === 'choice' ? control.options : control.kind === 'ints' || control.kind === 'number' ? control.words ?? [] : []
  const infinity = /^([-+]?)inf(inity)?$/i.exec(text)
  const found = [meantWord(text, options), infinity ? `${infinity[1] === '-' ? '-' : ''}Infinity` : undefined, TRUTH[text.toLowerCase()], /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined]
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
  const text = typeof found === 'string' ? found : Array.isArray(found) ? (found as readonly Json[]).map(spelled).join(' × ') : spelled(found)
  const isInitial = spec.default !== undefined && spelled(found) === spelled(spec.default)
  return fixNow(isInitial && json === null ? say`Leave ${param} out` : say`Set ${param} to ${plain(text)}`, isInitial ? { kind: 'setParam', node, param } : { kind: 'setParam', node, param, value: found })
}
