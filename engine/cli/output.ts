/** Standard output, written piece by piece as fast as it is read. */
import { once } from 'node:events'

let closed = false
// Whoever reads may have enough (head): nothing is wrong then, and nothing more is written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`tensorloom: ${error.message}\n`)
  closed = true
  process.stdout.emit('drain')
})

/** Writes a piece; resolves when there is room for the next. */
export async function write(text: string): Promise<void> {
  if (closed) return
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** A line for people, to standard error. */
export function say(text: string): void {
  process.stderr.write(`tensorloom: ${text}\n`)
}
