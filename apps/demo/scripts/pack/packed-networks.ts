// The networks of a view: which moments of which roles, rounded, compressed, equal ones once.

import { gzipSync } from "node:zlib";
import { ancestors, type Graph, readModel, resolveLayer } from "@stillpoint/autodiff";
import { digest, type Role, StillpointError } from "@stillpoint/core";
import type { PackedNetwork } from "../../src/pack/view-pack.ts";
import type { PackedTask } from "./packed-tasks.ts";
import { roundNetwork } from "./rounding.ts";
import type { PackedRole, RunFolder, RunTask } from "./run-folder.ts";

/** A network of the run that is packed. */
export interface PackedFile {
  readonly network: PackedNetwork;
  /** What `network.file` holds. */
  readonly content: Uint8Array;
  /** The file in the run, before rounding. */
  readonly original: Uint8Array;
}

/** The teacher; first, middle and last of the pair; of the controls the last, and the first where it is the pair's. */
export async function packedNetworks(
  run: Pick<RunFolder, "read">,
  {
    networks,
    result: { checkpoints },
  }: Pick<RunTask, "networks"> & { readonly result: Pick<RunTask["result"], "checkpoints"> },
  { layer, rounded }: Pick<PackedTask, "layer" | "rounded">,
): Promise<PackedFile[]> {
  const first = checkpoints[0] ?? 0;
  const middle = checkpoints[Math.floor(checkpoints.length / 2)] ?? first;
  const last = checkpoints.at(-1) ?? first;
  const packed = (role: Role, step: number, original: Uint8Array, answers: boolean): PackedFile => {
    const onnx = rounded ? roundNetwork(original) : original;
    const content = zipped(onnx);
    const network = { role, step, file: `${digest([onnx])}.bin`, bytes: content.length, answers };
    return { network, content, original };
  };
  const moment = async (role: PackedRole, step: number): Promise<PackedFile> => {
    const folder = networks[role];
    const taught = role === "distilled" || role === "placebo";
    const own = await run.read(`${folder}/${String(step).padStart(5, "0")}.onnx`);
    if (!taught || step !== last) return packed(role, step, own, !taught);
    const whole = await run.read(`${folder}/head/final.onnx`);
    ensureSameUpTo(layer, own, whole, `${folder}/head/final.onnx`);
    return packed(role, step, whole, true);
  };
  const teacher = packed("teacher", 0, await run.read(networks.teacher), true);
  const pair: PackedFile[] = [];
  for (const role of ["distilled", "scratch"] as const) {
    for (const step of [first, middle, last]) pair.push(await moment(role, step));
  }
  const known = new Set(pair.map(({ network }) => network.file));
  const controls: PackedFile[] = [];
  for (const role of ["placebo", "null"] as const) {
    const start = await moment(role, first);
    if (known.has(start.network.file)) controls.push(start);
    controls.push(await moment(role, last));
  }
  return [teacher, ...pair, ...controls];
}

/** Without a time, and without the machine it was made on. */
function zipped(bytes: Uint8Array): Uint8Array {
  const content = new Uint8Array(gzipSync(bytes, { level: 9, memLevel: 9 }));
  content[9] = 255;
  return content;
}

/** Throws `MODEL` where training the layers behind has changed those before. */
function ensureSameUpTo(layer: string, taught: Uint8Array, whole: Uint8Array, name: string): void {
  const [before, after] = [taught, whole].map((bytes) => readModel(bytes).graph);
  if (before === undefined || after === undefined) return;
  const weights = weightsUpTo(before, layer);
  const changed = weights.filter((weight) => !sameWeight(before, after, weight));
  if (weights.length > 0 && changed.length === 0) return;
  throw new StillpointError(
    "MODEL",
    `network ${name}: expected the weights up to ${layer} as at the last checkpoint; got others in ${changed.join(", ") || "a layer without any"}; run again`,
  );
}

function weightsUpTo(graph: Graph, layer: string): string[] {
  const { nodes } = ancestors(graph, [resolveLayer(graph, layer)], new Set());
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return [...graph.initializers.keys()].filter((name) => read.has(name));
}

function sameWeight(before: Graph, after: Graph, name: string): boolean {
  const [a, b] = [before.initializers.get(name)?.data, after.initializers.get(name)?.data];
  return a instanceof Uint8Array && b instanceof Uint8Array && digest([a]) === digest([b]);
}
