/** What the engine says to a page, with how it was put together: a page in another language translates that. */
import type { EngineMessage } from './protocol'
import { wordingOf, type Wording } from './say'

const ofDevices = ({ devices }: Extract<EngineMessage, { devices: unknown }>): readonly (string | undefined)[] => devices.flatMap(({ reason, note }) => [reason, note])

/** The texts of a message that are for people. */
function textsOf(message: EngineMessage): readonly (string | undefined)[] {
  switch (message.type) {
    case 'welcome': return ofDevices(message)
    case 'device': return [message.reason, ...ofDevices(message)]
    case 'state': return message.problems.flatMap((problem) => [problem.message, problem.fix?.label])
    case 'refused': return [message.reason]
    case 'assets': return Object.values(message.assets).map((info) => (info.kind === 'unreadable' ? info.reason : undefined))
    case 'reply': return [message.reply.kind === 'error' ? message.reply.message : undefined]
    default: return []
  }
}

/** Posts messages, and in front of one that says something how it was put together. */
export const speaking = (post: (message: EngineMessage) => void) => (message: EngineMessage): void => {
  const wordings = textsOf(message).map((text) => (text === undefined ? undefined : wordingOf(text))).filter((found): found is Wording => found !== undefined)
  if (wordings.length > 0) post({ type: 'said', wordings })
  post(message)
}
