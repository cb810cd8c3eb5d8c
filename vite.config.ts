import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { splitterCursor } from './scripts/cursor.ts'
import { script } from './scripts/script.ts'
import { wat } from './scripts/wat.ts'

const at = (file: string): string => resolve(import.meta.dirname, file)
const external = ['electron', 'onnxruntime-node', /^node:/]

/** What jsPDF would load for pages of HTML, which nobody asks it for. */
const UNUSED = ['html2canvas', 'canvg']

/** Three builds of one source: the page, what runs in Node (Electron's main, the engine's process, the command line) and the preload. */
export default defineConfig({
  root: at('renderer'),
  base: './',
  plugins: [vue(), script(), wat(), splitterCursor()],
  worker: { format: 'es' },
  environments: {
    client: {
      build: { outDir: at('dist/renderer'), emptyOutDir: true, assetsInlineLimit: 0, target: 'chrome130', rollupOptions: { input: at('renderer/index.html'), external: UNUSED } },
    },
    node: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron', 'onnxruntime-node'] },
      // For CommonJS packages (write-file-atomic) in an ES module.
      define: { __filename: 'import.meta.filename' },
      build: {
        outDir: at('dist'),
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        rollupOptions: {
          external,
          input: { 'electron/main': at('electron/main.ts'), 'engine/process': at('engine/process.ts'), cli: at('engine/cli/main.ts') },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron'] },
      build: {
        outDir: at('dist/electron'),
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        // A sandboxed preload cannot be an ES module.
        rollupOptions: { external, input: { preload: at('electron/preload.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', 'node', 'preload'] as const) {
        const environment = builder.environments[name]
        if (environment) await builder.build(environment)
      }
    },
  },
})
