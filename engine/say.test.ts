import { describe, expect, it } from 'vitest'
import { commas, hear, phrases, plural, say, spoken, wordingOf } from './say'

describe('say', () => {
  it('gives the English and keeps how it was put together', () => {
    const text = say`in_channels is ${3}, but the input has ${plural(1, 'channel')}`
    expect(text).toBe('in_channels is 3, but the input has 1 channel')
    expect(wordingOf(text)).toEqual({ key: 'in_channels is {0}, but the input has {1}', values: ['3', '1 channel'] })
    expect(wordingOf('1 channel')).toEqual({ key: '{0} channels', values: ['1'] })
  })

  it('puts words one behind the other, empty ones left out', () => {
    expect(commas(['a', 'b', 'c'])).toBe('a, b, c')
    expect(wordingOf('a, b, c')).toEqual({ key: '{0}, {1}', values: ['a, b', 'c'] })
    expect(phrases([say`stride ${2}`, '', say`no bias`])).toBe('stride 2, no bias')
    expect(phrases([])).toBe('')
  })

  it('crosses between processes with all that a text is made of', () => {
    const told = spoken(say`${say`the ${'inner'} part`} of ${'x'}`)
    expect(told).toEqual({ text: 'the inner part of x', key: '{0} of {1}', values: [{ text: 'the inner part', key: 'the {0} part', values: ['inner'] }, 'x'] })
    expect(spoken('never said')).toBeUndefined()
    hear({ text: 'heard word', key: 'heard {0}', values: [{ text: 'word', key: 'word', values: [] }] })
    expect(wordingOf('heard word')).toEqual({ key: 'heard {0}', values: ['word'] })
    expect(wordingOf('word')).toEqual({ key: 'word', values: [] })
  })
})
