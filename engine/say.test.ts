import { describe, expect, it } from 'vitest'
import { commas, hear, phrases, plain, plural, say, told, wordingOf } from './say'

describe('say', () => {
  it('gives the English and keeps how it was put together', () => {
    const text = say`in_channels is ${3}, but the input has ${plural(1, 'channel')}`
    expect(text).toBe('in_channels is 3, but the input has 1 channel')
    expect(wordingOf(text)).toEqual({ text, key: 'in_channels is {0}, but the input has {1}', values: ['3', { text: '1 channel', key: '{0} channels', values: ['1'] }] })
    expect(wordingOf('never said')).toBeUndefined()
  })

  it('tells a word from a name that is spelt alike', () => {
    const image = say`image`
    expect(wordingOf(say`${'image'} is wired to itself`)?.values).toEqual(['image'])
    expect(wordingOf(say`the ${told(image)} is small`)?.values).toEqual([{ text: 'image', key: 'image', values: [] }])
    expect(wordingOf(say`it is a ${say`scalar`}`)?.values).toEqual([{ text: 'scalar', key: 'scalar', values: [] }])
  })

  it('puts names and phrases one behind the other', () => {
    expect(commas(['a', 'b', 'c'])).toBe('a, b, c')
    expect(phrases([say`causal`, '', say`stride ${2}`, plain('gelu')])).toBe('causal, stride 2, gelu')
    expect(wordingOf('causal, stride 2')?.values).toEqual([{ text: 'causal', key: 'causal', values: [] }, { text: 'stride 2', key: 'stride {0}', values: ['2'] }])
    expect(phrases([])).toBe('')
  })

  it('forgets what was said long ago, and nothing that was said again', () => {
    const texts = new Set<string>()
    const once = say`once, long ago, ${1}`
    for (let i = 0; i < 119_000; i++) {
      if (i % 30_000 === 0) texts.add(say`now and then ${1}`)
      texts.add(say`one of many, ${i}`)
    }
    expect(wordingOf('now and then 1')?.key).toBe('now and then {0}')
    expect(wordingOf(once)).toBeUndefined()
    expect(texts.size).toBe(119_001)
  })

  it('takes in what another process said', () => {
    hear({ text: 'heard of a thing', key: 'heard of {0}', values: [{ text: 'a thing', key: 'a thing', values: [] }] })
    expect(wordingOf('heard of a thing')?.key).toBe('heard of {0}')
    expect(wordingOf('a thing')).toEqual({ text: 'a thing', key: 'a thing', values: [] })
  })
})
