// Texts longer than the window.

/** What is done with texts longer than the window: refused, cut into windows, or left out and counted. */
export const LONG_TEXTS: readonly ["refuse", "window", "skip"] = ["refuse", "window", "skip"];
export type LongTexts = (typeof LONG_TEXTS)[number];
