// What a kind of input says about itself: its names for people, and how its maps are measured unless said otherwise.

import type { SigmaBounds } from "./engine/budget.ts";
import type { NoiseLevel, ReferenceNoise } from "./engine/options.ts";

/** What people call a modality and what lies in it. */
export interface ModalityNames {
  /** As a heading: `Point clouds`. */
  readonly title: string;
  /** One input unit: `cell`, `point`, `word`. */
  readonly unit: string;
  /** Several of them. */
  readonly units: string;
  /** What lies in the foreground: `object` where things are seen, `foreground` where they are read. */
  readonly foreground: string;
}

/** What measuring takes from a modality where the engine's defaults do not fit it; see `EntropyOptions`. */
export interface EngineDefaults {
  readonly sigma0: ReferenceNoise;
  readonly bounds?: SigmaBounds;
  /** Not for the recipe `official`. */
  readonly smoothing?: NoiseLevel;
  /** For the recipe `limit` alone. */
  readonly secondUpper?: NoiseLevel;
  readonly passes?: number;
  /** For the recipe `limit` alone. */
  readonly mostPasses?: number;
  readonly targetError?: number;
  /** Copies per call where the engine's are slow: more of a wide network leave the processor's cache. */
  readonly batch?: number;
}

/** One kind of input. Every adapter package has one, and nothing else tells modalities apart. */
export interface Modality {
  /** As in `ModalityAdapter.modality`, in reports and on the command line: `image`. */
  readonly id: string;
  readonly names: ModalityNames;
  readonly engine: EngineDefaults;
  /** For layers behind a maximum over all units, where most units have no gradient at the clean sample. */
  readonly behindMaximum?: EngineDefaults;
}
