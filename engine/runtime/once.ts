/** A model that runs one time; what its device fails at goes to the CPU, as does all where a NaN comes up that it may lose. */
import type { LoweredModel } from '../onnx/model'
import { encodeModel } from '../onnx/write'
import type { DeviceId } from '../protocol'
import type { Tensor } from '../tensor/dtype'
import { keepingNaN } from './nan'
import { placed } from './placement'
import { Session } from './session'

/** Gives the values named in `fetch`. Throws SessionError where no device can run the model. */
export function runOnce(model: LoweredModel, device: DeviceId, feeds: ReadonlyMap<string, Tensor>, fetch: readonly string[]): Promise<Map<string, Tensor>> {
  const bytes = encodeModel(model, { declareValues: false })
  return keepingNaN(device, feeds, (on) => placed(model, on, async (onCpu) => {
    const session = await Session.create(bytes, on, { onCpu })
    try {
      return await session.run(feeds, fetch)
    } finally {
      await session.dispose()
    }
  }))
}
