import type { Layer } from "@stillpoint/core";
import { closedFormLayer } from "./closed-form-layer.ts";
import { type Matrix, multiply } from "./linear-layer.ts";

/**
 * f_j(x) = max over points q of w_j'x_q, W `[m, width]`, x `[points, width]`: the heart of PointNet.
 *
 * At a clean sample only the points that hold a maximum have a gradient.
 */
export function pooledLayer(weights: Matrix, x0: Float32Array): Layer {
  const width = weights.columns;
  const points = x0.length / width;
  const winners = (x: Float32Array): { readonly values: Float64Array; readonly at: Int32Array } => {
    const values = new Float64Array(weights.rows).fill(Number.NEGATIVE_INFINITY);
    const at = new Int32Array(weights.rows);
    for (let q = 0; q < points; q++) {
      for (const [j, value] of multiply(weights, x.subarray(q * width, (q + 1) * width)).entries()) {
        if (value > values[j]!) {
          values[j] = value;
          at[j] = q;
        }
      }
    }
    return { values, at };
  };
  return closedFormLayer({
    shape: [points, width],
    x0,
    featureSize: weights.rows,
    forward: (x) => winners(x).values,
    backward(x, cotangent) {
      const out = new Float64Array(x0.length);
      for (const [j, point] of winners(x).at.entries()) {
        for (let c = 0; c < width; c++) out[point * width + c]! += cotangent[j]! * weights.data[j * width + c]!;
      }
      return out;
    },
  });
}
