// What a config may say, option by option; stillpoint.schema.json is made of it.

import { RECIPES } from "@stillpoint/core";
import { LONG_TEXTS } from "@stillpoint/preprocess";
import { z } from "zod";
import { MOST_PASSES, MOST_WORKERS } from "../option-values.ts";
import { PROVIDERS } from "../providers.ts";
import { type AnalyzeConfig, type AnalyzedNetworks, BESIDE_ROLES } from "./analyze-config.ts";
import { MODALITIES } from "./modality-loader.ts";

/** Seeds are 32-bit integers in the Parquet file. */
const LARGEST_SEED = 2 ** 31 - 1;
const SHARE = "expected a share from 0 to 0.9, such as 0.25";

const seed = z.int().min(0).max(LARGEST_SEED);
const place = "a folder of ONNX files or Hugging Face model folders, one a step, or a glob";
const several = (what: string): z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>> =>
  z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe(`${what}: ${place}; several, or a glob with seed*, are one for each seed`);

const SELF_DISTILLED = "student of a second network from scratch, which knows no more than scratch does";
const MORE_DATA = "scratch's initial weights trained on labels of the teacher's data, what the data alone do";
const NULL_ORDER = "scratch's initial weights trained on batches in another order, the other null line";

const pair = z.strictObject({
  distilled: z.string().describe(`distilled: ${place}`),
  scratch: z.string().describe(`from scratch: ${place}`),
});

const networks = z.strictObject({
  seed: seed.default(0).describe("training seed of these networks"),
  ...pair.shape,
  "self-distilled": z.string().optional().describe(`${SELF_DISTILLED}: ${place}`),
  placebo: z.string().optional().describe(`student of an untrained teacher: ${place}`),
  null: z.string().optional().describe(`second network from scratch, the null line: ${place}`),
  "null-order": z.string().optional().describe(`${NULL_ORDER}: ${place}`),
  "more-data": z.string().optional().describe(`${MORE_DATA}: ${place}`),
  control: pair.optional().describe("the same pair trained without the effect that is looked for"),
});

