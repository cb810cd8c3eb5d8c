import fs from 'node:fs'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { GraphDocument } from '../document/document'
import type { Edge } from '../document/types'
import type { EngineMessage } from '../protocol'
import { LiveRunner } from './live'
import { profilePrefix, takeProfile, timesOf } from './profile'
import { Values } from './values'

let runner: LiveRunner | undefined
afterEach(() => { runner?.close() })

type Times = Extract<EngineMessage, { type: 'times' }>['milliseconds']

/** Runs a graph, and all edits of it; gives what is told of times until some were told for `id`. */
function timesUntil(nodes: readonly { readonly id: string; readonly type: string; readonly params?: Record<string, number> }[], id: string): Promise<Times> {
  const edges = nodes.slice(1).map((node, i): Edge => ({ from: [nodes[i]!.id, 'output'], to: [node.id, 'input'] }))
  const all: Record<string, number> = {}
  return new Promise((resolve) => {
    runner = new LiveRunner({
      doc: 'd', document: new GraphDocument({ name: '', seed: 0, tensors: {}, edges, nodes: nodes.map((node) => ({ params: node.id === 'x' ? { shape: [1, 3, 16, 16] } : {}, ...node })) }),
      revision: 0, base: undefined, memoryLimit: 2 ** 30, values: new Values(2 ** 20),
      send: (message) => {
        if (message.type !== 'times') return
        Object.assign(all, message.milliseconds)
        if (id in all) resolve(all)
      },
    })
  })
}

it('tells how long each node took, whatever it is called, and however many ONNX nodes it became', async () => {
  const name = 'a "quoted"\\name_kernel_time","args"'
  const times = await timesUntil([
    { id: 'x', type: 'Input' }, { id: name, type: 'Conv2d', params: { out_channels: 4, kernel_size: 3 } }, { id: 'soft', type: 'Softshrink' },
  ], 'soft')
  expect(Object.keys(times).sort()).toEqual([name, 'soft'].sort())
  for (const time of Object.values(times)) expect(time).toBeGreaterThanOrEqual(0)
})

it('sums up what ran several times, in milliseconds', () => {
  const event = (name: string, microseconds: number): string => `{"cat" : "Node","pid" :1,"dur" :${microseconds},"ts" :5,"ph" : "X","name" :"${name}_kernel_time","args" : {"op_name" : "Conv"}},`
  const session = '{"cat" : "Session","pid" :1,"dur" :100,"ts" :5,"ph" : "X","name" :"model_run","args" : {}},'
  expect([...timesOf(['[', session, event('conv', 1500), event('a/b', 3), event('conv', 500), ']'].join('\n'))]).toEqual([['conv', 2], ['a/b', 0.003]])
})

it('has no times where nothing was written, and leaves nothing behind', async () => {
  const [one, other] = [profilePrefix() ?? '', profilePrefix() ?? '']
  expect(one).not.toBe(other)
  expect(fs.existsSync(path.dirname(one))).toBe(true)
  for (const prefix of [one, other, one]) expect(await takeProfile(prefix)).toEqual(new Map())
  expect([one, other].filter((prefix) => fs.existsSync(path.dirname(prefix)))).toEqual([])
  const listeners = process.listenerCount('exit')
  await takeProfile(profilePrefix() ?? '')
  expect(process.listenerCount('exit')).toBe(listeners)
})
