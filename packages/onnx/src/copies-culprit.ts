// Which node makes the copies of a batch differ: the first whose output does.

import { cutBetween, ElementType, type Node } from "@stillpoint/autodiff";
import { rootMeanSquare, type Tensor } from "@stillpoint/core";
import { repeat } from "./copies.ts";
import { fedTensor } from "./fed-tensor.ts";
import type { Network } from "./network.ts";
import { openSession } from "./open-session.ts";
import { largest } from "./rows.ts";
import type { Runtime } from "./runtime.ts";

/** Where to look. */
export interface Culprit {
  readonly network: Network;
  readonly runtime: Runtime;
  readonly from: string;
  readonly to: string;
  /** Of one sample, batch axis 1. */
  readonly inputs: Readonly<Record<string, Tensor>>;
}

/** Tensors fetched at once. */
const CHUNK = 24;
/** Smallest part of the other sample's difference that counts, and of the largest value. */
const MIXED = 1e-4;
const ROUNDED = 1e-6;
/** Operators that answer to rounding with another answer altogether. */
const CHOOSING: ReadonlySet<string> = new Set([
  ...[
    "TopK",
    "ArgMax",
    "ArgMin",
    "NonMaxSuppression",
    "Hardmax",
    "Round",
    "Floor",
    "Ceil",
    "Sign",
    "Mod",
    "QuantizeLinear",
  ],
  ...["Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "Cast", "Unique", "NonZero"],
]);

/** The first operator between the tensors that may jump under rounding; comparisons and casts mostly decide on sizes. */
export function choosingOperator({ network, from, to }: Omit<Culprit, "runtime" | "inputs">): string | undefined {
  const { between } = cutBetween(network.model.graph, from, to);
  return [...between].find(({ op }) => CHOOSING.has(op) && !["Cast", "Equal"].includes(op))?.op;
}

/** The first node that gives another output for the same input, in words; undefined where none is found. */
export async function unsteadyNode(where: Culprit, x: Float32Array): Promise<string | undefined> {
  for await (const { nodes, run, close } of probes(where)) {
    try {
      const [one, other] = [await run(x, 1), await run(x, 1)];
      const found = nodes.find((node) => node.outputs.some((name) => differs(one[name], other[name])));
      if (found !== undefined) return named(found);
    } finally {
      await close();
    }
  }
  return undefined;
}

/**
 * The first node of which the first or last copy in `batch` (x, another sample, x) has another output than x alone, in
 * words; `chance` where that is a choice which rounding decided; undefined where none is found.
 */
export async function mixingNode(where: Culprit, x: Float32Array, batch: Float32Array): Promise<string | undefined> {
  const { shapes } = where.network;
  const rounded = new Set<string>();
  for await (const { nodes, run, close } of probes(where)) {
    try {
      const [alone, together] = [await run(x, 1), await run(batch, 3)];
      for (const node of nodes) {
        for (const name of node.outputs) {
          const [one, three] = [alone[name], together[name]];
          if (one === undefined || three === undefined) continue;
          const judged = typeof shapes.get(name)?.[0] === "string" ? compare(one, three) : compareShared(one, three);
          if (judged !== "equal") rounded.add(name);
          if (judged !== "apart") continue;
          const chance = CHOOSING.has(node.op) && node.inputs.some((input) => rounded.has(input));
          return chance ? "chance" : named(node);
        }
      }
    } finally {
      await close();
    }
  }
  return undefined;
}

function named({ name, op, outputs }: Node): string {
  return `node ${name || outputs[0]} (${op})`;
}

type Values = Readonly<Record<string, Tensor>>;

interface Probe {
  readonly nodes: readonly Node[];
  run(x: Float32Array, batch: number): Promise<Values>;
  close(): Promise<void>;
}

/** Sessions over the nodes between the tensors, a few of which give their outputs; opened one after another. */
async function* probes({ network, runtime, from, to, inputs }: Culprit): AsyncGenerator<Probe> {
  const { model, shapes, axes, fixed } = network;
  // Copies are laid out in front here; a network that takes them otherwise is refused without the node's name.
  if (fixed !== undefined || shapes.get(from)?.[0] !== "batch") return;
  const { graph } = model;
  const { nodes, sideInputs } = cutBetween(graph, from, to);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const shape = (shapes.get(from) ?? []).slice(1).map(Number);
  const port = { name: from, elementType: ElementType.FLOAT, dims: undefined };
  for (let start = 0; start < nodes.length; start += CHUNK) {
    const chunk = nodes.slice(start, start + CHUNK);
    const outputs = chunk.flatMap((node) => node.outputs.filter(Boolean));
    const lane = runtime.lane();
    const session = await openSession(lane, {
      ...model,
      graph: {
        ...graph,
        nodes,
        initializers: new Map([...graph.initializers].filter(([name]) => used.has(name))),
        inputs: [port, ...sideInputs],
        outputs: outputs.map((name) => ({ name, elementType: ElementType.UNDEFINED, dims: undefined })),
        declared: new Map(),
      },
    });
    yield {
      nodes: chunk,
      run: (x, batch) => {
        const sides = sideInputs.flatMap((port) => {
          const given = inputs[port.name];
          if (given === undefined) return [];
          return [[port.name, repeat(fedTensor(port, given), batch, axes.get(port.name) ?? 0)] as const];
        });
        const perturbed: Tensor = { type: "float32", shape: [batch, ...shape], data: x.slice() };
        return session.run({ ...Object.fromEntries(sides), [from]: perturbed });
      },
      close: async () => {
        await session.close();
        lane.close();
      },
    };
  }
}

function differs(one: Tensor | undefined, other: Tensor | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.data.some((value, k) => !Object.is(value, other.data[k]));
}

/** The first and last of three copies beside the one alone. */
function compare(one: Tensor, three: Tensor): "equal" | "rounded" | "apart" {
  const size = one.data.length;
  if (size === 0 || three.data.length !== 3 * size) return "equal";
  const row = (k: number): Float32Array => Float32Array.from(three.data.slice(k * size, (k + 1) * size), Number);
  const alone = Float32Array.from(one.data, Number);
  const change = rootMeanSquare(row(1).map((value, k) => value - alone[k]!));
  const off = Math.max(...[0, 2].map((k) => rootMeanSquare(row(k).map((value, j) => value - alone[j]!))));
  if (off === 0) return "equal";
  return off > MIXED * change + ROUNDED * largest(alone) ? "apart" : "rounded";
}

/** What has no batch axis is the same for all copies; whole numbers may be sizes, the batch's among them. */
function compareShared({ data: one }: Tensor, { data: other }: Tensor): "equal" | "apart" {
  if (!(one instanceof Float32Array && other instanceof Float32Array) || one.length !== other.length) return "equal";
  return rootMeanSquare(one.map((value, k) => value - other[k]!)) > ROUNDED * largest(one) ? "apart" : "equal";
}
