import { afterEach, expect, it } from 'vitest'
import { language, n, pattern, said, step, t } from './index'

afterEach(() => { language.value = 'en' })

it('fills holes with values as they are', () => {
  expect(t('Undo {what}', { what: 'a $& of {what}' })).toBe('Undo a $& of {what}')
  expect(n(3, '{n} node', '{n} nodes')).toBe('3 nodes')
  expect(n(0, '{n} node', '{n} nodes')).toBe('0 nodes')
})

it('follows the language, back and forth', () => {
  const english = [t('Undo {what}', { what: 'x' }), pattern('Undo {what}'), t('Save')]
  language.value = 'zh'
  const chinese = [t('Undo {what}', { what: 'x' }), pattern('Undo {what}'), t('Save')]
  expect(chinese).not.toEqual(english)
  expect(chinese[0]).toBe(chinese[1]!.replace('{what}', 'x'))
  language.value = 'en'
  expect([t('Undo {what}', { what: 'x' }), pattern('Undo {what}'), t('Save')]).toEqual(english)
  expect(english).toEqual(['Undo x', 'Undo {what}', 'Save'])
})

it('gives a text that no dictionary has as it is', () => {
  language.value = 'zh'
  expect(t('conv1: (1, 8) $t(x)')).toBe('conv1: (1, 8) $t(x)')
})

it('says the name of a step in the language of now', () => {
  const name = step('Rename {id}', { id: 'conv1' })
  expect(name).toBe('Rename conv1')
  language.value = 'zh'
  expect(said(name)).toBe(t('Rename {id}', { id: 'conv1' }))
  expect(said(name)).not.toBe(name)
})
