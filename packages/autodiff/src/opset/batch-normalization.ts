import { type Conversion, inconvertible, withoutAttributes } from "./rewrite.ts";

/** Before opset 14 outputs past the first meant training; `spatial` (until 8) chose statistics per channel or value. */
export const batchNormalization: Conversion = (node, fromOpset) => {
  if (fromOpset >= 14) return [node];
  const spatial = node.attributes.get("spatial");
  if (spatial?.kind === "int" && spatial.value === 0) return inconvertible(node, fromOpset, "spatial 0");
  if (node.outputs.slice(1).some((output) => output !== "")) {
    return inconvertible(node, fromOpset, "training mode (more than one output)");
  }
  return [withoutAttributes({ ...node, outputs: [node.outputs[0]!] }, ["spatial"])];
};
