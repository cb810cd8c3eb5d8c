import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder } from './folder'

it('makes what is missing, and takes what is there', () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'folder-'))
  const deep = path.join(dir, 'a', 'b', 'c')
  makeFolder(deep)
  makeFolder(deep)
  expect(fs.statSync(deep).isDirectory()).toBe(true)
  fs.rmSync(dir, { recursive: true })
})

it('says what is no folder', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'folder-')), 'file')
  fs.writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow('EEXIST')
  expect(() => makeFolder(path.join(file, 'a', 'b'))).toThrow()
  fs.rmSync(path.dirname(file), { recursive: true })
})

it.runIf(process.platform === 'linux')('comes back where nothing can be made', () => {
  expect(() => makeFolder('/proc/nothing/here')).toThrow('ENOENT')
})
