// The classes of an answer, by name.

/** The class with the highest probability. */
export function bestClass(probabilities: readonly number[]): number {
  return probabilities.reduce((best, value, k) => (value > (probabilities[best] ?? 0) ? k : best), 0);
}

/** Its number where nobody named it. */
export function className(classes: readonly string[], k: number): string {
  return classes[k] ?? `class ${k}`;
}
