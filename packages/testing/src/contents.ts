/** Everything a value holds as one text: typed arrays byte by byte, and numbers JSON does not know. */
export function contentsOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    // A detached array has no bytes left to look at.
    if (ArrayBuffer.isView(part) && part.byteLength === 0) return part.constructor.name;
    if (ArrayBuffer.isView(part))
      return `${part.constructor.name} ${new Uint8Array(part.buffer, part.byteOffset, part.byteLength)}`;
    if (typeof part === "bigint" || typeof part === "number") return String(part);
    return part;
  });
}
