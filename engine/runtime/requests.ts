/** Values that were asked for and are not there yet. */
import { say } from '../say'
import type { Tensor } from '../tensor/dtype'

interface Request {
  readonly node: string
  readonly port: string
  readonly resolve: (tensor: Tensor) => void
  readonly reject: (error: Error) => void
}

export class Requests {
  #waiting: Request[] = []

  add(node: string, port: string): Promise<Tensor> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ node, port, resolve, reject })
    })
  }

  /** The nodes whose values are waited for. */
  get nodes(): string[] {
    return this.#waiting.map(({ node }) => node)
  }

  /** Answers what `find` knows, and refuses what will not come. */
  answer(find: (node: string, port: string) => Tensor | undefined, comes: (node: string, port: string) => boolean): void {
    this.#waiting = this.#waiting.filter(({ node, port, resolve, reject }) => {
      const tensor = find(node, port)
      if (tensor) resolve(tensor)
      else if (comes(node, port)) return true
      else reject(new Error(say`${node}.${port} has no value.`))
      return false
    })
  }

  refuse(why: string): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(why))
  }
}
