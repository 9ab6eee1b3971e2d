// What a class of an answer is called.

/** A class by its number where nobody named it. */
export function className(classes: readonly string[], k: number): string {
  return classes[k] ?? `class ${k}`;
}
