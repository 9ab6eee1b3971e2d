import { floatAttribute } from "../opset/rewrite.ts";
import type { FusedContext, WriteOut } from "./write-out.ts";

/** A matrix product of transposed operands, scaled. */
export const fusedMatMul: WriteOut = (context) => {
  const { g, node, input, output } = context;
  const operands = [operand(context, 0, "A"), operand(context, 1, "B")] as const;
  const [a, b] = [input(0), input(1)];
  if (operands.includes(undefined) || a === undefined || b === undefined) return false;
  const [left, right] = [a, b].map((name, index) => {
    const perm = operands[index] ?? [];
    return perm.length === 0 ? name : g.op("Transpose", [name], { perm });
  });
  const scale = floatAttribute(node, "alpha") ?? 1;
  const product = scale === 1 ? output(0) : g.fresh("MatMul");
  g.node("MatMul", [left!, right!], [product]);
  if (scale !== 1) g.node("Mul", [product, g.float32(scale)], [output(0)]);
  return true;
};

/**
 * The order of an operand's axes, empty where it stays. `transBatch` brings the first axis behind the batch axes, `trans`
 * swaps the last two. Undefined where the rank is not known; a vector has nothing to swap.
 */
function operand({ node, input, dims }: FusedContext, index: number, name: string): number[] | undefined {
  const set = (attribute: string) => {
    const found = node.attributes.get(`${attribute}${name}`);
    return found?.kind === "int" && found.value === 1;
  };
  const [swapped, batch] = [set("trans"), set("transBatch")];
  if (!swapped && !batch) return [];
  const rank = dims(input(index) ?? "")?.length;
  if (rank === undefined) return undefined;
  if (rank < 2) return [];
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const order = batch ? [...axes.slice(1, -1), 0, rank - 1] : axes;
  return swapped ? [...order.slice(0, -2), order.at(-1)!, order.at(-2)!] : order;
}
