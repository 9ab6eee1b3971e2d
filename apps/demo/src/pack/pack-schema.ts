// The runtime check of pack.json: a file from a server is as foreign as a user's.

import { RECIPES, ROLES, StillpointError } from "@stillpoint/core";
import { misfitOf, reportSchema } from "@stillpoint/report/schema";
import { z } from "zod";
import { PACK_SCHEMA, VIEWS, type ViewName, type ViewPack } from "./view-pack.ts";

/** A path below the pack's folder: no other place, no other host. */
const path = z
  .string()
  .regex(/^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/, "a path below the pack's folder");
const label = z.int().min(0);
const count = z.int().min(0);

const packSchema: z.ZodType<ViewPack> = z.object({
  schema: z.literal(PACK_SCHEMA),
  view: z.enum(VIEWS),
  title: z.string(),
  layer: z.string(),
  layers: z.array(z.string()),
  seed: z.int(),
  choices: z.object({
    grid: z.exactOptional(z.tuple([z.int().min(1), z.int().min(1)])),
    mean: z.exactOptional(z.array(z.number())),
    std: z.exactOptional(z.array(z.number())),
    clutter: z.exactOptional(z.number()),
    scale: z.exactOptional(z.enum(["sphere", "none"])),
    input: z.exactOptional(z.string()),
    window: z.exactOptional(count),
  }),
  wish: z.object({
    seed: z.int(),
    recipe: z.exactOptional(z.enum(RECIPES)),
    passes: z.exactOptional(z.int().min(1)),
    behindMaximum: z.exactOptional(z.boolean()),
  }),
  classes: z.array(z.string()),
  tokenizer: z.array(path),
  samples: z
    .array(
      z.object({
        id: z.string().min(1),
        title: z.string(),
        group: z.string(),
        label: z.exactOptional(label),
        file: path,
        annotation: z.exactOptional(path),
      }),
    )
    .min(1),
  networks: z
    .array(
      z.object({
        role: z.enum(ROLES),
        step: count,
        file: path.regex(/^[0-9a-f]{32}\.bin$/, "a digest and .bin"),
        bytes: count,
        answers: z.boolean(),
      }),
    )
    .min(1),
  report: reportSchema,
});

const UNKNOWN = { place: "", expected: undefined, got: "another form" };

/** The pack of `view` in the text of its `pack.json`. Throws `INPUT` naming the first place that does not fit. */
export function parsePack(text: string, view: ViewName): ViewPack {
  const value = jsonOf(text, view);
  const parsed = packSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const { place, expected, got } = issue === undefined ? UNKNOWN : misfitOf(issue, value);
    throw misfit(view, place || "the file", got, expected);
  }
  const pack = parsed.data;
  if (pack.view !== view) throw misfit(view, "view", `the pack of ${pack.view}`);
  if (!pack.layers.includes(pack.layer)) throw misfit(view, "layers", `none called ${pack.layer}`);
  if (pack.report.tasks.length !== 1) throw misfit(view, "report.tasks", `${pack.report.tasks.length} of them`);
  return pack;
}

function jsonOf(text: string, view: ViewName): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw misfit(view, "the file", "text that is no JSON");
  }
}

function misfit(view: ViewName, place: string, found: string, expected?: string): StillpointError {
  const wanted = expected === undefined ? "" : ` (${expected})`;
  return new StillpointError(
    "INPUT",
    `embedded run, ${view}/pack.json: expected ${place} as ${PACK_SCHEMA} has it${wanted}; got ${found.slice(0, 200)}; reload the page, and if that does not help build the site again`,
  );
}
