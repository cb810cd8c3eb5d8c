/** The editor's own canvas with its own cards and a document, whose values an engine made up for this gives. */
import '@fontsource-variable/inter/wght.css'
import '@fontsource/jetbrains-mono/400.css'
import '@fontsource/jetbrains-mono/600.css'
import '../../../renderer/ui/tokens.css'
import '../../../renderer/ui/base.css'
// Its styles are the canvas's.
import '../../../renderer/canvas/GraphCanvas.vue'
import { createApp } from 'vue'
import { CanvasController } from '../../../renderer/canvas/controller'
import NodeCard from '../../../renderer/canvas/NodeCard.vue'
import { EditorDocument } from '../../../renderer/editor/document'
import { EngineClient } from '../../../renderer/editor/engine'
import type { EngineLink } from '../../../renderer/host/host'
import { applyTheme } from '../../../renderer/ui/theme'
import type { EngineMessage, PageMessage } from '../../../engine/protocol'
import { frame, offer, type Subject } from './frames'
import { grid } from './graph'

const MAPS = 8
const SIDE = 16
/** Made once: drawing up values is not what is measured. */
const PICTURES = Array.from({ length: 13 }, (_, k) => Uint8Array.from({ length: MAPS * SIDE * SIDE }, (_byte, i) => 128 + 127 * Math.sin(i / (7 + k))))

/** Answers what comes on screen with values, as the engine would. */
class MadeUp implements EngineLink {
  private readonly sent = new Set<string>()
  private listener: (message: unknown) => void = () => undefined

  send(raw: unknown): void {
    const message = raw as PageMessage
    if (message.type !== 'watch') return
    const nodes = message.nodes.filter((id) => !this.sent.has(id))
    setTimeout(() => { for (const id of nodes) this.tell(id) })
  }

  onMessage(listener: (message: unknown) => void): void {
    this.listener = listener
  }

  onState(listener: (state: 'up' | 'down') => void): void {
    listener('up')
  }

  private tell(node: string): void {
    if (this.sent.has(node)) return
    this.sent.add(node)
    const seed = Number(node.slice(1))
    const message: EngineMessage = {
      type: 'value', doc: 'bench', revision: 0, node, port: 'output', dtype: 'float32', shape: [1, MAPS, SIDE, SIDE],
      stats: { min: 0, max: 1, mean: 0.5, std: 0.25, nan: 0, inf: 0, count: MAPS * SIDE * SIDE },
      thumb: {
        kind: 'maps', width: SIDE, height: SIDE, count: MAPS, total: MAPS, lo: 0, hi: 1,
        data: PICTURES[seed % PICTURES.length]!,
      },
    }
    this.listener([message])
  }
}

applyTheme()

async function build(n: number): Promise<Subject> {
  const container = document.createElement('main')
  container.className = 'canvas'
  const surface = document.createElement('canvas')
  surface.className = 'surface'
  container.append(surface)
  document.querySelector('#app')!.replaceChildren(container)
  const made = grid(n)
  const app = createApp({})
  await document.fonts.ready

  const started = performance.now()
  const engine = new EngineClient(new MadeUp())
  const doc = new EditorDocument({ id: 'bench', graph: made.graph, path: null, name: 'grid' }, engine, () => undefined)
  if (doc.view.problems.length > 0) throw new Error(doc.view.problems[0]!.message)
  engine.attach(doc.engine)
  const [x, y] = made.hubAt
  // Where a document was looked at last, as the preset's view stands before its nodes come.
  doc.camera = { x: innerWidth / 2 - x - 90, y: innerHeight / 2 - y - 75, k: 1 }
  const controller = new CanvasController(container, surface, doc, NodeCard, app._context, () => undefined)
  const { area } = controller.area
  const setView = async (x: number, y: number, k: number): Promise<void> => {
    if (k !== area.transform.k) await area.zoom(k, 0, 0)
    await area.translate(x, y)
  }
  const view = { minX: -area.transform.x, minY: -area.transform.y, maxX: innerWidth - area.transform.x, maxY: innerHeight - area.transform.y }
  // Every card on screen with its picture.
  const there = (): boolean => controller.scene.nodesIn(view).every(({ id }) => container.querySelector(`[data-node="${id}"] .thumb`) !== null)
  do await frame()
  while (!there())
  await frame()
  const load = performance.now() - started
  return { grid: made, load, setView, drag: (toX, toY) => controller.area.translate(made.hub, { x: toX, y: toY }) }
}

offer(build)
