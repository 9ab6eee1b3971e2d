// JSON from outside.

/** The value of a JSON text, or undefined when it is not JSON: what is expected of it is the caller's to check. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