const config = z.strictObject({
  $schema: z.string().optional().describe("where this schema lies, for editors"),
  task: z.string().optional().describe("name of the task in the results"),
  modality: z.enum(MODALITIES.map(({ modality }) => modality.id)).describe("what the data are"),
  data: z
    .string()
    .describe(
      "a folder of pictures or of 3D shapes (OFF, OBJ, PLY, XYZ, PTS, HDF5), a CSV that lists them (file,mask,label), or a file of sentences (TSV, CSV, JSON, JSONL) or questions (SQuAD JSON)",
    ),
  masks: z
    .string()
    .optional()
    .describe(
      "pictures: masks of the objects, same names, or COCO's instances, a folder of Pascal VOC's or ILSVRC's XML, CUB's bounding_boxes.txt; shapes: a region per point (.txt) or a part, as in ShapeNetPart (.seg), same names",
    ),
  parts: z
    .record(z.string(), z.string())
    .default({})
    .describe("pictures: masks of named background parts, a folder by name"),
  layer: z.array(z.string()).min(1).describe("layers to measure, see stillpoint inspect"),
  input: z
    .string()
    .optional()
    .describe("tensor to perturb; by default the network's first float input, for texts the sum of its embeddings"),
  grid: z.string().default("16x16").describe("pictures: ROWSxCOLUMNS of patches, or pixel"),
  mean: z.array(z.number()).optional().describe("pictures: normalisation means per channel, on 0..1"),
  std: z.array(z.number().positive()).optional().describe("pictures: normalisation deviations per channel, on 0..1"),
  points: z.int().min(2).optional().describe("shapes: points of each, for networks that take any number"),
  clutter: z
    .number({ error: SHARE })
    .min(0, SHARE)
    .max(0.9, SHARE)
    .optional()
    .describe("shapes without regions: share of points taken from other shapes as background, 0.25 by default"),
  scale: z
    .enum(["sphere", "none"])
    .default("sphere")
    .describe("shapes: move and scale them into the unit sphere, or leave them as they are (needs masks)"),
  tokenizer: z.string().optional().describe("texts: tokenizer.json or its folder; by default beside the network"),
  window: z.int().min(3).optional().describe("texts: tokens, for networks that take any number"),
  long: z.enum(LONG_TEXTS).default("refuse").describe("what is done with texts longer than the window"),
  question: z.enum(["fixed", "measured"]).default("fixed").describe("questions: held fixed, or measured too"),
  strict: z
    .boolean()
    .default(false)
    .describe("whether one entry of the data that cannot be read ends the run; else one in ten may be left out"),
  labels: z
    .string()
    .optional()
    .describe(
      "classes of the samples: a CSV (file,label), COCO's JSON, or a folder of Pascal VOC's XML; by default top folders, or the data file's own",
    ),
  classes: z.array(z.string()).min(2).optional().describe("class names in the order of the network's outputs"),
  accuracy: z.boolean().default(true).describe("whether networks near chance on the labelled samples stop the run"),
  recipe: z
    .enum(RECIPES)
    .default("limit")
    .describe("how a map is computed: limit (closed form), optimum (finite noise), official (the paper's code)"),
  passes: z.int().min(8).max(MOST_PASSES).optional().describe("perturbed copies per map (not for official)"),
  smoothing: z
    .union([z.literal("auto"), z.number().min(0)])
    .default("auto")
    .describe(
      "limit: energies averaged around each sample, over noise of this many σ0, 0 for none; auto: a pilot decides this, and σ0, for all networks at once; optimum: above 0 it starts from equal noise, auto: as the modality's networks need",
    ),
  samples: z.int().positive().optional().describe("measure only the first of the data"),
  seed: seed.default(0).describe("seed of the noise"),
  teacher: z.string().optional().describe("the teacher's network, measured once"),
  networks: z.array(networks).min(1).optional().describe("the networks seed by seed, in place of the roles by name"),
  distilled: several("distilled networks"),
  scratch: several("networks from scratch"),
  "self-distilled": several(SELF_DISTILLED),
  placebo: several("students of an untrained teacher"),
  null: several("second networks from scratch, the null line"),
  "null-order": several(NULL_ORDER),
  "more-data": several(MORE_DATA),
  control: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe(
      "folders with a distilled and a scratch network trained without the effect that is looked for, one for each seed",
    ),
  workers: z.int().positive().max(MOST_WORKERS).optional().describe("parallel workers; by default the machine's cores"),
  memory: z
    .int()
    .positive()
    .optional()
    .describe("MiB: the run stops, and keeps what is measured, once the process has more; by default no limit"),
  out: z.string().min(1).default("out/analyze").describe("output folder"),
  resume: z.boolean().default(false).describe("go on from what the output folder holds"),
  overwrite: z.boolean().default(false).describe("remove the results that the output folder holds"),
  provider: z.enum(PROVIDERS).optional().describe("what ONNX Runtime computes on, checked once against cpu"),
  json: z.boolean().default(false).describe("print events as JSON lines"),
  quiet: z.boolean().default(false).describe("print only errors"),
});

type Places = string | string[] | undefined;

/** A config as it is written, defaults filled in. */
export interface WrittenConfig extends Omit<AnalyzeConfig, "task" | "networks"> {
  readonly $schema?: string | undefined;
  readonly task?: string | undefined;
  readonly networks?: AnalyzedNetworks[] | undefined;
  readonly distilled?: Places;
  readonly scratch?: Places;
  readonly "self-distilled"?: Places;
  readonly placebo?: Places;
  readonly null?: Places;
  readonly "null-order"?: Places;
  readonly "more-data"?: Places;
  readonly control?: Places;
}

/** The check of a config. */
export const configSchema: z.ZodType<WrittenConfig> = config;

/** The options of a config, and those of each entry of its `networks`. */
export const CONFIG_OPTIONS: readonly string[] = Object.keys(config.shape);
export const NETWORK_OPTIONS: readonly string[] = Object.keys(networks.shape);

/** Options that hold a path, or several. */
export const PATH_OPTIONS: ReadonlySet<string> = new Set<keyof WrittenConfig>([
  "data",
  "labels",
  "masks",
  "parts",
  "teacher",
  "tokenizer",
  "networks",
  "distilled",
  "scratch",
  ...BESIDE_ROLES,
  "control",
  "out",
]);

/** stillpoint.schema.json: JSON Schema (draft 2020-12) of a config, as text. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(config, { io: "input" });
  return `${JSON.stringify({ title: "stillpoint analyze", ...schema }, null, 2)}\n`;
}

/** What an option means, in the schema's words. */
export function meaningOf(option: string): string | undefined {
  const shape: Readonly<Record<string, z.ZodType>> = config.shape;
  return shape[option]?.description;
}
