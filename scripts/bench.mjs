#!/usr/bin/env node
// `npm run bench [-- PART...] [--json]`: how fast it is, each figure as a ratio to a baseline of the same run, since
// milliseconds differ from machine to machine. Builds what it measures. Parts: engine, analysis, canvas, edit.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import vue from '@vitejs/plugin-vue'

const root = path.resolve(import.meta.dirname, '..')
const out = path.join(root, '.cache/bench')
const PARTS = ['engine', 'analysis', 'canvas', 'edit']

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false }, rounds: { type: 'string' } } })
const strange = positionals.find((part) => !PARTS.includes(part))
if (strange !== undefined) {
  console.error(`There is no part ${strange}: ${PARTS.join(', ')}.`)
  process.exit(2)
}
const parts = positionals.length > 0 ? positionals : PARTS
const rounds = options.rounds === undefined ? undefined : Number(options.rounds)

/** Bundles what is measured, as the app's own build does, and gives the file. */
async function bundle(name) {
  const { script } = await import(pathToFileURL(await plain(path.join(root, 'scripts/script.ts'))))
  const { wat } = await import(pathToFileURL(await plain(path.join(root, 'scripts/wat.ts'))))
  const entry = path.join(root, `scripts/bench/${name}.ts`)
  await build({
    configFile: false, root, logLevel: 'error', plugins: [script(), wat()],
    ssr: { noExternal: true },
    build: {
      ssr: entry, outDir: path.join(out, name), emptyOutDir: true, minify: false, target: 'node20',
      rollupOptions: { external: ['onnxruntime-node', '@playwright/test', /^node:/], output: { entryFileNames: 'main.mjs' } },
    },
  })
  return path.join(out, name, 'main.mjs')
}

/** A TypeScript file of its own as JavaScript. */
async function plain(file) {
  const name = path.basename(file, '.ts')
  await build({
    configFile: false, root, logLevel: 'error',
    build: { ssr: file, outDir: path.join(out, 'plugins'), emptyOutDir: false, minify: false, rollupOptions: { external: [/^[^./]/], output: { entryFileNames: `${name}.mjs` } } },
  })
  return path.join(out, 'plugins', `${name}.mjs`)
}

/** The pages with the canvases, as static files. */
async function pages() {
  const page = path.join(root, 'scripts/bench/page')
  await build({
    configFile: false, root: page, base: './', logLevel: 'error', plugins: [vue()],
    define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
    build: { outDir: path.join(out, 'page'), emptyOutDir: true, target: 'chrome130', rollupOptions: { input: [path.join(page, 'ours.html'), path.join(page, 'stock.html')] } },
  })
}

const load = () => os.loadavg()[0].toFixed(1)
const number = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2))

function table(figures) {
  const head = ['figure', 'value', 'baseline', 'ratio', 'aim', '']
  const rows = figures.map(({ name, value, unit, baseline, aim, of }) => {
    const ratio = baseline === undefined ? undefined : value / baseline
    return [
      name, `${number(value)} ${unit}`, baseline === undefined ? '' : `${number(baseline)} ${unit}`, ratio === undefined ? '' : number(ratio),
      aim === undefined ? '' : of === 'value' ? `${aim} ${unit}` : `${aim}`, met({ value, baseline, aim, of }),
    ]
  })
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)))
  return [head, ...rows].map((row) => row.map((cell, i) => (i === 0 || i === 5 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd()).join('\n')
}

/** An aim is for the ratio, or (`of`) for the value itself. */
function met({ value, baseline, aim, of }) {
  if (aim === undefined) return ''
  return (of === 'value' ? value : value / baseline) <= aim ? 'met' : 'NOT MET'
}

const machine = { cpu: os.cpus()[0]?.model.trim(), cores: os.availableParallelism(), node: process.version, loadBefore: load() }
const all = []
for (const part of parts) {
  if (part === 'canvas') await pages()
  if (part === 'edit' && !fs.existsSync(path.join(root, 'dist/cli.js'))) await import('vite').then(({ createBuilder }) => createBuilder({ configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' })).then((builder) => builder.buildApp())
  const { measure } = await import(pathToFileURL(await bundle(part)))
  const figures = await measure({ root, out, rounds, say: (text) => console.error(text) })
  all.push(...figures.map((figure) => ({ part, ...figure })))
  if (!options.json) console.log(`\n${part}\n${table(figures)}`)
}
machine.loadAfter = load()
if (options.json) console.log(JSON.stringify({ machine, figures: all.map((figure) => ({ ...figure, ...(figure.baseline === undefined ? {} : { ratio: figure.value / figure.baseline }), ...(figure.aim === undefined ? {} : { met: met(figure) === 'met' }) })) }, null, 2))
else console.log(`\n${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; load ${machine.loadBefore} before, ${machine.loadAfter} after (timings mean little where it is above ${machine.cores})`)
process.exit(0)
