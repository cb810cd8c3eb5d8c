/** What a picture is, whatever file it comes from. */

/** Size in pixels, colour channels without alpha (1 grey, 3 RGB) and bits of a sample. */
export interface ImageInfo {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly bits: 8 | 16
}

/** Pixels row by row, `stride` samples each, of which the first `channels` are the colour. */
export interface Image extends ImageInfo {
  readonly stride: number
  readonly data: Uint8Array | Uint16Array
}
