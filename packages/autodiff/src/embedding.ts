// Where a text network can be perturbed: token ids are integers, the sum of their embeddings is not.

import { StillpointError } from "@stillpoint/core";
import { Constants } from "./constants.ts";
import { ancestors } from "./cut.ts";
import { ElementType, type Graph, type Initializer, type Node } from "./model/graph.ts";

/** Name of the ids input in networks of the Hugging Face family. */
const IDS = "input_ids";
/** Operators token ids may pass on their way to the table. */
const ID_CARRIERS: ReadonlySet<string> = new Set([
  "Cast",
  "Clip",
  "Flatten",
  "Identity",
  "Reshape",
  "Squeeze",
  // Sequence first: `embedding(ids.t())`.
  "Transpose",
  "Unsqueeze",
]);
/** Operators of one operand that leave an embedding an embedding. */
const CARRIERS: ReadonlySet<string> = new Set(["Cast", "Dropout", "Identity"]);

/**
 * The tensor to perturb in a text network: the sum of word, position and type embeddings, `[b, L, width]` or `[L, b, width]`. Starts at the
 * rows looked up by token ids and follows additions (and scalings by a constant between them) to the last one before
 * the first other operator, usually a LayerNormalization, whole or written out. An addition that takes up the path
 * again behind that operator, as the residual branch of GPT does, is not followed.
 *
 * `ids` is the token ids' input: `input_ids` where there is one, else the only integer input that looks up rows.
 * Throws `StillpointError LAYER`.
 */
export function embeddingSum(graph: Graph, ids?: string): string {
  const { input, rows } = lookup(graph, ids);
  const constants = new Constants(graph);
  const readers = readersOf(graph);
  let found = rows;
  let current: string | undefined = rows;
  while (current !== undefined) {
    const tensor: string = current;
    const next = (readers.get(tensor) ?? []).find((node) => {
      if (CARRIERS.has(node.op)) return node.inputs[0] === tensor;
      const other = node.inputs[0] === tensor ? node.inputs[1] : node.inputs[0];
      if (node.domain !== "" || other === undefined) return false;
      if (node.op === "Mul" || node.op === "Div") return constants.floats(other)?.length === 1;
      return node.op === "Add" && !dependsOn(graph, other, tensor);
    });
    current = next?.outputs[0];
    if (next?.op === "Add" && current !== undefined) found = current;
  }
  if (graph.outputs.some((output) => output.name === found) && readers.get(found) === undefined) {
    throw new StillpointError(
      "LAYER",
      `input ${input}: expected layers behind the embedding; got none; give the whole network`,
    );
  }
  return found;
}

/** The weight that token ids look up rows in; undefined where it is computed. Throws `StillpointError LAYER`. */
export function wordTable(graph: Graph, ids?: string): Initializer | undefined {
  return graph.initializers.get(lookup(graph, ids).table);
}

interface Lookup {
  readonly table: string;
  readonly rows: string;
}

/** The input of token ids, and the rows they look up in a table. */
function lookup(graph: Graph, ids: string | undefined): Lookup & { readonly input: string } {
  const integers = graph.inputs.filter(({ elementType }) => {
    return elementType === ElementType.INT64 || elementType === ElementType.INT32;
  });
  const names = integers.map((port) => port.name);
  if (ids !== undefined && !graph.inputs.some((port) => port.name === ids)) {
    throw missing(
      `input ${ids}`,
      "an input of the network",
      `inputs ${graph.inputs.map(({ name }) => name).join(", ")}`,
    );
  }
  const chosen = ids ?? (names.includes(IDS) ? IDS : undefined);
  const candidates = (chosen === undefined ? names : [chosen]).flatMap((input) => {
    const found = lookedUp(graph, input);
    return found === undefined ? [] : [{ input, ...found }];
  });
  const [only, ...more] = candidates;
  if (only !== undefined && more.length === 0) return only;
  const subject = chosen === undefined ? "token ids" : `input ${chosen}`;
  if (only === undefined) throw missing(subject, "a table of embeddings it looks up rows in (Gather)", "none");
  throw missing(subject, "one integer input that looks up embeddings", candidates.map(({ input }) => input).join(", "));
}

/** The first rows of a table that `input` looks up. */
function lookedUp(graph: Graph, input: string): Lookup | undefined {
  const carried = new Set([input]);
  for (const node of graph.nodes) {
    const [table = "", indices = ""] = node.inputs;
    const looksUp = node.op === "Gather" && carried.has(indices);
    if (looksUp && isTable(graph, table)) return { table, rows: node.outputs[0] ?? "" };
    if (ID_CARRIERS.has(node.op) && carried.has(node.inputs[0] ?? "")) {
      for (const output of node.outputs) carried.add(output);
    }
  }
  return undefined;
}

function isTable(graph: Graph, name: string): boolean {
  const { nodes } = ancestors(graph, [name], new Set());
  const weights = [name, ...nodes.flatMap((node) => node.inputs)].map((input) => graph.initializers.get(input));
  return weights.some((tensor) => tensor?.elementType === ElementType.FLOAT && tensor.dims.length === 2);
}

/** Whether values of `earlier` reach `tensor`; its shape may, as that of positions does. */
function dependsOn(graph: Graph, tensor: string, earlier: string): boolean {
  const reached = new Set([earlier]);
  for (const node of graph.nodes) {
    if (node.op === "Shape" || node.op === "Size" || !node.inputs.some((input) => reached.has(input))) continue;
    for (const output of node.outputs) reached.add(output);
  }
  return reached.has(tensor);
}

function readersOf(graph: Graph): Map<string, Node[]> {
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const input of new Set(node.inputs)) readers.set(input, [...(readers.get(input) ?? []), node]);
  }
  return readers;
}

function missing(subject: string, expected: string, got: string): StillpointError {
  return new StillpointError(
    "LAYER",
    `${subject}: expected ${expected}; got ${got}; name the tensor to perturb yourself (\`stillpoint inspect\` lists them)`,
  );
}
