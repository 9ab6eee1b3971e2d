// Checks a user's networks before anything is measured, first of all that the runtime survives them.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { networkNotes } from "@stillpoint/distill";
import { type KnownShapes, loadNetwork, type Runtime, zeros } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { inNetwork, isComplete, modelFileAt } from "../files/model-file.ts";
import type { FoundNetwork } from "./found-networks.ts";
import { Findings, type ModelCheck } from "./model-findings.ts";

/** Milliseconds after which a child that opens a network is given up. */
const PATIENCE = 120_000;

/** What was found. */
export interface CheckedModels {
  /** Layers that some network computes through a maximum over all tokens, the last axis but one of `from`. */
  readonly behindMaximum: ReadonlySet<string>;
  /** What the user should know before anything is measured. */
  readonly notes: readonly string[];
}

/** Checkpoints times layers above which the checks are announced. */
const MANY = 24;

/**
 * Opens every checkpoint of every network, the first one in a process of its own first because a native crash cannot be
 * caught, cuts it at every layer, and runs it to see that the copies of a batch stay apart and that float32 resolves the
 * noise. Throws `MODEL`, `LAYER`, `OPERATOR` or `SHAPE` naming the file.
 */
export async function checkModels(
  networks: readonly FoundNetwork[],
  check: ModelCheck,
  runtime: Runtime,
): Promise<CheckedModels> {
  const { layers, inputs, say } = check;
  const findings = new Findings(layers);
  const files = networks.flatMap((network) => network.files);
  for (const { file } of files) await ensureWhole(file);
  if (files.length * layers.length > MANY) {
    say?.(`checking ${files.length} checkpoints at ${layers.length === 1 ? "one layer" : `${layers.length} layers`}`);
  }
  let like: KnownShapes | undefined;
  for (const { role, files: own } of networks) {
    for (const [k, { file }] of own.entries()) {
      try {
        if (k === 0) survive(file, inputs, [check.from, ...layers]);
        const network = await loadNetwork(modelFileAt(file), inputs, runtime, like, [check.from, ...layers]);
        if (like === undefined) {
          const { model, ...known } = network;
          like = known;
        }
        for (const to of layers) await findings.add({ role, file, network, to }, check, runtime);
      } catch (cause) {
        throw inNetwork(file, cause);
      }
    }
  }
  return { behindMaximum: findings.behindMaximum, notes: [...(await trainingNotes(networks)), ...findings.notes()] };
}

/** Of weights alone; a file that cannot be read was refused before. */
function trainingNotes(networks: readonly FoundNetwork[]): Promise<string[]> {
  return networkNotes(
    networks.map(({ role, seed, files }) => ({
      role,
      seed,
      files: files.map(({ step, file }) => ({ step, name: file, read: async () => modelFileAt(file) })),
    })),
  );
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
