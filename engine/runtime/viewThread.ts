/** A thread that makes views (viewers.ts). Values come with their memory and go back with it. */
import { parentPort } from 'node:worker_threads'
import type { Tensor } from '../tensor/dtype'
import { viewOf, type View } from './view'

export interface Viewed {
  readonly tensor: Tensor
  readonly view: View
}

export interface Order {
  readonly id: number
  readonly tensors: readonly Tensor[]
  /** Of batches, the one that pictures show. */
  readonly sample: number
}

export interface Answer {
  readonly id: number
  readonly viewed: readonly Viewed[]
}

parentPort?.on('message', ({ id, tensors, sample }: Order) => {
  const answer: Answer = { id, viewed: tensors.map((tensor) => ({ tensor, view: viewOf(tensor, false, sample) })) }
  parentPort?.postMessage(answer, answer.viewed.flatMap(({ tensor, view }) => [tensor.data.buffer, view.thumb.data.buffer]) as ArrayBuffer[])
})
