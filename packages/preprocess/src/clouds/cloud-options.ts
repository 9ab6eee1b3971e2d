// Which shapes, how many points of each, and what is background.

import type { Files } from "../files.ts";
import type { CloudSource } from "./cloud-files.ts";

export interface CloudOptions {
  readonly clouds: CloudSource;
  /**
   * One text file per shape, a region per point or, as `.seg`, a part. Without regions clutter from the other shapes is
   * the background.
   */
  readonly masks?: Files | undefined;
  /** Points per cloud, for networks that take any number; 1024 by default. */
  readonly points?: number | undefined;
  /** Share of points that are clutter from other shapes; 0.25 by default. */
  readonly clutter?: number | undefined;
  /** The shapes clutter is drawn from, instead of the others among `clouds`: one shape is enough then. */
  readonly clutterFrom?: Files | undefined;
  /** Whether shapes stay without any background: they have entropies, and no knowledge points; false by default. */
  readonly alone?: boolean | undefined;
  /** Whether clouds are moved and scaled into the unit sphere, the default, or left as they are. */
  readonly scale?: "sphere" | "none" | undefined;
  /** Seed of sampling and of clutter; 0 by default. */
  readonly seed?: number | undefined;
  /** Only those of these ids: paths without endings, or numbers within an HDF5 file such as `0007`. */
  readonly only?: readonly string[] | undefined;
  /** Only the first so many. */
  readonly samples?: number | undefined;
  /** Whether a shape that cannot be read is an error even where at most one in ten is; else they are left out. */
  readonly strict?: boolean | undefined;
}
