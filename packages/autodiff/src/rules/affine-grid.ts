import type { GradientRule } from "../rule.ts";
import { fixedSize, product, range } from "./sizes.ts";

/** Positions of a regular grid moved by a matrix per sample: `[n, d, d + 1]` to `[n, ..sizes, d]`, linear in the matrix. */
export const affineGrid: GradientRule = {
  op: "AffineGrid",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, output, dims, int } = context;
    const axes = dims(output(0)).length - 2;
    const sizes = range(1, axes + 1).map((axis) => fixedSize(context, output(0), axis));
    const identity = g.float32(
      range(0, axes * (axes + 1)).map((cell) => (cell % (axes + 2) === 0 ? 1 : 0)),
      [1, axes, axes + 1],
    );
    const regular = g.op("AffineGrid", [identity, g.int64([1, 1, ...sizes])], {
      align_corners: int("align_corners", 0),
    });
    const places = g.op("Reshape", [regular, g.int64([product(sizes), axes])]);
    const ones = g.float32(
      range(0, product(sizes)).map(() => 1),
      [product(sizes), 1],
    );
    const dy = g.op("Reshape", [cotangent(0)!, g.int64([-1, product(sizes), axes])]);
    const columns = g.op("Concat", [places, ones], { axis: 1 });
    return [g.op("MatMul", [g.op("Transpose", [dy], { perm: [0, 2, 1] }), columns])];
  },
};
