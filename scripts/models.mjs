#!/usr/bin/env node
// `npm run models`: writes the known networks among the examples. Nodes have torchvision's names and stand in the order
// in which it builds its modules, so that a seed draws PyTorch's weights and a state_dict of torchvision's fits by name.
import fs from 'node:fs'
import path from 'node:path'
import { createServer } from 'vite'
import { root } from './setup.mjs'

const COLUMN = 240
const ROW = 340

/** A graph that grows node by node. */
class Model {
  constructor(name, description) {
    Object.assign(this, { name, description, nodes: [], edges: [], x: 0, y: 0 })
  }

  /** Adds a node behind `from` ("id", or a list for a layer of several inputs), right of the one before it. Gives its id. */
  add(id, type, params, from, at) {
    const [x, y] = at ?? [this.x, this.y]
    this.nodes.push({ id, type, params, position: [x * COLUMN, y * ROW] })
    this.x = x + 1
    this.y = y
    const sources = Array.isArray(from) ? from : from === undefined ? [] : [from]
    const ports = type === 'Cat' ? ['input0', 'input1'] : ['input', 'other']
    sources.forEach((source, i) => this.edges.push({ from: [source, 'output'], to: [id, ports[i]] }))
    return id
  }

  input(shape) {
    return this.add('x', 'Input', { shape, value: { kind: 'randn', seed: 0 } })
  }

  /** Begins a new row. */
  row(by = 1) {
    this.x = 0
    this.y += by
  }

  graph() {
    const { name, description, nodes, edges } = this
    return { name, description, seed: 0, nodes, edges, tensors: {} }
  }
}

function resnet18() {
  const m = new Model('ResNet-18', 'Eighteen layers with weights, in blocks whose input is added to what they make of it. Names and order are torchvision’s.')
  let at = m.input([1, 3, 224, 224])
  at = m.add('conv1', 'Conv2d', { out_channels: 64, kernel_size: 7, stride: 2, padding: 3, bias: false }, at)
  at = m.add('bn1', 'BatchNorm2d', {}, at)
  at = m.add('relu', 'ReLU', {}, at)
  at = m.add('maxpool', 'MaxPool2d', { kernel_size: 3, stride: 2, padding: 1 }, at)
  for (const [layer, channels] of [64, 128, 256, 512].entries()) {
    for (const block of [0, 1]) {
      const id = `layer${layer + 1}.${block}`
      const stride = layer > 0 && block === 0 ? 2 : 1
      m.row()
      const { y } = m
      let skip = at
      // Built in front of its block, though it stands below.
      if (stride > 1) {
        skip = m.add(`${id}.downsample.0`, 'Conv2d', { out_channels: channels, kernel_size: 1, stride, bias: false }, at, [1, y + 1])
        skip = m.add(`${id}.downsample.1`, 'BatchNorm2d', {}, skip)
      }
      at = m.add(`${id}.conv1`, 'Conv2d', { out_channels: channels, kernel_size: 3, ...(stride > 1 ? { stride } : {}), padding: 1, bias: false }, at, [0, y])
      at = m.add(`${id}.bn1`, 'BatchNorm2d', {}, at)
      at = m.add(`${id}.relu1`, 'ReLU', {}, at)
      at = m.add(`${id}.conv2`, 'Conv2d', { out_channels: channels, kernel_size: 3, padding: 1, bias: false }, at)
      at = m.add(`${id}.bn2`, 'BatchNorm2d', {}, at)
      at = m.add(`${id}.add`, 'Add', {}, [at, skip])
      at = m.add(`${id}.relu2`, 'ReLU', {}, at)
      if (stride > 1) m.y++
    }
  }
  m.row()
  at = m.add('avgpool', 'AdaptiveAvgPool2d', { output_size: 1 }, at)
  at = m.add('flatten', 'Flatten', {}, at)
  m.add('fc', 'Linear', { out_features: 1000 }, at)
  return m
}

function vgg11() {
  const m = new Model('VGG-11', 'Small windows only, eight convolutions deep, and three large linear layers that hold most of its 133 million weights. Names and order are torchvision’s.')
  let at = m.input([1, 3, 224, 224])
  let index = 0
  for (const stage of [[64], [128], [256, 256], [512, 512], [512, 512]]) {
    if (index > 0) m.row()
    for (const channels of stage) {
      at = m.add(`features.${index++}`, 'Conv2d', { out_channels: channels, kernel_size: 3, padding: 1 }, at)
      at = m.add(`features.${index++}`, 'ReLU', {}, at)
    }
    at = m.add(`features.${index++}`, 'MaxPool2d', { kernel_size: 2, stride: 2 }, at)
  }
  m.row()
  at = m.add('avgpool', 'AdaptiveAvgPool2d', { output_size: 7 }, at)
  at = m.add('flatten', 'Flatten', {}, at)
  m.row()
  for (const n of [0, 3]) {
    at = m.add(`classifier.${n}`, 'Linear', { out_features: 4096 }, at)
    at = m.add(`classifier.${n + 1}`, 'ReLU', {}, at)
    at = m.add(`classifier.${n + 2}`, 'Dropout', {}, at)
  }
  m.add('classifier.6', 'Linear', { out_features: 1000 }, at)
  return m
}

