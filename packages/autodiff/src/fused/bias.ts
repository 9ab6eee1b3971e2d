import type { WriteOut } from "./write-out.ts";

/** x + bias + skip. */
export const biasAdd: WriteOut = ({ g, input, output }) => {
  const [x, bias, skip] = [0, 1, 2].map(input);
  if (x === undefined || bias === undefined || skip === undefined) return false;
  g.node("Add", [g.op("Add", [x, bias]), skip], [output(0)]);
  return true;
};

/** Dropout of x + bias, plus a residual. */
export const biasDropout: WriteOut = ({ g, node, input, output, asked }) => {
  const [x, bias, residual] = [0, 1, 2].map(input);
  if (x === undefined || bias === undefined) return false;
  const dropped = residual === undefined ? output(0) : g.fresh("Dropout");
  const outputs = asked(1) ? [dropped, output(1)] : [dropped];
  g.node("Dropout", [g.op("Add", [x, bias]), ...node.inputs.slice(3)], outputs);
  if (residual !== undefined) g.node("Add", [dropped, residual], [output(0)]);
  return true;
};

/** Softmax of x + bias over the last axis. */
export const biasSoftmax: WriteOut = ({ g, node, input, output, dims }) => {
  const [x, bias] = [input(0), input(1)];
  const found = node.attributes.get("axis");
  const axis = found?.kind === "int" ? found.value : 1;
  if (x === undefined || bias === undefined) return false;
  if (axis !== -1 && axis + 1 !== dims(x)?.length) return false;
  g.node("Softmax", [g.op("Add", [x, bias])], [output(0)], { axis: -1 });
  return true;
};
