/** Drawings of files that are not open: asked for when they come into view, made one by one in a worker, kept while the file is the same. */
import type { Host, Offered } from '../host/host'
import type { SketchReply, SketchRequest } from './sketch.worker'

/** Pixels of the largest place for one. */
const SKETCH_WIDTH = 252
const SKETCH_HEIGHT = 124

const kept = new Map<string, Promise<string | undefined>>()
const waiting = new Map<number, (svg: string | undefined) => void>()
let worker: Worker | undefined
let requests = 0
/** One file at a time is read: a large one does not fill the memory with others. */
let last: Promise<unknown> = Promise.resolve()

function start(): Worker {
  const started = new Worker(new URL('./sketch.worker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<SketchReply>) => {
    waiting.get(data.request)?.(data.svg)
    waiting.delete(data.request)
  })
  // Without a drawing the page is as good.
  started.addEventListener('error', () => {
    for (const resolve of waiting.values()) resolve(undefined)
    waiting.clear()
  })
  return started
}

function draw(text: string): Promise<string | undefined> {
  const request = ++requests
  return new Promise((resolve) => {
    waiting.set(request, resolve)
    worker ??= start()
    worker.postMessage({ request, text, width: SKETCH_WIDTH, height: SKETCH_HEIGHT } satisfies SketchRequest)
  })
}

/** The drawing as SVG; undefined where there is none. `stamp` changes with the file. */
export function sketchOf(host: Pick<Host, 'peek'>, kind: Offered, id: string, stamp: number): Promise<string | undefined> {
  const key = JSON.stringify([kind, id, stamp])
  let drawing = kept.get(key)
  if (!drawing) {
    drawing = last.then(() => host.peek(kind, id)).then((text) => (text === null ? undefined : draw(text))).catch(() => undefined)
    last = drawing
    kept.set(key, drawing)
  }
  return drawing
}
