// Where a network has its logits, and the templates of its last layer.

import { type Graph, loadTensor, type Model, type Node, tensorValues } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import { type NumberTable, numberTable } from "@stillpoint/mechanism";
import { scoresOutput } from "@stillpoint/preprocess";

export interface LogitOutput {
  /** The tensor `[1, K]` before a softmax or sigmoid of the network's own. */
  readonly logits: string;
  /** The penultimate features and the templates `[K, d]`; absent where the last layer is no matrix. */
  readonly last?: { readonly features: string; readonly templates: NumberTable };
}

/** What a network's answer is made of just before it. */
const AFTER: ReadonlySet<string> = new Set(["Softmax", "Sigmoid", "LogSoftmax", "Identity", "Cast"]);
/** What leaves templates as they are. */
const BESIDE: ReadonlySet<string> = new Set(["Identity", "Add", "Squeeze", "Flatten", "Reshape"]);

/** Throws `MODEL` for a network without an output of one number a class. */
export async function logitOutput({ graph }: Pick<Model, "graph">): Promise<LogitOutput> {
  const output = scoresOutput(graph);
  if (output === undefined)
    throw new StillpointError(
      "MODEL",
      "outputs: expected one with a number for each class; got none; export the network with its classifier",
    );
  const makes = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let logits = output.name;
  for (let node = makes.get(logits); node !== undefined && AFTER.has(node.op); node = makes.get(logits))
    logits = node.inputs[0] ?? logits;
  const last = await lastLayer(graph, makes, logits);
  return { logits, ...(last === undefined ? {} : { last }) };
}

async function lastLayer(graph: Graph, makes: ReadonlyMap<string, Node>, logits: string): Promise<LogitOutput["last"]> {
  let node = makes.get(logits);
  while (node !== undefined && BESIDE.has(node.op)) {
    const inner = node.inputs.find((name) => makes.has(name) && !graph.initializers.has(name));
    node = inner === undefined ? undefined : makes.get(inner);
  }
  if (node === undefined || (node.op !== "Gemm" && node.op !== "MatMul")) return undefined;
  const [features = "", matrix = ""] = node.inputs;
  const weight = graph.initializers.get(matrix);
  if (weight === undefined || weight.dims.length !== 2) return undefined;
  const flag = (name: string): boolean => {
    const attribute = node.attributes.get(name);
    return attribute?.kind === "int" && attribute.value !== 0;
  };
  if (flag("transA")) return undefined;
  const values = Float64Array.from(tensorValues(await loadTensor(weight)), Number);
  const [rows = 0, columns = 0] = weight.dims;
  const templates = flag("transB")
    ? values
    : Float64Array.from(values, (_, k) => values[(k % rows) * columns + Math.floor(k / rows)] ?? Number.NaN);
  return {
    features,
    templates: numberTable("templates", { values: templates, columns: flag("transB") ? columns : rows }),
  };
}
