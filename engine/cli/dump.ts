/** Values as .npy files in a folder. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unwritten } from '../runtime/writing'
import type { Tensor } from '../tensor/dtype'
import { writeNpy } from '../tensor/npy'
import { Failure, FAILED } from './failure'
import { makeFolder } from './folder'

const utf8 = new TextEncoder()

/** An id in a file name: all but letters, digits, `_`, `-` and inner dots percent-encoded. */
export function fileName(id: string): string {
  const encoded = [...utf8.encode(id)].map((byte) => {
    const letter = String.fromCharCode(byte)
    return /[\w.-]/.test(letter) ? letter : percent(byte)
  }).join('')
  return encoded.replace(/^\.+|\.+$/g, (dots) => percent(0x2e).repeat(dots.length))
}

const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

/** `ID.npy` for `output`, `ID.PORT.npy` for the rest. */
const dumpName = (id: string, port: string): string => `${fileName(id)}${port === 'output' ? '' : `.${fileName(port)}`}.npy`

export class Dump {
  constructor(readonly dir: string) {
    this.#try(dir, () => makeFolder(dir))
  }

  write(id: string, port: string, tensor: Tensor): void {
    const file = join(this.dir, dumpName(id, port))
    this.#try(file, () => writeFileSync(file, writeNpy(tensor)))
  }

  #try(target: string, action: () => void): void {
    try {
      action()
    } catch (error) {
      throw new Failure(`--dump: ${unwritten(error, target)}`, FAILED)
    }
  }
}
