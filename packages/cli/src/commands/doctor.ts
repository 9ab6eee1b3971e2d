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
  line("onnxruntime-node", firstEngine());
  line("tensorflow.js (optional)", await secondEngine());
  for (const { benchmark } of benchmarkTasks) {
    const families = benchmark.families.map(({ id }) => id).join(", ");
    line(`data for ${benchmark.modality.id}`, `${benchmark.data}; ${families}`);
  }
}

/** What ONNX Runtime can compute on, or what to do for one: the command then goes on without it. */
function firstEngine(): string {
  try {
    return providers()
      .map(({ name, bundled }) => (bundled ? name : `${name} (not installed)`))
      .join(", ");
  } catch (error) {
    if (error instanceof StillpointError) return error.message;
    throw error;
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
