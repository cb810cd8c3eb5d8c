/** The files that a command line names. */
import path from 'node:path'

/**
 * @param argv as Electron gives it: the executable, then (unless packaged) the app's folder, among switches
 * @returns absolute paths
 */
export function filesNamed(argv: readonly string[], packaged: boolean, cwd: string): string[] {
  const words = argv.slice(1).filter((word) => word !== '' && !word.startsWith('-'))
  return words.slice(packaged ? 0 : 1).map((word) => path.resolve(cwd, word))
}
