import { activate, activationOf, plainAttributes } from "./activation.ts";
import type { WriteOut } from "./write-out.ts";

/** A convolution, a summand where there is one, then an activation. */
export const fusedConv: WriteOut = (context) => {
  const { g, input, output } = context;
  const [x, weight, bias, summand] = [0, 1, 2, 3].map(input);
  const activation = activationOf(context);
  if (x === undefined || weight === undefined || activation === undefined) return false;
  const operands = bias === undefined ? [x, weight] : [x, weight, bias];
  const last = output(0);
  const convolved = summand === undefined && activation === "none" ? last : g.fresh("Conv");
  g.node("Conv", operands, [convolved], plainAttributes(context));
  const summed = summand === undefined ? convolved : activation === "none" ? last : g.fresh("Add");
  if (summand !== undefined) g.node("Add", [convolved, summand], [summed]);
  if (activation !== "none") activate(context, activation, summed, last);
  return true;
};
