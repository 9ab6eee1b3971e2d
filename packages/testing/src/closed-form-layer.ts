import { ensure, type Layer } from "@stillpoint/core";

/** One sample's function and its adjoint, in double precision. */
export interface ClosedForm {
  readonly shape: readonly number[];
  /** `[d]` the clean sample. */
  readonly x0: Float32Array;
  readonly featureSize: number;
  /** f(x): `[d] -> [m]` */
  forward(x: Float32Array): Float64Array;
  /** J(x)'v: `[d], [m] -> [d]` */
  backward(x: Float32Array, cotangent: ArrayLike<number>): Float64Array;
}

/** A `Layer` that runs `form` copy by copy, so that batching cannot change a number. */
export function closedFormLayer(form: ClosedForm): Layer {
  const d = form.x0.length;
  const m = form.featureSize;
  const copy = (x: Float32Array, k: number): Float32Array => (x.length === d ? x : x.subarray(k * d, (k + 1) * d));
  const check = (what: string, values: Float32Array, size: number): void =>
    ensure(
      values.length === size,
      "SHAPE",
      () => `${what}: expected ${size} numbers; got ${values.length}; slice the batch to size`,
    );
  return {
    x0: form.x0,
    shape: form.shape,
    featureSize: m,
    async features(x, batch) {
      check("copies", x, batch * d);
      const out = new Float32Array(batch * m);
      for (let k = 0; k < batch; k++) out.set(form.forward(copy(x, k)), k * m);
      return out;
    },
    async residual(x, target, batch) {
      check("copies", x, batch * d);
      check("target", target, m);
      const change = new Float32Array(batch);
      const gradient = new Float32Array(batch * d);
      for (let k = 0; k < batch; k++) {
        const difference = form.forward(copy(x, k)).map((value, j) => value - target[j]!);
        change[k] = difference.reduce((sum, value) => sum + value * value, 0);
        gradient.set(form.backward(copy(x, k), difference), k * d);
      }
      return { change, gradient };
    },
    async vjp(x, cotangent, batch) {
      if (x.length !== d) check("copies", x, batch * d);
      check("cotangent", cotangent, batch * m);
      const out = new Float32Array(batch * d);
      for (let k = 0; k < batch; k++) out.set(form.backward(copy(x, k), cotangent.subarray(k * m, (k + 1) * m)), k * d);
      return out;
    },
  };
}
