#!/usr/bin/env node
// `npm run docs`: writes docs/layers from the declarations of the layers.
import fs from 'node:fs'
import path from 'node:path'
import { createServer } from 'vite'
import { root } from './setup.mjs'

const folder = path.join(root, 'docs', 'layers')
const server = await createServer({
  root, configFile: false, logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true },
})
try {
  const { layerDocs } = await server.ssrLoadModule('/engine/onnx/layerDocs.ts')
  const docs = layerDocs()
  fs.mkdirSync(folder, { recursive: true })
  for (const name of fs.readdirSync(folder)) if (!docs.has(name)) fs.rmSync(path.join(folder, name))
  for (const [name, text] of docs) fs.writeFileSync(path.join(folder, name), text)
  console.log(`docs/layers: ${docs.size} files`)
} finally {
  await server.close()
}
