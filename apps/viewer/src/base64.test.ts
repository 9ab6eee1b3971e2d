import { expect, it } from "vitest";
import { base64, fromBase64 } from "./base64.ts";

it("writes what Node writes, of any length, and reads it back", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 97 + length * 31) % 256);
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    expect(fromBase64(base64(bytes))).toEqual(bytes);
  }
});

it.each(["A", "AA", "AAA", "A===", "AB==", "AAB=", "AA=A", "A A=", "AAAA=", "Aé=="])("refuses %s", (text) => {
  expect(fromBase64(text)).toBeUndefined();
});
