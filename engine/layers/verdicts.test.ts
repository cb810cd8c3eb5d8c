import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Params } from '../document/types'
import type { DType, TensorType } from '../tensor/dtype'
import { LayerRefusal, type FormulaLine, type Refusal } from './define'
import { layerOf } from './index'

interface Row {
  readonly type: string
  readonly params: Params
  readonly inputs: Readonly<Record<string, readonly number[]>>
  /** Of the inputs; float32 unless given. */
  readonly dtypes?: Readonly<Record<string, DType>>
  readonly shape?: readonly number[]
  readonly error?: string
}

type Outcome = { readonly shape: readonly number[] | undefined; readonly formula: readonly FormulaLine[] } | { readonly refusal: Pick<Refusal, 'message' | 'pytorch'> }

/** What the analysis does with one node: parse, infer, construct, draw, work the output out. */
function replay({ type, params, inputs, dtypes }: Row): Outcome {
  const layer = layerOf(type)
  if (!layer) throw new Error(`no layer ${type}`)
  const types: Record<string, TensorType> = {}
  for (const [port, shape] of Object.entries(inputs)) types[port] = { dtype: dtypes?.[port] ?? 'float32', shape }
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(layer.params)) {
    const json = Object.hasOwn(params, name) ? params[name] : spec.default
    if (json === undefined) continue
    const parsed = spec.parse(json, params)
    if ('refuse' in parsed) {
      const pytorch = typeof parsed.pytorch === 'function' ? parsed.pytorch(types) : parsed.pytorch
      return { refusal: { message: parsed.refuse, ...(pytorch === undefined ? {} : { pytorch }) } }
    }
    values[name] = parsed.value
  }
  for (const [name, infer] of Object.entries(layer.infer ?? {})) values[name] ??= infer(types, values)?.value
  try {
    layer.construct?.(values)
    layer.tensors?.(values)
    const outputs = layer.forward(values, types)
    return { shape: (outputs['output'] ?? outputs['output0'])?.shape, formula: layer.formula?.(values, types, outputs) ?? [] }
  } catch (error) {
    if (error instanceof LayerRefusal) return { refusal: error.refusal }
    throw error
  }
}

const folder = import.meta.dirname
const given = process.env['VERDICTS']
const files = given ? [given] : readdirSync(folder).filter(name => /^[^.]+\.fixture\.jsonl$/.test(name)).map(name => join(folder, name))
const rows = files.flatMap(file => readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line) as Row)).filter(row => layerOf(row.type))

describe('what PyTorch accepts and refuses', () => {
  for (const type of new Set(rows.map(row => row.type))) {
    it(`${type} has its shape or its words`, () => {
      for (const row of rows.filter(one => one.type === type)) {
        const outcome = replay(row)
        const got = 'refusal' in outcome ? { error: outcome.refusal.pytorch } : { shape: outcome.shape }
        const want = row.error === undefined ? { shape: row.shape } : { error: row.error }
        expect({ row, ...got }).toEqual({ row, ...want })
      }
    })
  }

  it('works the size out wherever it changes', () => {
    for (const row of rows) {
      const outcome = replay(row)
      if ('refusal' in outcome) continue
      const sizes = Object.values(row.inputs).map(String)
      const lines = outcome.formula.map(line => line.pieces.map(piece => piece.text).join(''))
      if (sizes.some(size => size !== String(outcome.shape))) expect({ row, lines }).not.toMatchObject({ lines: [] })
      for (const line of lines) expect(line).not.toMatch(/undefined|NaN|\[object/)
    }
  })

  it('says every refusal in one line', () => {
    for (const row of rows) {
      const outcome = replay(row)
      if ('refusal' in outcome) expect(outcome.refusal.message).toMatch(/^[^\n]{10,220}[.?]$/)
    }
  })
})
