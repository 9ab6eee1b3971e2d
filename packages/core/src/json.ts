// JSON from outside.

/** The value of a JSON text, or undefined when it is not JSON: what is expected of it is the caller's to check. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value of unknown origin has named fields, as a JSON object has. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The first `most` letters of a value's JSON, for messages: it stops there, so that neither depth nor size matters.
 * `nothing` for what JSON cannot say.
 */
export function jsonExcerpt(value: unknown, most = 80): string {
  let text = "";
  // Every level writes a bracket first, so none lies deeper than `most`.
  const write = (item: unknown): void => {
    if (text.length >= most) return;
    if (typeof item !== "object" || item === null) {
      text += JSON.stringify(typeof item === "string" ? item.slice(0, most) : item) ?? "null";
      return;
    }
    const isList = Array.isArray(item);
    text += isList ? "[" : "{";
    let first = true;
    for (const name in item) {
      if (text.length >= most) return;
      if (!first) text += ",";
      first = false;
      if (!isList) text += `${JSON.stringify(name.slice(0, most))}:`;
      write(Reflect.get(item, name));
    }
    text += isList ? "]" : "}";
  };
  if (JSON.stringify(typeof value === "object" ? null : value) === undefined) return "nothing";
  write(value);
  return text.slice(0, most);
}
