import { describe, expect, it } from 'vitest'
import { splitTensorKey } from './splitTensorKey'

describe('splitTensorKey', () => {
  const has = (id: string): boolean => ['conv1', 'a', 'a.b', '.x'].includes(id)

  it('finds the node', () => {
    expect(splitTensorKey('conv1.weight', has)).toEqual(['conv1', 'weight'])
    expect(splitTensorKey('conv1.self_attn.in_proj_weight', has)).toEqual(['conv1', 'self_attn.in_proj_weight'])
  })

  it('takes the longest id that fits', () => {
    expect(splitTensorKey('a.b.weight', has)).toEqual(['a.b', 'weight'])
    expect(splitTensorKey('a.c.weight', has)).toEqual(['a', 'c.weight'])
    expect(splitTensorKey('a.b', has)).toEqual(['a', 'b'])
    expect(splitTensorKey('.x.y', has)).toEqual(['.x', 'y'])
  })

  it('gives nothing where no id fits or no name is left', () => {
    for (const key of ['fc.weight', 'conv1', 'conv1.', '.weight', '', '.', 'a']) expect(splitTensorKey(key, has)).toBeUndefined()
  })
})
