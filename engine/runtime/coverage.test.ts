import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LAYERS } from '../layers'

const read = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder).filter(name => ending.test(name)).map(name => readFileSync(join(folder, name), 'utf8'))
const types = LAYERS.map(layer => layer.type)

describe('every layer', () => {
  it('has numbers of PyTorch to agree with', () => {
    const known = new Set(['Output'])
    for (const line of read(join(import.meta.dirname, '../layers'), /\.oracle\.fixture\.jsonl$/).flatMap(text => text.trim().split('\n'))) {
      const { nodes } = (JSON.parse(line) as { readonly graph: { readonly nodes: readonly { readonly type: string }[] } }).graph
      for (const { type } of nodes) known.add(type)
    }
    expect(types.filter(type => !known.has(type))).toEqual([])
  })

  it('has a property that holds its shape rule against ONNX Runtime', () => {
    const named = new Set(read(import.meta.dirname, /Layers\.test\.ts$/).flatMap(text => text.match(/\b[A-Z]\w+/g) ?? []))
    expect(types.filter(type => !named.has(type))).toEqual([])
  })
})
