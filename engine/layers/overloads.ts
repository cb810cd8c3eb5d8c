/** What PyTorch says where a function has several signatures and none of them fits: it names the types that it got. */
import type { Json, Params } from '../document/types'
import type { Inputs, ParamSpecs, Words } from './define'
import { told } from './argument'
import { pythonType } from './python'

/** A call as PyTorch would print it: `$name` stands for the type of that parameter. Undefined: not known, or it goes another way. */
type Call = string | ((params: Params, inputs: Inputs) => string | undefined)

/** The message for a call with the types filled in: `sort(Tensor, dim=$dim)` became "... got (Tensor, dim=float)". */
export function combination(call: string, typeOf: (name: string) => string = name => name): string {
  const [fn = '', rest = ''] = call.split(/\((.*)\)$/)
  return `${fn}() received an invalid combination of arguments - got (${rest.replaceAll(/\$(\w+)/g, (_, name: string) => typeOf(name))}), but expected one of:`
}

/**
 * The parameters of such a function. What has no words of its own yet gets these; where neither a value nor a default
 * is known, a tensor is wired.
 */
export function overloaded<const S extends ParamSpecs>(call: Call, params: S, names: readonly (keyof S & string)[] = Object.keys(params)): S {
  const typeOf = (given: Params) => (name: string): string => {
    const value: Json | undefined = given[name] ?? params[name]?.default
    return value === undefined ? 'Tensor' : pythonType(value)
  }
  const words = (name: string) => (json: Json, given: Params): Words => {
    const all = { ...given, [name]: json }
    const say = (inputs: Inputs): string | undefined => {
      const text = typeof call === 'string' ? call : call(all, inputs)
      return text === undefined ? undefined : combination(text, called => (called === name ? pythonType(json) : typeOf(all)(called)))
    }
    return typeof call === 'string' ? say({}) ?? '' : say
  }
  const entries = names.map(name => {
    const inner = params[name]
    return [name, inner && told(inner, words(name))] as const
  })
  return { ...params, ...Object.fromEntries(entries.filter(([, spec]) => spec !== undefined)) }
}
