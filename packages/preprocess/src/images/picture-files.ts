// Pictures of any origin, decoded by whoever can: Node with a library, a browser by itself.

import type { StillpointError } from "@stillpoint/core";
import type { ImageFile, MaskFile } from "@stillpoint/image";

export interface Size {
  readonly height: number;
  readonly width: number;
}

export interface Decoding {
  /** 1 turns colours into grey; 3, the default, leaves them. */
  readonly channels?: 1 | 3;
  /** Stretches to this size, bicubic for pictures, nearest for masks. */
  readonly resize?: { readonly size: Size; readonly kernel: "cubic" | "nearest" };
}

/** Picture files below one place. */
export interface PictureFiles {
  /** The folder's path or the like, for messages. */
  readonly place: string;
  /** Paths relative to it, in the order in which samples are listed. */
  readonly names: readonly string[];
  /** The decoded picture, `path` as in `names` with `/` between its parts. Throws `INPUT` for a file that is none. */
  decode(name: string, decoding?: Decoding): Promise<ImageFile>;
  /**
   * The numbers of a mask as its file stores them, without colour management, stretched to `size` by its nearest pixels.
   * Without it masks are decoded as pictures. `picture` is the size of the picture it is of, for masks that are drawn. Throws
   * `INPUT`.
   */
  decodeMask?(name: string, size?: Size, picture?: Size): Promise<MaskFile>;
  /** Where the file of a name lies, for messages; below the place unless given. Names are pictures' own then. */
  pathOf?(name: string): string;
  /** Picture files that were passed over, such as a Mac's `._a.jpg`. */
  readonly passedOver?: readonly string[];
  /** What is wrong with other entries of the table that lists them. */
  readonly faults?: readonly StillpointError[];
}
