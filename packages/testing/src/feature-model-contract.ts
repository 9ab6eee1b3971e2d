// What every feature model promises of the layers it binds, checked on the author's own samples.

import { ensure, type FeatureModel, type Layer } from "@stillpoint/core";
import { contentsOf } from "./contents.ts";
import { checkConcurrency, checkOwnership, checkRefusals, refusal } from "./layer-manners.ts";
import {
  checkCleanSample,
  checkDifferences,
  checkLinearity,
  checkResidual,
  checkRows,
  checkSharedPoint,
} from "./layer-numbers.ts";
import type { LayerCheck, ModelSample, Subject } from "./model-sample.ts";
import { type Promised, promiseOf } from "./promise.ts";

const LAYER_CHECKS: readonly ((subject: Subject) => Promise<void>)[] = [
  checkCleanSample,
  checkOwnership,
  checkRefusals,
  checkRows,
  checkResidual,
  checkLinearity,
  checkSharedPoint,
  checkDifferences,
  checkConcurrency,
];

/**
 * Throws `MODEL` with the first promise a feature model breaks on `samples`; returns when it keeps them all.
 *
 * - x0 is the perturbed tensor, `shape` multiplies to d, features have size m and are finite
 * - arrays passed and inputs bound are neither changed nor detached; results belong to the caller
 * - arrays of another size and missing inputs are refused with a `StillpointError`
 * - copies in one batch give what they give one by one; calls in flight together do not mix
 * - `change` is ‖f(x) − t‖², and `gradient` is what `vjp` makes of f(x) − t
 * - `vjp` is linear in the cotangent, takes x `[d]` for all copies, and agrees with central differences
 * - layers are independent: all samples are bound at once, each a second time
 * - closing again does nothing, and a closed model refuses to bind
 *
 * Throws `USAGE` where there is no sample to check. The model is closed when the check has passed.
 */
export async function checkFeatureModel(
  model: FeatureModel,
  samples: readonly ModelSample[],
  check: LayerCheck = {},
): Promise<void> {
  const [first] = samples;
  ensure(
    first !== undefined,
    "USAGE",
    () => "checkFeatureModel: expected at least one sample; got none; pass inputs of your network",
  );
  const promiseFor = (part: string): Promised =>
    promiseOf("MODEL", `feature model ${model.id}, ${part}`, "mend the feature model");
  promiseFor("id")(model.id !== "", "a name", "none");
  const before = contentsOf(samples);
  const layers: Layer[] = [];
  for (const { inputs } of samples) layers.push(await model.bind(inputs));
  for (const [k, sample] of samples.entries()) {
    const subject: Subject = { layer: layers[k]!, sample, promise: promiseFor(`sample ${k}`), check };
    for (const one of LAYER_CHECKS) await one(subject);
    await checkIndependence(model, subject);
  }
  promiseFor("bind")(contentsOf(samples) === before, "inputs unchanged", "changed or detached ones");
  promiseFor("bind")(...(await refusal("no inputs at all", () => model.bind({}))));
  await model.close();
  const again = await model[Symbol.asyncDispose]().then(() => "nothing", String);
  promiseFor("close")(again === "nothing", "closing again to do nothing", again);
  promiseFor("close")(...(await refusal("a sample after closing", () => model.bind(first.inputs))));
}

async function checkIndependence(model: FeatureModel, { layer, sample, promise }: Subject): Promise<void> {
  const features = contentsOf(await layer.features(layer.x0, 1));
  const other = await model.bind(sample.inputs);
  promise(
    contentsOf(await other.features(other.x0, 1)) === features,
    "the same features from a sample bound twice",
    "others the second time",
  );
  const after = await layer.features(layer.x0, 1).then(contentsOf, String);
  promise(after === features, "a layer that works on when its sample is bound again", "another answer");
}
