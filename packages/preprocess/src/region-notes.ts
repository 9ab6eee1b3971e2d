// What samples lack that the metrics need.

import { StillpointError } from "@stillpoint/core";
import type { ShownSample } from "./fitted-samples.ts";

/**
 * Notes on samples without foreground or background, whose metrics are not defined. Throws `INPUT` where no sample has
 * any background: then there is nothing to compare with.
 */
export function regionNotes(samples: readonly Pick<ShownSample, "input">[], data: string): string[] {
  const without = (region: "foreground" | "background"): number => {
    return samples.filter(({ input }) => input.units.every((unit) => unit.region !== region)).length;
  };
  const [plain, full] = [without("foreground"), without("background")];
  if (full === samples.length) {
    throw new StillpointError(
      "INPUT",
      `data ${data}: expected samples with background; got foreground only in all ${full}; without background there are no knowledge points, so annotate less as foreground`,
    );
  }
  const of = `of ${samples.length} samples`;
  return [
    ...(plain > 0 ? [`${plain} ${of} have no foreground: their foreground numbers are not defined`] : []),
    ...(full > 0 ? [`${full} ${of} have no background: left out, knowledge points are not defined`] : []),
  ];
}
