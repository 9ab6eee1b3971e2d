// The three or four layers of a network that are worth measuring first.

import { tensorNames } from "./cut.ts";
import type { Dim, Graph, Node } from "./model/graph.ts";

/** What suggestions are chosen from. */
export interface Candidates {
  readonly graph: Graph;
  /** Tensors that can be measured, in the order they are computed. */
  readonly measurable: ReadonlySet<string>;
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** Paths of modules by the tensor they give. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

export interface Suggestion {
  readonly tensor: string;
  readonly reason: string;
}

/** Operators that only arrange what others computed. */
const ARRANGING: ReadonlySet<string> = new Set([
  ...["Cast", "Concat", "Dropout", "Expand", "Flatten", "Gather", "Identity", "Pad", "Reshape", "Slice", "Split"],
  ...["Squeeze", "Transpose", "Unsqueeze"],
]);
const POOLING = /Pool$/;
const ACTIVATIONS: ReadonlySet<string> = new Set([
  ...["Celu", "Clip", "Elu", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Mish", "PRelu", "Relu", "Selu"],
  ...["Sigmoid", "Softplus", "Softsign", "Tanh"],
]);
const WEIGHTED: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);
/** A block of a list of blocks, such as `layer2.1` or `encoder.layer.3`. */
const BLOCK = /(^|\.)\d+$/;

/**
 * A block half way, the last map of features before pooling, the pooled features and what the last matrix reads, as far
 * as the network has them, in the order they are computed.
 */
export function suggestLayers(candidates: Candidates): Suggestion[] {
  const { graph, measurable } = candidates;
  const wiring = wiringOf(graph);
  const last = lastMatrix(graph, wiring);
  const before = ancestorsOf(last?.inputs ?? graph.outputs.map(({ name }) => name), wiring);
  const order = tensorNames(graph).filter((name) => measurable.has(name) && before.has(name));
  const natural = order.filter((name) => !ARRANGING.has(wiring.producers.get(name)?.op ?? ""));
  const maps = natural.filter((name) => isMap(candidates, name));
  const blocks = blockEnds(candidates, maps);
  const map = lastOf(blocks) ?? lastOf(maps.filter((name) => !POOLING.test(wiring.producers.get(name)?.op ?? "")));
  const ends = blocks.length > 1 ? blocks : maps.filter((name) => isEnd(wiring.producers.get(name)));
  const inner = ends.filter((name) => name !== map);
  const half = inner[Math.floor(inner.length / 2)];
  const behind = natural.slice(map === undefined ? 0 : natural.indexOf(map) + 1);
  const vector = behind.find((name) => !isMap(candidates, name));
  const pooled = vector === undefined ? undefined : settled(vector, wiring, measurable);
  const final = last === undefined ? undefined : source(last.inputs[0] ?? "", wiring);
  const chosen: (Suggestion | undefined)[] = [
    suggestion(half, blocks.length > 1 ? "a block half way" : "half way"),
    suggestion(map, blocks.length > 0 ? "the last block" : "the last map of features"),
    suggestion(pooled, pooledReason(wiring.producers.get(vector ?? ""))),
    suggestion(final !== undefined && before.has(final) ? final : undefined, "what the last matrix reads"),
  ];
  const found = chosen
    .filter((each) => each !== undefined)
    .map(({ tensor, reason }) => ({ tensor: named(tensor, candidates, wiring), reason }))
    .filter(({ tensor }) => measurable.has(tensor));
  return found.filter((each, k) => found.findIndex(({ tensor }) => tensor === each.tensor) === k);
}

/** What a function without a module works on, where that is a module's: people know `fc1`, not the Relu behind it. */
function named(tensor: string, { names, measurable }: Candidates, { producers }: Wiring): string {
  const node = producers.get(tensor);
  const before = node?.inputs[0] ?? "";
  const isNamed = names.has(before) && measurable.has(before);
  return !names.has(tensor) && ACTIVATIONS.has(node?.op ?? "") && isNamed ? before : tensor;
}

function suggestion(tensor: string | undefined, reason: string): Suggestion | undefined {
  return tensor === undefined ? undefined : { tensor, reason };
}

function pooledReason(node: Node | undefined): string {
  return node !== undefined && (POOLING.test(node.op) || node.op.startsWith("Reduce"))
    ? "the pooled features"
    : "the first features after pooling";
}

interface Wiring {
  readonly producers: ReadonlyMap<string, Node>;
  /** Tensors computed from the network's inputs. */
  readonly moving: ReadonlySet<string>;
  readonly readers: ReadonlyMap<string, readonly Node[]>;
}

function wiringOf(graph: Graph): Wiring {
  const producers = new Map<string, Node>();
  const readers = new Map<string, Node[]>();
  const moving = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    const moves = node.inputs.some((input) => moving.has(input));
    for (const output of node.outputs) {
      if (output !== "") producers.set(output, node);
      if (moves && output !== "") moving.add(output);
    }
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [node]);
      else known.push(node);
    }
  }
  return { producers, readers, moving };
}

