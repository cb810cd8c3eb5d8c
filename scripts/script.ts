/** A module and all that it imports as one text, for a thread of its own: `import text from './x?script'`. */
import { build, type Plugin, type Rolldown } from 'vite'
import { wat } from './wat.ts'

const SUFFIX = '?script'

export function script(): Plugin {
  return {
    name: 'script',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(SUFFIX)) return undefined
      const file = id.slice(0, -SUFFIX.length)
      const built = await build({
        configFile: false, logLevel: 'error', plugins: [wat()],
        ssr: { noExternal: true },
        build: { ssr: file, write: false, target: 'node20', minify: false, rollupOptions: { external: /^node:/, output: { format: 'cjs' } } },
      })
      const outputs = (Array.isArray(built) ? built : 'output' in built ? [built] : []).flatMap(({ output }): readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[] => output)
      const chunks = outputs.filter((output) => output.type === 'chunk')
      if (chunks.length !== 1 || !chunks[0]) throw new Error(`${file} gave ${chunks.length} pieces.`)
      for (const module of chunks[0].moduleIds) this.addWatchFile(module)
      return `export default ${JSON.stringify(chunks[0].code)}`
    },
  }
}
