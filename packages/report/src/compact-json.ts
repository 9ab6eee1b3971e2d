// JSON that people can read and that stays small: lists of numbers are one line.

// No text holds a bare line break, so what matches is a list and nothing else.
const LIST = /\[\n\s*((?:-?[\d.]+(?:e[+-]?\d+)?|null)(?:,\n\s*(?:-?[\d.]+(?:e[+-]?\d+)?|null))*)\n\s*\]/g;

/** Indented by one, a list of numbers on one line, a line break at the end. */
export function compactJson(value: unknown): string {
  const text = JSON.stringify(value, null, 1);
  return `${text.replace(LIST, (_, numbers: string) => `[${numbers.replaceAll(/\n\s*/g, " ")}]`)}\n`;
}
