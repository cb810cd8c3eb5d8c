import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { always, type Command } from './define'

vi.mock('../ui/settings', () => ({ settings: { value: { keys: {} } } }))
vi.stubGlobal('navigator', { platform: 'Linux x86_64' })
afterAll(() => { vi.unstubAllGlobals() })
const { settings } = await import('../ui/settings')
const { chordOf, giveKeys, holderOf, isChanged, keysOf, keyText, resetKeys, takeKeys } = await import('./shortcuts')

const command = (id: string, keys: readonly string[], native = false): Command => ({ id, title: id, menu: 'View', keys, native, when: always, run: () => undefined })
const fit = command('fit', ['f'])
const redo = command('redo', ['$mod+Shift+z', '$mod+y'])
const copy = command('copy', ['$mod+c'], true)
const all = [fit, redo, copy]
const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

beforeEach(() => { settings.value.keys = {} })

it('writes a press as the commands do', () => {
  expect(chordOf(press('Z', { ctrlKey: true, shiftKey: true }))).toBe('$mod+Shift+z')
  expect(chordOf(press('?', { shiftKey: true }))).toBe('Shift+?')
  expect(chordOf(press(' '))).toBe('Space')
  expect(chordOf(press('k', { metaKey: true }), true)).toBe('$mod+k')
  expect(chordOf(press('Shift', { shiftKey: true }))).toBeUndefined()
})
it('shows keys as people read them', () => {
  expect(['$mod+Shift+z', 'f', '$mod++', '$mod+=', 'Shift+?', 'Alt+PageDown', 'F1'].map(keyText)).toEqual(['Ctrl Shift Z', 'F', 'Ctrl +', 'Ctrl =', '?', 'Alt Page Down', 'F1'])
})
it('knows who has the keys, however they are written', () => {
  expect(holderOf(all, 'Shift+$mod+Z', fit)).toBe(redo)
  expect(holderOf(all, 'f', fit)).toBeUndefined()
})
it('gives keys to one command and takes them off the other', () => {
  giveKeys(all, fit, '$mod+y')
  expect(keysOf(fit)).toEqual(['$mod+y'])
  expect(keysOf(redo)).toEqual(['$mod+Shift+z'])
  resetKeys(fit)
  expect([keysOf(fit), isChanged(fit), isChanged(redo)]).toEqual([['f'], false, true])
  takeKeys(fit)
  expect(keysOf(fit)).toEqual([])
})
it('leaves the clipboard its keys', () => {
  giveKeys(all, fit, '$mod+c')
  expect(keysOf(copy)).toEqual(['$mod+c'])
  expect(keysOf(fit)).toEqual(['f'])
})
