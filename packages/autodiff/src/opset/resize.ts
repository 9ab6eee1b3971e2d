import type { AttributeValue, Node } from "../model/graph.ts";
import {
  type Conversion,
  inconvertible,
  stringAttribute,
  withAttributes,
  withInput,
  withoutAttributes,
} from "./rewrite.ts";

/** Before opset 11 coordinates are simply divided by the scale, and the nearest pixel is the one before. */
const FIRST_COORDINATES: Readonly<Record<string, AttributeValue>> = {
  coordinate_transformation_mode: { kind: "string", value: "asymmetric" },
  nearest_mode: { kind: "string", value: "floor" },
};

/** Resize 10: (x, scales). Since 11: (x, regions, scales, sizes), where an empty tensor also stands for absence. */
export const resize: Conversion = (node, fromOpset) => {
  if (fromOpset === 10) return [scaled(node, node.inputs[1]!)];
  const coordinates = stringAttribute(node, "coordinate_transformation_mode") ?? "half_pixel";
  if (coordinates === "tf_half_pixel_for_nn") {
    return inconvertible(node, fromOpset, `coordinate_transformation_mode ${coordinates}`);
  }
  const [x = "", regions = "", scales = "", sizes = ""] = node.inputs;
  const region = coordinates === "tf_crop_and_resize" ? regions : "";
  return [{ ...node, inputs: sizes === "" ? [x, region, scales] : [x, region, "", sizes] }];
};

/** Upsample 7 has the scales as an attribute, 9 as an input; it became Resize. */
export const upsample: Conversion = (node, fromOpset, g) => {
  const scales = node.attributes.get("scales");
  if (fromOpset >= 10) return inconvertible(node, fromOpset, "an operator removed at opset 10");
  if (fromOpset === 9) return [scaled({ ...node, op: "Resize" }, node.inputs[1]!)];
  if (scales?.kind !== "floats") return inconvertible(node, fromOpset, "no scales");
  return [scaled(withoutAttributes({ ...node, op: "Resize" }, ["scales"]), g.float32(scales.value))];
};

function scaled(node: Node, scales: string): Node {
  return withAttributes(withInput({ ...node, inputs: [node.inputs[0]!] }, 2, scales), FIRST_COORDINATES);
}
