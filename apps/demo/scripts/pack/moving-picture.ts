// The maps behind the start page's moving picture: the run's own, of the first packed picture.

import { StillpointError } from "@stillpoint/core";
import type { PackedView } from "./packed-view.ts";

/** What the start page draws. */
export interface MovingMaps {
  readonly sample: string;
  readonly rows: number;
  readonly cols: number;
  /** `[n]` nats, three decimals: they are drawn, not computed with. */
  readonly maps: readonly { readonly role: string; readonly entropies: readonly number[] }[];
}

/** The two networks that are compared, at their last step. Throws `INPUT` where the run has no map of one of them. */
export function movingMaps({ pack, task }: PackedView): MovingMaps {
  const sample = pack.samples[0]?.id ?? "";
  const [rows, cols] = pack.choices.grid ?? [1, 1];
  const maps = ["distilled", "scratch"].map((role) => {
    const own = task.measurements.filter(
      ({ key }) => key.role === role && key.sample === sample && key.seed === pack.seed,
    );
    const last = own.toSorted((a, b) => a.key.step - b.key.step).at(-1);
    if (last === undefined)
      throw new StillpointError(
        "INPUT",
        `pack ${pack.view}, ${role}: expected a map of ${sample}; got none; run again`,
      );
    return { role, entropies: Array.from(last.map.entropies, (entropy) => Math.round(1000 * entropy) / 1000) };
  });
  return { sample, rows, cols, maps };
}
