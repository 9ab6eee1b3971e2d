// A mask as a decoder gives it.

import type { StoredForm } from "./stored-form.ts";

/** A decoded mask: `[H, W, K]` numbers as the file stores them; K is 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA. */
export interface MaskFile {
  /** Relative to its folder, with `/` between names. */
  readonly path: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** 16-bit files as `Uint16Array`. */
  readonly bytes: Uint8Array | Uint16Array;
  /** `[H, W]` palette indices, for files with a palette. */
  readonly indices?: Uint8Array;
  /** Stored with loss, as JPEG is. */
  readonly lossy?: boolean;
  /** How it was stored, where decoding changed it. */
  readonly stored?: Pick<StoredForm, "orientation">;
}
