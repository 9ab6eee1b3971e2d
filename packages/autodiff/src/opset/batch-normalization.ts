import { type Conversion, inconvertible, withAttributes, withoutAttributes } from "./rewrite.ts";

/**
 * Before opset 14 five outputs meant training, which ONNX Runtime follows; the last two (saved statistics for a backward
 * pass) are gone since. `spatial`, until opset 8, chose statistics per channel or per value.
 */
export const batchNormalization: Conversion = (node, fromOpset) => {
  if (fromOpset >= 14) return [node];
  const spatial = node.attributes.get("spatial");
  if (spatial?.kind === "int" && spatial.value === 0) return inconvertible(node, fromOpset, "spatial 0");
  const plain = withoutAttributes(node, ["spatial"]);
  const named = node.outputs.filter((output) => output !== "").length;
  if (named <= 1) return [{ ...plain, outputs: [node.outputs[0]!] }];
  const training = withAttributes(plain, { training_mode: { kind: "int", value: 1 } });
  return [{ ...training, outputs: node.outputs.slice(0, 3) }];
};
