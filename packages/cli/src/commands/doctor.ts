// `stillpoint doctor`: what this machine has.

import { availableParallelism, totalmem } from "node:os";
import { benchmarkTasks } from "@stillpoint/bench";
import { StillpointError } from "@stillpoint/core";
import { providers } from "@stillpoint/onnx/node";
import { describeBackend, openBackend } from "@stillpoint/tfjs";
import type { Terminal } from "../session.ts";

/** The command. */
export async function doctor(terminal: Terminal): Promise<void> {
  const line = (name: string, text: string): void => terminal.out(`${name.padEnd(28)} ${text}\n`);
  line("node", process.version);
  line("platform", `${process.platform} ${process.arch}`);
  line("cores", String(availableParallelism()));
  line("memory", `${(totalmem() / 2 ** 30).toFixed(1)} GiB`);
  const found = providers().map(({ name, bundled }) => (bundled ? name : `${name} (not installed)`));
  line("onnxruntime-node", found.join(", "));
  line("tensorflow.js (optional)", await secondEngine());
  for (const { benchmark } of benchmarkTasks) {
    const families = benchmark.families.map(({ id }) => id).join(", ");
    line(`data for ${benchmark.modality.id}`, `${benchmark.data}; ${families}`);
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
