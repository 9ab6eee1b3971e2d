// Pictures of findings in JSON: a byte a number, in base 64.

import type { Raster } from "@stillpoint/core";
import { base64, fromBase64 } from "@stillpoint/viewer/base64";
import { z } from "zod";

/** Of a heat: the places between cold and hot; the byte after the last means that there is none. */
const TOP = 254;

const isBytes: z.ZodType<Uint8Array, Uint8Array> = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const bytes: z.ZodType<Uint8Array, string> = z.codec(z.base64(), isBytes, {
  decode: (text, context) => {
    const read = fromBase64(text);
    if (read !== undefined) return read;
    context.issues.push({ code: "custom", message: "expected base 64", input: text });
    return z.NEVER;
  },
  encode: base64,
});

/** 0 to 255, rounded and clipped; a pixel without a number is black. */
const pixels: z.ZodType<readonly number[], string> = z.codec(bytes, z.array(z.any()), {
  decode: (read) => [...read],
  encode: (values) => Uint8Array.from(Uint8ClampedArray.from(values.map(Number))),
});

/** 0 to 1 in steps of 1/254, clipped; NaN has a byte of its own. */
const heat: z.ZodType<readonly number[], string> = z.codec(bytes, z.array(z.any()), {
  decode: (read) => [...read].map((byte) => (byte > TOP ? Number.NaN : byte / TOP)),
  encode: (values) =>
    Uint8Array.from(values.map(Number), (value) =>
      Number.isNaN(value) ? TOP + 1 : Math.round(TOP * Math.min(1, Math.max(0, value))),
    ),
});

const side = z.int().positive();

/** A picture with its map; both have the sizes they say. */
export const raster: z.ZodType<Raster, unknown> = z
  .object({
    width: side,
    height: side,
    rgb: pixels,
    heat: z.exactOptional(
      z
        .object({ width: side, height: side, values: heat })
        .refine(({ width, height, values }) => values.length === width * height, "width x height values"),
    ),
    note: z.exactOptional(z.string()),
  })
  .refine(({ width, height, rgb }) => rgb.length === 3 * width * height, "width x height x 3 numbers in rgb");
