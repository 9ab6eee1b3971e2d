import type { Node } from "../model/graph.ts";
import type { Conversion } from "./rewrite.ts";
import { withAttributes } from "./rewrite.ts";

/** Until opset 12 all axes from `axis` (default 1) on count as one; since 13 `axis` (default -1) stands alone. */
export const flattenedAxis: Conversion = (node, fromOpset, g) => {
  if (fromOpset >= 13) return [node];
  const found = node.attributes.get("axis");
  const axis = found?.kind === "int" ? found.value : 1;
  if (axis === -1) return [node];
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  const [rows, values, shape] = [g.fresh("rows"), g.fresh("values"), g.fresh("shape")];
  const plain = (op: string, inputs: readonly string[], output: string): Node => ({
    op,
    domain: "",
    name: g.fresh(`${op}_node`),
    inputs,
    outputs: [output],
    attributes: new Map(),
  });
  return [
    withAttributes(plain("Flatten", [x], rows), { axis: { kind: "int", value: axis } }),
    withAttributes({ ...node, inputs: [rows], outputs: [values] }, { axis: { kind: "int", value: 1 } }),
    plain("Shape", [x], shape),
    plain("Reshape", [values, shape], y),
  ];
};