/** The last operator with a weight matrix that the outputs are computed by: the classifier. */
function lastMatrix(graph: Graph, wiring: Wiring): Node | undefined {
  const before = ancestorsOf(
    graph.outputs.map(({ name }) => name),
    wiring,
  );
  return graph.nodes.findLast(({ op, inputs, outputs }) => {
    return WEIGHTED.has(op) && outputs.some((name) => before.has(name)) && !wiring.moving.has(inputs[1] ?? "");
  });
}

function ancestorsOf(tensors: readonly string[], { producers }: Wiring): ReadonlySet<string> {
  const found = new Set(tensors);
  // Grows while it is walked.
  for (const name of found) for (const input of producers.get(name)?.inputs ?? []) found.add(input);
  return found;
}

/** Whether a sample's tensor has places, of pixels, points or words: two axes that are longer than 1. */
function isMap({ shapes }: Candidates, tensor: string): boolean {
  return (shapes.get(tensor) ?? []).slice(1).filter((dim) => dim !== 1).length >= 2;
}

/** Outputs of the outermost blocks, in lists of modules that have modules of their own. */
function blockEnds({ names }: Candidates, maps: readonly string[]): readonly string[] {
  const holders = holdersOf(names);
  const ends = maps.flatMap((tensor) => {
    const path = names.get(tensor)?.find((name) => BLOCK.test(name) && holders.has(name));
    return path === undefined ? [] : [{ tensor, depth: path.split(".").length }];
  });
  const outermost = Math.min(...ends.map(({ depth }) => depth));
  return ends.filter(({ depth }) => depth === outermost).map(({ tensor }) => tensor);
}

/** Modules that hold other modules, with how many names of these. */
function holdersOf(names: Candidates["names"]): ReadonlyMap<string, number> {
  const holders = new Map<string, number>();
  for (const name of [...names.values()].flat()) {
    for (let at = name.lastIndexOf("."); at > 0; at = name.lastIndexOf(".", at - 1)) {
      const path = name.slice(0, at);
      holders.set(path, (holders.get(path) ?? 0) + 1);
    }
  }
  return holders;
}

/**
 * The paths of a tensor, the one to ask for first: a block's before that of the list it ends, that of the smallest module
 * with modules of its own before its last operator's, and no numbered call where another leads there.
 */
export function byPreference(names: Candidates["names"]): ReadonlyMap<string, readonly string[]> {
  const all = [...names.values()].flat().length;
  // One that holds most of the network, as `bert` does, says little of where in it.
  const holders = new Set(
    [...holdersOf(names)].flatMap(([path, held]) => (BLOCK.test(path) || held * 2 <= all ? [path] : [])),
  );
  return new Map(
    Array.from(names, ([tensor, paths]) => {
      const whole = paths.filter((path) => !path.includes("#"));
      const block = whole.find((path) => BLOCK.test(path) && holders.has(path));
      const first = block ?? whole.findLast((path) => holders.has(path)) ?? whole.at(-1) ?? paths[0];
      return [tensor, paths.toSorted((a, b) => Number(b === first) - Number(a === first))];
    }),
  );
}

function isEnd(node: Node | undefined): boolean {
  return node !== undefined && (ACTIVATIONS.has(node.op) || /^Add$|^Conv$|Normalization$|Pool$/.test(node.op));
}

function lastOf(names: readonly string[]): string | undefined {
  return names.at(-1);
}

/** Behind the bias, the normalisation and the activation that belong to a matrix. */
function settled(tensor: string, { readers }: Wiring, measurable: ReadonlySet<string>): string {
  let at = tensor;
  for (;;) {
    const [reader, ...more] = readers.get(at) ?? [];
    const next = reader?.outputs[0];
    const belongs = reader !== undefined && more.length === 0 && /Normalization$|^Add$/.test(reader.op);
    if (next === undefined || !measurable.has(next) || !(belongs || ACTIVATIONS.has(reader?.op ?? ""))) return at;
    at = next;
  }
}

/** The tensor that others only arranged. */
function source(tensor: string, { producers }: Wiring): string {
  let at = tensor;
  for (let node = producers.get(at); node !== undefined && ARRANGING.has(node.op); node = producers.get(at)) {
    at = node.inputs[0] ?? "";
  }
  return at;
}
