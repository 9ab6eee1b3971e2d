// Where two networks are taken when they are compared at equal accuracy.

/** Where the two networks of a seed answer held-out samples as often. */
export interface AccuracyStop {
  readonly seed: number;
  /** The better network at the first checkpoint that answers as often as the other does at its last. */
  readonly treatedStep: number;
  readonly referenceStep: number;
  /** Shares of correct held-out answers there, 0..1. */
  readonly treatedAccuracy: number;
  readonly referenceAccuracy: number;
}
