/** Rete with its own Vue preset, as its documentation sets it up, and the preset's plain cards. */
import { ClassicPreset, NodeEditor, type GetSchemes } from 'rete'
import { AreaPlugin } from 'rete-area-plugin'
import { ConnectionPlugin, Presets as ConnectionPresets } from 'rete-connection-plugin'
import { Presets, VuePlugin, type VueArea2D } from 'rete-vue-plugin'
import { frame, offer, type Subject } from './frames'
import { grid } from './graph'

type Schemes = GetSchemes<ClassicPreset.Node, ClassicPreset.Connection<ClassicPreset.Node, ClassicPreset.Node>>
type Extra = VueArea2D<Schemes>

async function build(n: number): Promise<Subject> {
  const container = document.createElement('main')
  Object.assign(container.style, { position: 'relative', height: '100%', overflow: 'hidden' })
  document.querySelector('#app')!.replaceChildren(container)
  const made = grid(n)

  const started = performance.now()
  const editor = new NodeEditor<Schemes>()
  const area = new AreaPlugin<Schemes, Extra>(container)
  const connection = new ConnectionPlugin<Schemes, Extra>()
  const render = new VuePlugin<Schemes, Extra>()
  render.addPreset(Presets.classic.setup())
  connection.addPreset(ConnectionPresets.classic.setup())
  editor.use(area)
  area.use(connection)
  area.use(render)
  const [x, y] = made.hubAt
  await area.area.translate(innerWidth / 2 - x - 90, innerHeight / 2 - y - 75)
  const socket = new ClassicPreset.Socket('tensor')
  const nodes = new Map<string, ClassicPreset.Node>()
  for (const { id, type, position } of made.graph.nodes) {
    const node = new ClassicPreset.Node(type)
    if (type !== 'Input') node.addInput('input', new ClassicPreset.Input(socket, 'input'))
    if (type === 'Add') node.addInput('other', new ClassicPreset.Input(socket, 'other'))
    node.addOutput('output', new ClassicPreset.Output(socket, 'output'))
    nodes.set(id, node)
    await editor.addNode(node)
    await area.translate(node.id, { x: position![0], y: position![1] })
  }
  for (const { from, to } of made.graph.edges) await editor.addConnection(new ClassicPreset.Connection(nodes.get(from[0])!, from[1], nodes.get(to[0])!, to[1]))
  await frame()
  await frame()
  const load = performance.now() - started
  const hub = nodes.get(made.hub)!.id
  return {
    grid: made, load,
    setView: async (toX, toY, k) => {
      if (k !== area.area.transform.k) await area.area.zoom(k, 0, 0)
      await area.area.translate(toX, toY)
    },
    drag: (toX, toY) => area.translate(hub, { x: toX, y: toY }),
  }
}

offer(build)
