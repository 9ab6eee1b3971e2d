// How a picture was stored.

/** What a decoder changed, for whoever tells of it. */
export interface StoredForm {
  /** EXIF orientation that was applied, 2 to 8. */
  readonly orientation?: number;
  /** Pages or frames, of which the first is taken. */
  readonly pages?: number;
  /** Bits a channel, reduced to 8. */
  readonly bits?: number;
  /** Such as `cmyk`, turned into RGB. */
  readonly space?: string;
  /** Pixels are transparent, and their colours used as stored. */
  readonly transparent?: boolean;
}
