// What pictures are called and how they are measured.

import type { Modality } from "@stillpoint/core";

/** σ0 is 0.01 of a normalised pixel, as in the papers. */
export const imageModality: Modality = {
  id: "image",
  names: { title: "Images", unit: "cell", units: "cells", foreground: "object" },
  engine: { sigma0: 0.01 },
};
