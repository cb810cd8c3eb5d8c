/** From a node's parameters as the file has them to the typed values its layer works with. */
import type { GraphNode, Json, Problem } from '../document/types'
import { isNumberLiteral, type Inputs, type Layer, type ParamSpec, type Words } from '../layers/define'
import { say } from '../say'
import { meantFix } from './meant'
import { nearest } from '../layers/nearest'
import { fixNow, own, problem } from './problem'

export interface ParsedParams {
  /** Typed values; what is inferred is still undefined. Undefined where some do not parse. */
  readonly values: Record<string, unknown> | undefined
  readonly problems: readonly Problem[]
}

/** PyTorch's words on a problem, where they name sizes of the input. */
const asksInput = new WeakMap<Problem, Exclude<Words, string>>()

/** The problems with those words, once it is known what arrives. */
export const withWords = (problems: readonly Problem[], inputs: Inputs): readonly Problem[] => problems.map(found => {
  const pytorch = asksInput.get(found)?.(inputs)
  return pytorch === undefined ? found : { ...found, pytorch }
})

/** What is the same for all nodes of a layer. */
interface Plan {
  /** Typed defaults; undefined where there is none. */
  readonly defaults: Readonly<Record<string, unknown>>
  readonly required: readonly string[]
  readonly inferred: readonly string[]
  /** Parameters that stand in for a wire. */
  readonly numbers: ReadonlySet<string>
}

const plans = new WeakMap<Layer, Plan>()
function planOf(layer: Layer): Plan {
  const known = plans.get(layer)
  if (known) return known
  const specs = Object.entries(layer.params)
  const numbers = new Set(layer.inputs.filter(input => input.numberForm).map(input => input.name))
  const plan: Plan = {
    defaults: Object.fromEntries(specs.map(([name, spec]) => [name, defaultOf(spec)])),
    required: specs.filter(([name, spec]) => spec.required && !numbers.has(name)).map(([name]) => name),
    inferred: specs.filter(([, spec]) => spec.inferred).map(([name]) => name),
    numbers,
  }
  plans.set(layer, plan)
  return plan
}

function defaultOf(spec: ParamSpec<unknown>): unknown {
  if (spec.default === undefined) return undefined
  const parsed = spec.parse(spec.default)
  return 'value' in parsed ? parsed.value : undefined
}

/** Names of the parameters that follow from the input where they are left out. */
export const inferredParams = (layer: Layer): readonly string[] => planOf(layer).inferred

/** Parses all parameters; `wired` tells the input ports with a wire, where a number parameter of that name does not count. */
export function parseParams(node: GraphNode, layer: Layer, wired: (port: string) => boolean): ParsedParams {
  const problems: Problem[] = []
  const { id, params } = node
  const { defaults, required, numbers } = planOf(layer)
  const values = { ...defaults }
  let sound = true
  for (const name of Object.keys(params)) {
    const json = params[name]
    const spec = own(layer.params, name)
    if (!spec) problems.push(unknownParam(node, layer, name))
    else if (json === undefined) continue
    else if (json !== null && numbers.has(name) && wired(name)) problems.push(needless(id, name, json))
    else {
      const parsed = spec.parse(json, params)
      if ('value' in parsed) values[name] = parsed.value
      else {
        sound = false
        const { refuse, pytorch } = parsed
        const known = typeof pytorch === 'string' ? pytorch : undefined
        const found = problem('bad-param', say`${name}: ${refuse}`, { node: id, param: name, pytorch: known, fix: meantFix(id, name, spec, json, parsed, params) })
        if (typeof pytorch === 'function') asksInput.set(found, pytorch)
        problems.push(found)
      }
    }
  }
  for (const name of required) {
    if (Object.hasOwn(params, name)) continue
    sound = false
    problems.push(problem('bad-param', say`${layer.type} needs ${name}, which ${id} does not set; give it a value.`, { node: id, param: name }))
  }
  return { values: sound ? values : undefined, problems }
}

/** A number for a port that is wired. */
function needless(node: string, param: string, json: Json): Problem {
  const message = say`${param} of ${node} is wired, so its parameter ${param} (${jsonText(json)}) counts for nothing; remove the one or the other.`
  return problem('bad-param', message, { severity: 'warning', node, param, fix: fixNow(say`Remove the parameter ${param}`, { kind: 'setParam', node, param }) })
}

function unknownParam(node: GraphNode, layer: Layer, name: string): Problem {
  const { id } = node
  const meant = nearest(name, Object.keys(layer.params).filter(param => !Object.hasOwn(node.params, param)))
  const value = own(node.params, name)
  const fix = meant === undefined || value === undefined
    ? fixNow(say`Remove ${name}`, { kind: 'setParam', node: id, param: name })
    : fixNow(say`Rename it to ${meant}`, { kind: 'setParam', node: id, param: name }, { kind: 'setParam', node: id, param: meant, value })
  const message = meant === undefined ? say`${layer.type} has no parameter ${name}; remove it.` : say`${layer.type} has no parameter ${name}; did you mean ${meant}?`
  return problem('unknown-param', message, { node: id, param: name, fix })
}

/** A value for a message: short, numbers as written. */
export function jsonText(json: Json): string {
  const text = isNumberLiteral(json) ? json.$number : JSON.stringify(json, (_, value: Json) => (isNumberLiteral(value) ? value.$number : value))
  return text.length > 40 ? `${text.slice(0, 37)}...` : text
}
