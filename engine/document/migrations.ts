/** Older versions of the file, brought up step by step in memory. */
import type { JsonObject } from './json'

/** The version that this program writes. */
export const VERSION = 1

/** `MIGRATIONS[n - 1]` turns a file of version n into one of version n + 1; it need not touch `version`. */
const MIGRATIONS: readonly ((root: JsonObject) => JsonObject)[] = []

/** Brings a file's root from `version` to the newest. */
export const migrate = (root: JsonObject, version: number): JsonObject =>
  MIGRATIONS.slice(version - 1).reduce((older, step) => step(older), root)
