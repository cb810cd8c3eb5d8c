import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { draftBeside, mayReplace, unwritten } from './writing'

let dir: string
beforeEach(() => { dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'writing-'))) })
afterEach(() => fs.rmSync(dir, { recursive: true }))

/** What is said where `action` fails. */
function told(file: string, action: () => void): string {
  try {
    action()
    return 'written'
  } catch (error) {
    return unwritten(error, file)
  }
}

it('writes where a link leads, and not to what is read-only', () => {
  const file = path.join(dir, 'file')
  const link = path.join(dir, 'link')
  expect(mayReplace(file)).toBe(file)
  fs.writeFileSync(file, '')
  fs.symlinkSync(file, link)
  expect(mayReplace(link)).toBe(file)
  fs.chmodSync(file, 0o444)
  expect(told(link, () => void mayReplace(link))).toBe(`${link} could not be written: it is read-only.`)
})

it('has a place of its own for each draft, beside a file with the longest of names too', () => {
  const file = path.join(dir, `${'网'.repeat(83)}.onnx`)
  const drafts = [draftBeside(file), draftBeside(file), draftBeside(path.join(dir, 'x.onnx'))]
  for (const draft of [file, ...drafts]) fs.writeFileSync(draft, '', { flag: 'wx' })
  expect(drafts.map((draft) => path.dirname(draft))).toEqual([dir, dir, dir])
  expect(path.basename(drafts[2] ?? '')).toMatch(/^x\.onnx\.\w+\.tmp$/)
})

it('says why, of the file that was asked for', () => {
  const file = path.join(dir, 'file')
  fs.writeFileSync(file, '')
  const writing = (target: string): string => told(target, () => fs.writeFileSync(`${target}.draft`, ''))
  expect(writing(path.join(dir, 'no', 'x.onnx'))).toBe(`${path.join(dir, 'no', 'x.onnx')} could not be written: there is no folder ${path.join(dir, 'no')}.`)
  expect(writing(path.join(dir, 'x'.repeat(255)))).toContain('could not be written: its name is too long.')
  const folder = path.join(dir, 'folder')
  fs.mkdirSync(folder)
  expect(told(folder, () => fs.renameSync(file, folder))).toBe(`${folder} could not be written: it is a folder.`)
})

it.runIf(process.platform === 'linux')('does not call a folder missing that takes no files', () => {
  expect(told('/proc/x.onnx', () => fs.writeFileSync('/proc/x.onnx', ''))).toBe('/proc/x.onnx could not be written: the folder /proc takes no files.')
})
