// Bytes as text, in every browser and without one.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** The bytes in base 64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += DIGITS[(three >> 18) & 63]! + DIGITS[(three >> 12) & 63]!;
    text += at + 1 < bytes.length ? DIGITS[(three >> 6) & 63]! : "=";
    text += at + 2 < bytes.length ? DIGITS[three & 63]! : "=";
  }
  return text;
}

/** What `base64` wrote; undefined for a text that it cannot have written. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const body = text.replace(/={1,2}$/, "");
  const bytes = new Uint8Array(Math.floor((body.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of body) {
    const value = VALUES.get(digit);
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 255;
  }
  // what is left over of the last digit says nothing
  return (bits & ((1 << held) - 1)) === 0 && body.length % 4 !== 1 ? bytes : undefined;
}
