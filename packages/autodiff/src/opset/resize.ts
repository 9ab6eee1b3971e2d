import type { Emitter } from "../emitter.ts";
import type { Node } from "../model/graph.ts";
import { type Conversion, inconvertible, stringAttribute, withAttributes, withoutAttributes } from "./rewrite.ts";

/** Resize 10: (x, scales). Since 11: (x, regions, scales, sizes), where an empty tensor also stands for absence. */
export const resize: Conversion = (node, fromOpset, g) => {
  if (fromOpset === 10) return scaledEachWay(node, g);
  const coordinates = stringAttribute(node, "coordinate_transformation_mode") ?? "half_pixel";
  if (coordinates === "tf_half_pixel_for_nn") {
    return inconvertible(node, fromOpset, `coordinate_transformation_mode ${coordinates}`);
  }
  const [x = "", regions = "", scales = "", sizes = ""] = node.inputs;
  const region = coordinates === "tf_crop_and_resize" ? regions : "";
  return [{ ...node, inputs: sizes === "" ? [x, region, scales] : [x, region, "", sizes] }];
};

/** Upsample 7 has the scales (at least 1) as an attribute, 9 as an input; it became Resize. */
export const upsample: Conversion = (node, fromOpset, g) => {
  const scales = node.attributes.get("scales");
  const renamed = withoutAttributes({ ...node, op: "Resize" }, ["scales"]);
  if (fromOpset >= 10) return inconvertible(node, fromOpset, "an operator removed at opset 10");
  if (fromOpset === 9) return [scaled(renamed, node.inputs[1]!, "floor")];
  if (scales?.kind !== "floats") return inconvertible(node, fromOpset, "no scales");
  return [scaled(renamed, g.float32(scales.value), "floor")];
};

/** ONNX Runtime's Resize 10 takes the nearest value before along axes that grow, and the one after where they shrink. */
function scaledEachWay(node: Node, g: Emitter): Node[] {
  const [x, scales, y] = [node.inputs[0]!, node.inputs[1]!, node.outputs[0]!];
  if ((stringAttribute(node, "mode") ?? "nearest") !== "nearest") return [scaled(node, scales, "floor")];
  const [shrinking, growing, shrunk] = [g.fresh("shrinking"), g.fresh("growing"), g.fresh("shrunk")];
  const bounded = (op: string, output: string): Node => {
    return {
      op,
      domain: "",
      name: g.fresh(`${op}_node`),
      inputs: [scales, g.float32(1)],
      outputs: [output],
      attributes: new Map(),
    };
  };
  const first = { ...node, name: g.fresh("Resize_node"), inputs: [x], outputs: [shrunk] };
  return [
    bounded("Min", shrinking),
    scaled(first, shrinking, "ceil"),
    bounded("Max", growing),
    scaled({ ...node, inputs: [shrunk], outputs: [y] }, growing, "floor"),
  ];
}

/** Before opset 11 coordinates are simply divided by the scale. */
function scaled(node: Node, scales: string, nearest: "floor" | "ceil"): Node {
  return withAttributes(
    { ...node, inputs: [node.inputs[0]!, "", scales] },
    {
      coordinate_transformation_mode: { kind: "string", value: "asymmetric" },
      nearest_mode: { kind: "string", value: nearest },
    },
  );
}
