import type { GradientRule } from "../rule.ts";
import { fixedSize, range } from "./sizes.ts";

/** The determinant of the last two axes; its gradient is the matrix of cofactors, right for singular matrices too. */
export const det: GradientRule = {
  op: "Det",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, dims } = context;
    const x = input(0);
    const rank = dims(x).length;
    const size = fixedSize(context, x, -1);
    const dy = g.op("Unsqueeze", [cotangent(0)!, g.int64([-2, -1])]);
    if (size === 1) return [dy];
    const others = g.int64(
      range(0, size).flatMap((left) => range(0, size).filter((at) => at !== left)),
      [size, size - 1],
    );
    // [.., row left out, rows, column left out, columns]
    const minors = g.op("Gather", [g.op("Gather", [x, others], { axis: rank - 2 }), others], { axis: rank });
    const lead = range(0, rank - 2);
    const squares = g.op("Transpose", [minors], { perm: [...lead, rank - 2, rank, rank - 1, rank + 1] });
    const signs = g.float32(
      range(0, size * size).map((cell) => ((Math.floor(cell / size) + (cell % size)) % 2 === 0 ? 1 : -1)),
      [size, size],
    );
    return [g.op("Mul", [dy, g.op("Mul", [g.op("Det", [squares]), signs])])];
  },
};
