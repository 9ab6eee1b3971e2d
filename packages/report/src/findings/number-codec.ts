// Numbers of findings in JSON: null where there is none, lists of whole numbers as one text.

import { z } from "zod";
import { known } from "../missing.ts";

/** A number as memory has it, NaN among them. */
export const anyNumber: z.ZodType<number, number> = z.custom<number>((value) => typeof value === "number", {
  error: "expected a number",
});

/** A number that may not exist: null in JSON and NaN in memory; infinite ones are written as null too. */
export const measured: z.ZodType<number, number | null> = z.codec(z.number().nullable(), anyNumber, {
  decode: (value) => value ?? Number.NaN,
  encode: known,
});

/** Whole numbers from 0, one text with blanks between them: a list of thousands is one line. */
export const wholes: z.ZodType<readonly number[], string> = z.codec(
  z.string().regex(/^(\d+( \d+)*)?$/, "whole numbers with blanks between them"),
  z.array(z.int().nonnegative()),
  {
    decode: (text) => (text === "" ? [] : text.split(" ").map(Number)),
    encode: (values) => values.join(" "),
  },
);
