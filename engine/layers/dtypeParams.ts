/** Data types as parameters. */
import type { Json, Params } from '../document/types'
import { DTYPES, type DType } from '../tensor/dtype'
import { argument, told } from './argument'
import type { ParamSpec } from './define'
import { choice } from './params'

/** PyTorch's further names, and the type that is meant or comes nearest. */
const OTHER: Readonly<Record<string, DType>> = {
  float: 'float32', double: 'float64', half: 'float16', bfloat16: 'float32', int: 'int32', long: 'int64', short: 'int32', int16: 'int32', int8: 'int32', uint8: 'int32',
  uint16: 'int32', uint32: 'int64', uint64: 'int64', complex64: 'float32', complex128: 'float64', cfloat: 'float32', cdouble: 'float64',
}
const bare = (word: string): string => word.replace(/^torch\./, '')

/** A data type. Names that PyTorch has besides are told with what to give instead; `place`: what refuses a value that is no name. */
export function dtypeOf(help: string, options: { readonly default?: Json; readonly start?: Json }, place?: string, known: (params: Params) => boolean = () => true): ParamSpec<DType> {
  const meant = (word: string): DType | undefined => DTYPES.find(known => known === bare(word)) ?? (Object.hasOwn(OTHER, bare(word)) ? OTHER[bare(word)] : undefined)
  const inner = choice(DTYPES, help, { ...options, meant })
  const named = told(inner, json => (typeof json === 'string' && meant(json) === undefined ? `module 'torch' has no attribute '${json}'` : undefined))
  return place === undefined ? named : told(named, (json, params) => {
    const parsed = typeof json === 'string' || !known(params) ? undefined : argument(place, inner, 'torch.dtype').parse(json, params)
    return parsed && 'refuse' in parsed ? parsed.pytorch : undefined
  })
}
