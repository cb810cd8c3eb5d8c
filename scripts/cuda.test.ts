import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'

const script = path.join(import.meta.dirname, 'cuda.mjs')
const utilities = path.join(import.meta.dirname, '../node_modules/onnxruntime-node/script/install-utils.js')

it('tells what it does without doing it', () => {
  const help = spawnSync(process.execPath, [script, '--help'], { encoding: 'utf8' })
  expect([help.status, help.stdout.includes('Fetching')]).toEqual([0, false])
  expect(help.stdout).toContain('npm run cuda')
  expect(spawnSync(process.execPath, [script, '--device'], { encoding: 'utf8' }).status).toBe(2)
})

it('asks for the libraries in a way that the installed script understands', () => {
  const flag = (value: string): string => spawnSync(process.execPath, ['-p', `require(${JSON.stringify(utilities)}).parseInstallFlag()`], { encoding: 'utf8', env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: value } }).stdout.trim()
  expect(flag('true')).toBe('true')
  expect(flag('skip')).toBe('false')
})
