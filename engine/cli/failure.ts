/** Exit statuses, and what ends a command. */
export const OK = 0
/** Some graph has an error. */
export const FAILED = 1
/** The arguments cannot be used. */
export const UNUSABLE = 2

/** Ends the command with a sentence and an exit status. */
export class Failure extends Error {
  constructor(message: string, readonly status: number) {
    super(message)
  }
}

export const unusable = (message: string): Failure => new Failure(message, UNUSABLE)
