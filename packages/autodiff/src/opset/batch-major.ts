import type { Emitter } from "../emitter.ts";
import type { Node } from "../model/graph.ts";
import { withoutAttributes } from "./rewrite.ts";

const RECURRENT: ReadonlySet<string> = new Set(["GRU", "LSTM", "RNN"]);

/** `[b, L, I]` and `[b, D, H]` to time and direction first, and Y `[L, D, b, H]` to batch first. */
const SWAP = [1, 0, 2];
const Y_TO_BATCH = [2, 0, 1, 3];

/** Whether a node is a recurrent one with the batch first (`layout` 1), a form that ONNX Runtime does not run. */
export function isBatchMajor(node: Node): boolean {
  const layout = node.attributes.get("layout");
  return RECURRENT.has(node.op) && node.domain === "" && layout?.kind === "int" && layout.value === 1;
}

/** A recurrent node with the batch first, as one with time first between transpositions. */
export function timeMajor(node: Node, g: Emitter): Node[] {
  const transposed = (input: string, output: string, perm: readonly number[]): Node => ({
    op: "Transpose",
    domain: "",
    name: g.fresh("Transpose_node"),
    inputs: [input],
    outputs: [output],
    attributes: new Map([["perm", { kind: "ints", value: perm }]]),
  });
  const before: Node[] = [];
  const inputs = node.inputs.map((name, index) => {
    if (name === "" || ![0, 5, 6].includes(index)) return name;
    const turned = g.fresh("time_major");
    before.push(transposed(name, turned, SWAP));
    return turned;
  });
  const after: Node[] = [];
  const outputs = node.outputs.map((name, index) => {
    if (name === "") return name;
    const turned = g.fresh("time_major");
    after.push(transposed(turned, name, index === 0 ? Y_TO_BATCH : SWAP));
    return turned;
  });
  return [...before, { ...withoutAttributes(node, ["layout"]), inputs, outputs }, ...after];
}
