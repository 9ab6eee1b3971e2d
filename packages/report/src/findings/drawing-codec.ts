// Drawings in JSON and back, checked in both directions: what fits together must be equally long.

import { type Drawing, ROLES } from "@stillpoint/core";
import { z } from "zod";
import { measured, wholes } from "./number-codec.ts";
import { raster } from "./raster-codec.ts";

const text = { id: z.string().min(1), title: z.string(), caption: z.string() };
const role = z.exactOptional(z.enum(ROLES));
const numbers = z.array(measured);
const sized = z.int().positive();

const lines = z
  .object({
    kind: z.literal("lines"),
    ...text,
    x: z.object({ label: z.string(), values: z.array(z.number()), logarithmic: z.exactOptional(z.literal(true)) }),
    y: z.object({ label: z.string(), low: z.exactOptional(z.number()), high: z.exactOptional(z.number()) }),
    series: z.array(
      z.object({
        name: z.string(),
        role,
        values: numbers,
        low: z.exactOptional(numbers),
        high: z.exactOptional(numbers),
      }),
    ),
  })
  .refine(
    ({ x, series }) =>
      series.every((one) => [one.values, one.low, one.high].every((own) => !own || own.length === x.values.length)),
    "series as long as their axis",
  )
  .refine(({ series }) => series.every(({ low, high }) => !low === !high), "both ends of a band, or none")
  .refine(({ x }) => !x.logarithmic || x.values.every((value) => value > 0), "numbers above 0 on a logarithmic axis");

const heat = z
  .object({
    kind: z.literal("heat"),
    ...text,
    rows: z.array(z.string()),
    columns: z.array(z.string()),
    values: numbers,
    label: z.string(),
    low: z.number(),
    high: z.number(),
    middle: z.exactOptional(z.number()),
  })
  .refine(({ rows, columns, values }) => values.length === rows.length * columns.length, "rows x columns values")
  .refine(({ low, high }) => low < high, "low below high")
  .refine(({ low, high, middle = low }) => low <= middle && middle <= high, "a middle between low and high");

const histogram = z
  .object({
    kind: z.literal("histogram"),
    ...text,
    x: z.object({ label: z.string(), edges: z.array(z.number()).min(2) }),
    series: z.array(z.object({ name: z.string(), role, counts: z.array(z.number().nonnegative()) })),
  })
  .refine(({ x, series }) => series.every(({ counts }) => counts.length === x.edges.length - 1), {
    error: "one count less than edges",
  })
  .refine(({ x }) => x.edges.every((edge, at) => at === 0 || edge > (x.edges[at - 1] ?? edge)), "edges that rise");

const pictures = z
  .object({
    kind: z.literal("pictures"),
    ...text,
    columns: z.array(z.string()),
    rows: z.array(z.object({ name: z.string(), pictures: z.array(raster) })),
  })
  .refine(({ columns, rows }) => rows.every((row) => row.pictures.length === columns.length), "a picture per column");

const regions = z
  .object({
    kind: z.literal("regions"),
    ...text,
    width: sized,
    height: sized,
    classNames: z.array(z.string()),
    samples: z.array(z.object({ x: z.number(), y: z.number(), class: z.int().nonnegative() })),
    panels: z.array(z.object({ name: z.string(), role, classes: wholes })),
  })
  .refine(
    ({ width, height, panels }) => panels.every(({ classes }) => classes.length === width * height),
    "width x height classes in each panel",
  )
  .refine(
    ({ classNames, samples, panels }) =>
      [...samples.map((sample) => sample.class), ...panels.flatMap(({ classes }) => classes)].every(
        (one) => one < classNames.length,
      ),
    "a name for each class",
  );

const words = z.object({
  kind: z.literal("words"),
  ...text,
  rows: z.array(
    z.object({
      name: z.string(),
      note: z.exactOptional(z.string()),
      pieces: z.array(z.object({ text: z.string(), weight: z.number().nullable() })),
    }),
  ),
});

const clouds = z.object({
  kind: z.literal("clouds"),
  ...text,
  clouds: z.array(
    z
      .object({
        name: z.string(),
        note: z.exactOptional(z.string()),
        positions: z.array(z.number()),
        weights: z.array(measured),
      })
      .refine(({ positions, weights }) => positions.length === 3 * weights.length, "three positions per weight"),
  ),
});

/** Every kind of drawing. */
export const drawing: z.ZodType<Drawing, unknown> = z.discriminatedUnion("kind", [
  lines,
  heat,
  histogram,
  pictures,
  regions,
  words,
  clouds,
]);
