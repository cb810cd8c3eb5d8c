import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { differs, type OracleCase } from './testing/oracle'

const folder = join(import.meta.dirname, '../layers')
const given = process.env['ORACLE']
const files = given ? [given] : readdirSync(folder).filter(name => name.endsWith('.oracle.fixture.jsonl')).map(name => join(folder, name))

describe('what PyTorch computed', () => {
  for (const file of files) {
    it(file.replace(/^.*[/\\]/, ''), async () => {
      const cases = readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line) as OracleCase)
      const failed: string[] = []
      for (const one of cases) {
        const why = await differs(one)
        if (why !== undefined) failed.push(`${one.name}: ${why}${given ? ` ${JSON.stringify(one.graph)}` : ''}`)
      }
      expect(failed).toEqual([])
    }, 600_000)
  }
})
