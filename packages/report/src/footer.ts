// What our Parquet files carry in their metadata: jobs, exclusions, checksums.

import { z } from "zod";
import { checksum } from "./checksum.ts";
import type { ShardExclusion } from "./shard.ts";
import { keySchema } from "./table-maps.ts";

/** Key of the file's metadata entry. */
export const FOOTER_KEY = "stillpoint.shard/2";

/** A job, and how many of the file's maps are its own; jobs are in the order of their maps. */
export interface FooterJob {
  readonly job: string;
  readonly maps: number;
  readonly exclusions: readonly ShardExclusion[];
}

/** A row group's size and what `tableChecksum` gives for it. */
export interface FooterGroup {
  readonly rows: number;
  readonly checksum: number;
}

export interface Footer {
  readonly jobs: readonly FooterJob[];
  readonly groups: readonly FooterGroup[];
  /** Of `jobs`. */
  readonly checksum: number;
}

export const footerSchema: z.ZodType<Footer> = z.object({
  jobs: z.array(
    z.object({
      job: z.string(),
      maps: z.int(),
      exclusions: z.array(z.object({ sample: z.string(), reason: z.string(), key: z.exactOptional(keySchema) })),
    }),
  ),
  groups: z.array(z.object({ rows: z.int(), checksum: z.int() })),
  checksum: z.int(),
});

/** CRC-32 of the jobs. */
export function jobsChecksum(jobs: readonly FooterJob[]): number {
  const encoder = new TextEncoder();
  return jobs.reduce((value, job) => checksum(encoder.encode(JSON.stringify(job)), value), 0);
}
