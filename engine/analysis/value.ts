/** The `value` of an Input or Constant held against its shape and dtype. */
import { isObject } from '../document/json'
import { numberOf } from '../document/numbers'
import type { Fix, GraphNode, Json, Problem } from '../document/types'
import type { Layer } from '../layers/define'
import { plural, say, told, type Said } from '../say'
import { type DType, isDType, isFloating } from '../tensor/dtype'
import { fileProblem } from './assets'
import { dataFault } from './data'
import { countOf } from './memory'
import { jsonText } from './params'
import { fixNow, own, problem, shapeText } from './problem'
import type { AssetInfo } from './types'

export interface ValueCheck {
  readonly problem?: Problem
  /** The file that the value comes from. */
  readonly file?: string
}

/** PyTorch's names of the types in "not implemented for". */
const SCALAR_TYPES: Partial<Record<DType, string>> = { int64: 'Long', int32: 'Int', bool: 'Bool' }

/** Finds what is wrong with a node's `value`; `params` are parsed, `asset` may not know the file yet. */
export function checkValue(node: GraphNode, layer: Layer, params: Readonly<Record<string, unknown>>, asset: (path: string) => AssetInfo | undefined): ValueCheck {
  const param = Object.keys(layer.params).find(name => layer.params[name]?.control.kind === 'value')
  const value = param === undefined ? undefined : own(node.params, param)
  const shape = params['shape']
  const dtype = params['dtype'] ?? 'float32'
  if (param === undefined || value === undefined || !isSizes(shape) || !isDType(dtype)) return {}
  const at = (message: Said, fix?: Fix, pytorch?: string): ValueCheck => ({ problem: problem('bad-param', message, { node: node.id, param, fix, pytorch }) })
  const floats = fixNow(say`Set dtype to float32`, { kind: 'setParam', node: node.id, param: 'dtype', value: 'float32' })
  if (!isObject(value)) return at(say`The value is ${jsonText(value)}; give an object such as {"kind": "zeros"}.`)
  const kind = value['kind']
  switch (kind) {
    case 'zeros': case 'ones': return {}
    case 'arange':
      return dtype === 'bool' ? at(say`arange gives no bool values; choose a dtype of numbers.`, floats, '"arange_cpu" not implemented for \'Bool\'') : {}
    case 'rand': case 'randn': {
      const seed = value['seed']
      if (seed !== undefined && !isInteger(seed)) return at(say`The seed of ${kind} is ${jsonText(seed)}, not an integer; give it an integer.`)
      if (isFloating(dtype)) return {}
      const pytorch = `"${kind === 'rand' ? 'check_uniform_bounds' : 'normal_kernel_cpu'}" not implemented for '${SCALAR_TYPES[dtype] ?? ''}'`
      return at(say`${kind} gives no ${dtype} values; choose a floating dtype.`, floats, pytorch)
    }
    case 'data': {
      const data = value['data']
      if (!Array.isArray(data)) return at(say`A value of kind data needs a list data with the values in row-major order.`)
      if (data.some(Array.isArray)) {
        const flat = fixNow(say`Make data one list`, { kind: 'setParam', node: node.id, param, value: { ...value, data: data.flat(Infinity) as Json[] } })
        return at(say`data has lists in it; give all values in one list, row after row.`, flat)
      }
      const count = countOf(shape)
      if (data.length !== count) {
        const fitting = refill(shape, data.length)
        return at(say`data holds ${plural(data.length, 'value')}, but shape ${shapeText(shape)} takes ${count}; set shape to ${shapeText(fitting)} or give ${plural(count, 'value')}.`, setShape(node.id, fitting))
      }
      const fault = dataFault(data as readonly Json[], dtype)
      return fault ? at(fault.message, undefined, fault.pytorch) : {}
    }
    case 'file': {
      const path = value['path']
      if (typeof path !== 'string' || path === '') return at(say`A value of kind file needs the path of an image or .npy file.`)
      const found = fileProblem({ id: node.id, param, path, shape, dtype }, asset(path))
      return found ? { problem: found, file: path } : { file: path }
    }
    default:
      return at(say`A value of kind ${kind === undefined ? told(say`nothing`) : jsonText(kind)} is not known; take zeros, ones, arange, rand, randn, data or file.`)
  }
}

const setShape = (node: string, shape: readonly number[]): Fix =>
  fixNow(say`Set shape to ${shapeText(shape)}`, { kind: 'setParam', node, param: 'shape', value: shape })

/** A shape for `count` values that changes the first size alone, where that comes out even. */
function refill(shape: readonly number[], count: number): number[] {
  const rest = countOf(shape.slice(1))
  return rest > 0 && count % rest === 0 ? [count / rest, ...shape.slice(1)] : [count]
}

const isInteger = (json: Json): boolean => Number.isInteger(numberOf(json))
const isSizes = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(n => typeof n === 'number')
