import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson, writeJson } from './json'
import { jsons, numberTexts } from './testing/arbitraries'

describe('parseJson', () => {
  it('gives every number back as it was written', () => {
    fc.assert(fc.property(fc.array(numberTexts, { maxLength: 3 }), (texts) => {
      const line = `[${texts.join(', ')}]`
      const parsed = parseJson(line)
      expect('value' in parsed && writeJson(parsed.value)).toBe(line)
    }), { numRuns: 2000 })
  })
  it.each([
    ['', 'it is empty', 0], ['{"a": [1, 2', "it ends too early: array item or end of array ']' expected", 11], ['{"a": 1,}', 'quoted object key expected, found "}"', 8],
    ['[1 2]', 'comma', 3], ['{"a": 2.0, "b": tru}', 'object value expected', 16], ['[1]]', 'expected end of input, found "]"', 3], ['nul', 'JSON value expected', 0], ['["a\nb"]', "invalid character '\n'", 3],
  ])('says what is wrong with %j', (text, words, offset) => {
    const parsed = parseJson(text)
    expect('refused' in parsed && parsed.refused.toLowerCase()).toContain(words.toLowerCase())
    expect('refused' in parsed && parsed.offset).toBe(offset)
  })
  it('takes the last of two equal keys, whichever parser reads', () => {
    expect(parseJson('{"a": 1, "b": 2, "a": 3}')).toEqual({ value: { a: 3, b: 2 } })
    expect(parseJson('{"a": 1.0, "b": 2, "a": 3}')).toEqual({ value: { a: 3, b: 2 } })
  })
})

describe('writeJson', () => {
  it('is stable once read', () => {
    fc.assert(fc.property(jsons, (json) => {
      const text = writeJson(json)
      const parsed = parseJson(text)
      expect('value' in parsed && writeJson(parsed.value)).toBe(text)
    }), { numRuns: 1000 })
  })
  it('has a form for numbers that JSON lacks', () => {
    expect(writeJson([-0, NaN, -Infinity, 2 ** 60, 1e21, { a: [] }, {}])).toBe('[-0.0, "NaN", "-Infinity", 1152921504606846976, 1e+21, {"a": []}, {}]')
  })
})
