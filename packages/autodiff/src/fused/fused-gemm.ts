import { activate, activationOf, plainAttributes } from "./activation.ts";
import type { WriteOut } from "./write-out.ts";

/** Gemm, then an activation. */
export const fusedGemm: WriteOut = (context) => {
  const { g, node, output } = context;
  const activation = activationOf(context);
  if (activation === undefined) return false;
  const product = activation === "none" ? output(0) : g.fresh("Gemm");
  g.node("Gemm", node.inputs, [product], plainAttributes(context));
  if (activation !== "none") activate(context, activation, product, output(0));
  return true;
};
