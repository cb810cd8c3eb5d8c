/** A model that runs one time; what its device fails at goes to the CPU. */
import type { LoweredModel } from '../onnx/model'
import { encodeModel } from '../onnx/write'
import type { DeviceId } from '../protocol'
import type { Tensor } from '../tensor/dtype'
import { cpuNodes, learn } from './placement'
import { Session, SessionError } from './session'

/**
 * Calls `attempt` with the nodes that `device` leaves to the CPU, and again with more of them as long as it fails at
 * one that is not yet there. Rejects with what `attempt` rejected with.
 */
export async function placed<T>(model: LoweredModel, device: DeviceId, attempt: (onCpu: readonly string[]) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt(cpuNodes(model, device))
    } catch (error) {
      if (!(error instanceof SessionError) || !learn(model, device, error.node)) throw error
    }
  }
}

/** Gives the values named in `fetch`. Throws SessionError where no device can run the model. */
export function runOnce(model: LoweredModel, device: DeviceId, feeds: ReadonlyMap<string, Tensor>, fetch: readonly string[]): Promise<Map<string, Tensor>> {
  const bytes = encodeModel(model, { declareValues: false })
  return placed(model, device, async (onCpu) => {
    const session = await Session.create(bytes, device, { onCpu })
    try {
      return await session.run(feeds, fetch)
    } finally {
      await session.dispose()
    }
  })
}
