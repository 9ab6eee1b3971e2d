// The promises a bound layer makes about its numbers, one function each.

import { checkGradient } from "./check-gradient.ts";
import { BATCH, materialFor, rowOf } from "./layer-material.ts";
import type { Subject } from "./model-sample.ts";

/** Sizes, x0 and the features of the clean sample are what the sample says. */
export async function checkCleanSample({ layer, sample, promise, check }: Subject): Promise<void> {
  const { x0, shape, featureSize } = layer;
  promise(`${shape}` === `${sample.shape}`, `shape [${sample.shape}]`, `[${shape}]`);
  const size = shape.reduce((total, axis) => total * axis, 1);
  promise(x0.length === size, `x0 of ${size} numbers`, `${x0.length}`);
  if (Object.values(sample.inputs).some(({ data }) => data === sample.x0)) {
    const moved = x0.findIndex((value, p) => !Object.is(value, sample.x0[p]));
    promise(moved < 0, `x0 to be the input, ${sample.x0[moved]} at ${moved}`, `${x0[moved]}`);
  } else expectEqual("x0 to be the perturbed tensor", x0, sample.x0, { layer, sample, promise, check });
  const features = await layer.features(x0, 1);
  promise(featureSize > 0, "at least one feature", `${featureSize}`);
  promise(features.length === featureSize, `${featureSize} features, as featureSize says`, `${features.length}`);
  const bad = features.findIndex((value) => !Number.isFinite(value));
  promise(bad < 0, "finite features", `${features[bad]} at ${bad}`);
  if (sample.features !== undefined)
    expectEqual("the features known for the sample", features, sample.features, { layer, sample, promise, check });
}

/** A batch gives what its copies give one by one. */
export async function checkRows(subject: Subject): Promise<void> {
  const { layer, check } = subject;
  const { x, target, cotangent } = materialFor(layer, check);
  const { change, gradient } = await layer.residual(x, target, BATCH);
  const together = {
    features: await layer.features(x, BATCH),
    change,
    gradient,
    vjp: await layer.vjp(x, cotangent, BATCH),
  };
  const apart: Record<keyof typeof together, number[]> = { features: [], change: [], gradient: [], vjp: [] };
  for (let k = 0; k < BATCH; k++) {
    const copy = rowOf(x, k);
    const residual = await layer.residual(copy, target, 1);
    apart.features.push(...(await layer.features(copy, 1)));
    apart.change.push(...residual.change);
    apart.gradient.push(...residual.gradient);
    apart.vjp.push(...(await layer.vjp(copy, rowOf(cotangent, k), 1)));
  }
  expectEqual("features of a batch as copy by copy", together.features, apart.features, subject);
  expectEqual("change of a batch as copy by copy", together.change, apart.change, subject);
  expectEqual("gradient of a batch as copy by copy", together.gradient, apart.gradient, subject);
  expectEqual("vjp of a batch as copy by copy", together.vjp, apart.vjp, subject);
}

/** `change` is ‖f(x) − t‖² and `gradient` is J'(f(x) − t), without a factor of two. */
export async function checkResidual(subject: Subject): Promise<void> {
  const { layer, check } = subject;
  const { x, target } = materialFor(layer, check);
  const difference = (await layer.features(x, BATCH)).map((value, j) => value - target[j % target.length]!);
  const { change, gradient } = await layer.residual(x, target, BATCH);
  const squares = Array.from({ length: BATCH }, (_, k) =>
    rowOf(difference, k).reduce((sum, value) => sum + value * value, 0),
  );
  expectEqual("change to be the squared distance to the target", change, squares, subject);
  expectEqual("gradient to be the vjp of f(x) - t", gradient, await layer.vjp(x, difference, BATCH), subject);
}

/** J'(2v − 3w) = 2 J'v − 3 J'w. */
export async function checkLinearity(subject: Subject): Promise<void> {
  const { layer, check } = subject;
  const { x, cotangent } = materialFor(layer, check);
  const v = rowOf(cotangent, 0);
  const w = rowOf(cotangent, 1);
  const at = rowOf(x, 0);
  const alongV = await layer.vjp(at, v, 1);
  const alongW = await layer.vjp(at, w, 1);
  const mixed = await layer.vjp(
    at,
    v.map((value, j) => 2 * value - 3 * w[j]!),
    1,
  );
  const expected = alongV.map((value, p) => 2 * value - 3 * alongW[p]!);
  expectEqual("vjp linear in the cotangent", mixed, expected, subject);
}

/** x `[d]` for all copies is x repeated. */
export async function checkSharedPoint(subject: Subject): Promise<void> {
  const { layer, check } = subject;
  const { x, cotangent } = materialFor(layer, check);
  const at = rowOf(x, 0);
  const repeated = new Float32Array(BATCH * at.length);
  for (let k = 0; k < BATCH; k++) repeated.set(at, k * at.length);
  const shared = await layer.vjp(at, cotangent, BATCH);
  expectEqual("vjp at a shared x as at x repeated", shared, await layer.vjp(repeated, cotangent, BATCH), subject);
}

/** Random inner products against central differences of `features`. */
export async function checkDifferences({ layer, promise, check }: Subject): Promise<void> {
  const at = [rowOf(materialFor(layer, check).x, 0)];
  const { x0 } = layer;
  const found = await checkGradient(
    {
      at,
      values: async ([x = x0]) => [await layer.features(x, 1)],
      gradient: async ([x = x0], [cotangent = x0]) => [await layer.vjp(x, cotangent, 1)],
    },
    check,
  ).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  promise(found === undefined, "vjp to agree with central differences", `${found}`);
}

/** Euclidean distance within `agreement` of the norm. Written so that NaN fails. */
function expectEqual(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { promise, check: { agreement = 1e-4 } }: Subject,
): void {
  promise(actual.length === expected.length, `${what}, ${expected.length} numbers`, `${actual.length}`);
  let distance = 0;
  let norm = 0;
  for (let k = 0; k < expected.length; k++) {
    distance += (actual[k]! - expected[k]!) ** 2;
    norm += expected[k]! ** 2;
  }
  const off = Math.sqrt(distance);
  promise(off <= agreement * Math.sqrt(norm), what, `a distance of ${off} at norm ${Math.sqrt(norm)}`);
}
