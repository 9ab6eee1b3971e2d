import type { GradientRule, RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import { fixedSize, range } from "./sizes.ts";

/**
 * Fourier transforms of the frames of a real signal `[n, time]` or `[n, time, 1]`, each times a window: `[n, frames,
 * bins, 2]`. The adjoint lays each bin's wave, times the window, over its frame. The window gets no gradient.
 */
export const stft: GradientRule = {
  op: "STFT",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, has, constantInts, reshapeLike, unsupported } = context;
    const step = constantInts(input(1))?.[0] ?? unsupported("a frame_step that is not constant");
    const rank = context.dims(input(0)).length;
    if (rank === 3 && fixedSize(context, input(0), 2) !== 1) return unsupported("a complex signal");
    const time = fixedSize(context, input(0), 1);
    const [frames, bins] = [fixedSize(context, output(0), 1), fixedSize(context, output(0), 2)];
    const length = lengthOf(context);
    const waves = wavesOf(context, bins, length);
    const kernel = has(2) ? g.op("Mul", [waves, input(2)]) : waves;
    const flat = g.op("Reshape", [cotangent(0)!, g.int64([-1, frames, bins * 2])]);
    const columns = g.op("Transpose", [flat], { perm: [0, 2, 1] });
    const laid = g.op("ConvTranspose", [columns, kernel], { strides: [step] });
    const covered = (frames - 1) * step + length;
    return [reshapeLike(padAxes(g, laid, 3, new Map([[2, { before: 0, after: time - covered }]])), input(0))];
  },
};

function lengthOf(context: RuleContext): number {
  const { has, input, constantInts, unsupported } = context;
  if (has(3)) return constantInts(input(3))?.[0] ?? unsupported("a frame_length that is not constant");
  return fixedSize(context, input(2), 0);
}

/** cos and -sin of each bin `[2·bins, 1, length]`. */
function wavesOf({ g }: RuleContext, bins: number, length: number): string {
  const values = range(0, 2 * bins).flatMap((row) => {
    const bin = Math.floor(row / 2);
    return range(0, length).map((at) => {
      const angle = (2 * Math.PI * ((bin * at) % length)) / length;
      return row % 2 === 0 ? Math.cos(angle) : -Math.sin(angle);
    });
  });
  return g.float32(values, [2 * bins, 1, length]);
}
