/** ONNX Runtime's messages: which node they mean, and what they say without places in its source. */
import { say } from '../say'

const NODE = [
  /Name:'((?:[^']|'(?! Status Message))*)' Status Message/,
  /\bnode with name '(.*)'$/m,
  /\bIn Node, \("(.*?)", \w+, /,
  /\bNode \((.*?)\) (?:Op|output|with)/,
]
/** "/path/file.cc:12 type function(arguments) " in front of the text. */
const PLACE = /\/[\w/.-]+\.(?:cc|h|cpp|cu):\d+ [^\n]*?\)(?: const)?(?:::<lambda[^ ]*)?(?= )/g

export interface Message {
  readonly message: string
  /** The ONNX node. */
  readonly node?: string
}

export function readMessage(text: string): Message {
  const status = text.indexOf('Status Message: ')
  const plain = (status < 0 ? text : text.slice(status + 16)).replaceAll(PLACE, '').split('\n')[0]?.trim() ?? ''
  const node = NODE.map((pattern) => pattern.exec(text)?.[1]).find((name) => name !== undefined && name !== '')
  const message = /bad_alloc|Failed to allocate memory/.test(plain) ? say`There is not enough memory for it (${plain}).` : plain || text
  return node === undefined ? { message } : { message, node }
}
