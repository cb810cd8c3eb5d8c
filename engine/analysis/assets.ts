/** What is known of a file held against the shape and dtype that it is to fill. */
import type { Problem } from '../document/types'
import { plural, say, type Said } from '../say'
import { sameSizes, type DType } from '../tensor/dtype'
import { fixNow, listed, problem, shapeText } from './problem'
import type { AssetInfo } from './types'

export interface FileUse {
  readonly id: string
  readonly param: string
  readonly path: string
  readonly shape: readonly number[]
  readonly dtype: DType
}

/** Why a file cannot give an Input its value; undefined where it can, or where nothing is known of it yet. */
export function fileProblem(use: FileUse, info: AssetInfo | undefined): Problem | undefined {
  if (!info) return undefined
  const { id: node, param, path } = use
  switch (info.kind) {
    case 'missing': return missingFile(path, { node, param })
    case 'unreadable': return problem('bad-param', say`${path} cannot be read: ${info.reason}; choose an image or .npy file.`, { node, param })
    case 'safetensors': return problem('bad-param', say`${path} is a .safetensors file; choose an image or .npy file.`, { node, param })
    case 'npy': return misfit(use, info.dtype, fill(info.shape, use.shape.length), say`${path} holds ${info.dtype} ${shapeText(info.shape)}`)
    case 'image': {
      // Alpha is dropped; grey and colour go over into each other as the shape asks.
      const channels = info.channels <= 2 ? 1 : 3
      const asked = use.shape[use.shape.length - 3]
      const shape = [asked === 1 || asked === 3 ? asked : channels, info.height, info.width]
      return misfit(use, 'float32', fill(shape, use.shape.length), say`${path} is ${info.width} x ${info.height} pixels with ${plural(channels, 'channel')}, float32`)
    }
  }
}

export const missingFile = (path: string, at: { node: string; param?: string }): Problem =>
  problem('missing-file', isAbsolute(path) ? say`There is no file ${path}; name one that is there.` : say`There is no file ${path} beside the graph; put it there or choose another.`, at)

/** A path that `--input` named, or one that somebody wrote so. */
const isAbsolute = (path: string): boolean => /^([/\\]|[a-z]:)/i.test(path)

/** Leading 1s up to `rank`. */
function fill(shape: readonly number[], rank: number): number[] {
  return [...new Array<number>(Math.max(0, rank - shape.length)).fill(1), ...shape]
}

function misfit({ id: node, param, shape, dtype }: FileUse, has: DType, size: readonly number[], what: Said): Problem | undefined {
  const sized = sameSizes(size, shape)
  if (sized && has === dtype) return undefined
  const mends = listed([...(sized ? [] : [say`shape to ${shapeText(size)}`]), ...(has === dtype ? [] : [say`dtype to ${has}`])])
  const fix = fixNow(say`Set ${mends}`,
    ...(sized ? [] : [{ kind: 'setParam', node, param: 'shape', value: size } as const]),
    ...(has === dtype ? [] : [{ kind: 'setParam', node, param: 'dtype', value: has } as const]))
  return problem('bad-param', say`${what}, but ${node} asks for ${dtype} ${shapeText(shape)}; set ${mends} or take a file of that size.`, { node, param, fix })
}
