// What questions are called and how they are measured.

import type { Modality } from "@stillpoint/core";

/** Embeddings have no scale of their own, so noise follows that of each question with its context. */
const engine: Modality["engine"] = { sigma0: { timesRms: 0.01 } };

export const qaModality: Modality = {
  id: "qa",
  names: { title: "Questions", unit: "word", units: "words", foreground: "foreground" },
  engine,
  behindMaximum: { ...engine, smoothing: { timesSigma0: 1 }, secondUpper: { timesSigma0: 30 }, passes: 128 },
};
