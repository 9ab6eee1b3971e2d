// Pictures as the visitor brings them, for a network.

import { type FittedNetwork, type FittedSamples, fitImages } from "@stillpoint/preprocess";
import type { FitChoices } from "./choices.ts";
import { pictureFiles } from "./decoded-pictures.ts";
import type { Source } from "./protocol.ts";

/** Throws what `fitImages` throws. */
export function fitPictures(
  network: FittedNetwork,
  { pictures, masks }: Source & { readonly kind: "pictures" },
  { grid, mean, std, input }: FitChoices,
): Promise<FittedSamples> {
  return fitImages(network, {
    pictures: pictureFiles("pictures", pictures),
    masks: masks === undefined || masks.length === 0 ? undefined : pictureFiles("masks", masks),
    grid,
    mean,
    std,
    input,
  });
}
