// Checks a user's networks before anything is measured, first of all that the runtime survives them.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { spliceFeatures, spliceVjp } from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { type KnownShapes, loadNetwork, type Runtime, zeros } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { hasTokenMaximum } from "@stillpoint/preprocess";
import { inNetwork, isComplete, modelFileAt } from "../files/model-file.ts";
import type { FoundNetwork } from "./found-networks.ts";

/** Milliseconds after which a child that opens a network is given up. */
const PATIENCE = 120_000;

/** Where networks are cut and what they are run on. */
export interface ModelCheck {
  readonly layers: readonly string[];
  readonly from: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
}

/**
 * Opens the first checkpoint of every network, first in a process of its own because a native crash cannot be caught,
 * and cuts it at every layer. Returns the layers that one of them computes through a maximum over all tokens, the last
 * axis but one of `from`. Throws `MODEL`, `LAYER`, `OPERATOR` or `SHAPE` naming the file.
 */
export async function checkModels(
  networks: readonly FoundNetwork[],
  { layers, from, inputs }: ModelCheck,
  runtime: Runtime,
): Promise<ReadonlySet<string>> {
  const behindMaximum = new Set<string>();
  let like: KnownShapes | undefined;
  for (const { files } of networks) {
    const file = files[0]?.file;
    if (file === undefined) continue;
    for (const later of files) await ensureWhole(later.file);
    try {
      survive(file, inputs, [from, ...layers]);
      const network = await loadNetwork(modelFileAt(file), inputs, runtime, like, [from, ...layers]);
      like ??= network;
      for (const to of layers) {
        spliceFeatures({ ...network, from, to });
        spliceVjp({ ...network, from, to });
        const { graph } = network.model;
        if (hasTokenMaximum({ graph, shapes: network.shapes, fixed: network.fixed, from, to })) behindMaximum.add(to);
      }
    } catch (cause) {
      throw inNetwork(file, cause);
    }
  }
  return behindMaximum;
}

/** A torn file must be found before hours of measuring, not in the middle. */
async function ensureWhole(file: string): Promise<void> {
  if (await isComplete(file)) return;
  throw new StillpointError(
    "MODEL",
    `network ${file}: expected a whole ONNX file; got one that is torn or of another kind; copy or export it again`,
  );
}

/** Runs the network once in a child. An ordinary failure is left to the caller, who can tell more about it. */
function survive(file: string, inputs: Readonly<Record<string, Tensor>>, layers: readonly string[]): void {
  const command = fileURLToPath(new URL("../bin/stillpoint.js", import.meta.url));
  // From source there is no built command to start; the built one always has it.
  if (!existsSync(command)) return;
  const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { type, shape }]) => [name, { type, shape }]));
  const child = spawnSync(process.execPath, [command, "try-model", file, JSON.stringify({ shapes, layers })], {
    timeout: PATIENCE,
  });
  // Our own exits are 0 and 1; a native crash is a signal on Unix and a large status on Windows.
  if (child.status === 0 || child.status === 1) return;
  const slow = child.error !== undefined && "code" in child.error && child.error.code === "ETIMEDOUT";
  const what = slow
    ? `no answer within ${PATIENCE / 1000} s`
    : `a crash of the whole process (${child.signal ?? child.status})`;
  throw new StillpointError(
    "MODEL",
    `ONNX Runtime: expected to run the network; got ${what}; export it again, at opset 18`,
  );
}

interface Trial {
  readonly shapes: Readonly<Record<string, { type: Tensor["type"]; shape: number[] }>>;
  readonly layers: readonly string[];
}

/** What the child does: zeros of the given shapes through the network, as far as its layers need. */
export async function tryModel(file: string, trial: string): Promise<void> {
  const { shapes, layers }: Trial = JSON.parse(trial);
  const inputs = Object.entries(shapes).map(([name, { type, shape }]) => [name, zeros(type, shape)] as const);
  await using runtime = nodeRuntime({ workers: 1 });
  await loadNetwork(modelFileAt(file), Object.fromEntries(inputs), runtime, undefined, layers);
}