function mobilenetv2() {
  const m = new Model('MobileNetV2', 'Widens, filters each channel by itself, narrows again: few multiply-adds for a phone. Names and order are torchvision’s.')
  let at = m.input([1, 3, 224, 224])
  const unit = (id, params) => {
    at = m.add(`${id}.0`, 'Conv2d', { ...params, bias: false }, at)
    at = m.add(`${id}.1`, 'BatchNorm2d', {}, at)
    at = m.add(`${id}.2`, 'ReLU6', {}, at)
  }
  unit('features.0', { out_channels: 32, kernel_size: 3, stride: 2, padding: 1 })
  let channels = 32
  let index = 1
  for (const [widen, out, times, first] of [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]]) {
    for (let n = 0; n < times; n++) {
      const id = `features.${index++}.conv`
      const stride = n === 0 ? first : 1
      const begin = at
      const wide = channels * widen
      m.row()
      let part = 0
      if (widen > 1) unit(`${id}.${part++}`, { out_channels: wide, kernel_size: 1 })
      unit(`${id}.${part++}`, { out_channels: wide, kernel_size: 3, ...(stride > 1 ? { stride } : {}), padding: 1, groups: wide })
      at = m.add(`${id}.${part++}`, 'Conv2d', { out_channels: out, kernel_size: 1, bias: false }, at)
      at = m.add(`${id}.${part}`, 'BatchNorm2d', {}, at)
      if (stride === 1 && channels === out) at = m.add(`${id}.add`, 'Add', {}, [begin, at])
      channels = out
    }
  }
  m.row()
  unit(`features.${index}`, { out_channels: 1280, kernel_size: 1 })
  m.row()
  at = m.add('avgpool', 'AdaptiveAvgPool2d', { output_size: 1 }, at)
  at = m.add('flatten', 'Flatten', {}, at)
  at = m.add('classifier.0', 'Dropout', { p: 0.2 }, at)
  m.add('classifier.1', 'Linear', { out_features: 1000 }, at)
  return m
}

function unet() {
  const m = new Model('U-Net', 'Down to see what is there, up again to say where, with the fine detail handed across on every level: an image in, a mask of its size out.')
  const WIDTHS = [16, 32, 64, 128, 256]
  const DECODER = 7
  let at = m.input([1, 1, 128, 128])
  const pair = (id, channels, x, y) => {
    for (const n of [1, 2]) {
      at = m.add(`${id}.conv${n}`, 'Conv2d', { out_channels: channels, kernel_size: 3, padding: 1 }, at, n === 1 ? [x, y] : undefined)
      at = m.add(`${id}.relu${n}`, 'ReLU', {}, at)
    }
  }
  // Half a row down: what is handed across passes over them.
  const across = []
  for (const [level, channels] of WIDTHS.entries()) {
    const bottom = level === WIDTHS.length - 1
    pair(bottom ? 'bottom' : `down${level + 1}`, channels, bottom ? 3 : 1, level)
    if (bottom) continue
    across.push(at)
    at = m.add(`down${level + 1}.pool`, 'MaxPool2d', { kernel_size: 2, stride: 2 }, at, [5, level + 0.5])
  }
  for (let level = WIDTHS.length - 2; level >= 0; level--) {
    const channels = WIDTHS[level]
    const id = `up${level + 1}`
    at = m.add(`${id}.up`, 'ConvTranspose2d', { out_channels: channels, kernel_size: 2, stride: 2 }, at, [DECODER, level + 0.5])
    at = m.add(`${id}.cat`, 'Cat', { dim: 1 }, [across[level], at], [DECODER + 1, level])
    pair(id, channels, DECODER + 2, level)
  }
  at = m.add('out', 'Conv2d', { out_channels: 1, kernel_size: 1 }, at)
  m.add('mask', 'Sigmoid', {}, at)
  return m
}

const MODELS = { 'resnet-18': resnet18, 'vgg-11': vgg11, 'mobilenet-v2': mobilenetv2, 'u-net': unet }

const folder = process.argv[2] ?? path.join(root, 'graphs')
const server = await createServer({
  root, configFile: false, logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true },
})
try {
  const { writeGraph } = await server.ssrLoadModule('/engine/document/file.ts')
  for (const [name, make] of Object.entries(MODELS)) fs.writeFileSync(path.join(folder, `${name}.graph.json`), writeGraph(make().graph()))
} finally {
  await server.close()
}
