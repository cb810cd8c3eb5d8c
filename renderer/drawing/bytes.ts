/** Bytes as text, for data addresses and PDF. */
const STEP = 0x8000

export function base64(bytes: Uint8Array): string {
  let text = ''
  // All at once would be too many arguments.
  for (let i = 0; i < bytes.length; i += STEP) text += String.fromCharCode(...bytes.subarray(i, i + STEP))
  return btoa(text)
}

export const dataUrl = (type: string, bytes: Uint8Array): string => `data:${type};base64,${base64(bytes)}`
