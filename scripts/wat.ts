/** WebAssembly's text format for Vite: `import instantiate from './x.wat'` gives a function that makes an instance. */
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'
import wabt from 'wabt'

export function wat(): Plugin {
  return {
    name: 'wat',
    enforce: 'pre',
    async load(id) {
      const [file = ''] = id.split('?')
      if (!file.endsWith('.wat')) return undefined
      const { parseWat } = await wabt()
      const module = parseWat(file, await readFile(file, 'utf8'), { simd: true, multi_value: true })
      try {
        module.validate()
        const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64')
        return `const bytes = Uint8Array.from(atob(${JSON.stringify(base64)}), (letter) => letter.charCodeAt(0))\nexport default () => new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports`
      } finally {
        module.destroy()
      }
    },
  }
}
