// What was run and how far it came: the part of report.json that may differ between equal results.

import { z } from "zod";
import { sorted } from "./key-order.ts";

/** What was run. Not part of the results: two runs with the same results may differ here. */
export interface ReportRun {
  readonly command?: string;
  /** Of Stillpoint, of the runtime and of what else decides, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Present when the run is not finished: jobs measured so far. */
  readonly partial?: { readonly done: number; readonly total: number };
  /** Whether the rest is still being measured. */
  readonly running?: boolean;
  /** Titles of tasks still to come. */
  readonly pending?: readonly string[];
  /** The resolved configuration: whatever JSON can hold. */
  readonly config?: unknown;
  /** Paths of the data. */
  readonly data?: readonly string[];
  readonly noiseSeed?: number;
  /** What was said of networks and data before anything was measured, such as entries that were left out. */
  readonly notes?: readonly string[];
  /** Digests of the files that were measured, by name. */
  readonly digests?: {
    readonly checkpoints: Readonly<Record<string, string>>;
    readonly samples: Readonly<Record<string, string>>;
  };
}

const texts = z.record(z.string(), z.string());

export const runSchema: z.ZodType<ReportRun> = z.object({
  command: z.exactOptional(z.string()),
  versions: z.exactOptional(texts),
  partial: z.exactOptional(z.object({ done: z.number(), total: z.number() })),
  running: z.exactOptional(z.boolean()),
  pending: z.exactOptional(z.array(z.string())),
  config: z.exactOptional(z.unknown()),
  data: z.exactOptional(z.array(z.string())),
  noiseSeed: z.exactOptional(z.number()),
  notes: z.exactOptional(z.array(z.string())),
  digests: z.exactOptional(z.object({ checkpoints: texts, samples: texts })),
});

function same(text: string): string {
  return text;
}

/** The run as JSON data: fields in fixed order, the configuration as it reads back from JSON. */
export function runRecord(run: ReportRun): ReportRun {
  const { command, versions, partial, running, pending, config, data, noiseSeed, notes, digests } = run;
  return {
    ...(command === undefined ? {} : { command }),
    ...(versions ? { versions: sorted(versions, same) } : {}),
    ...(partial ? { partial: { done: partial.done, total: partial.total } } : {}),
    ...(running === undefined ? {} : { running }),
    ...(pending ? { pending: [...pending] } : {}),
    ...(config === undefined ? {} : { config: JSON.parse(JSON.stringify(config)) }),
    ...(data ? { data: [...data] } : {}),
    ...(noiseSeed === undefined ? {} : { noiseSeed }),
    ...(notes === undefined || notes.length === 0 ? {} : { notes: [...notes] }),
    ...(digests
      ? { digests: { checkpoints: sorted(digests.checkpoints, same), samples: sorted(digests.samples, same) } }
      : {}),
  };
}
