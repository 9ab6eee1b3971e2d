// The promises a bound layer makes about arrays and calls, one function each.

import { StillpointError } from "@stillpoint/core";
import { contentsOf } from "./contents.ts";
import { BATCH, materialFor, rowOf } from "./layer-material.ts";
import type { Subject } from "./model-sample.ts";

/** Arrays passed stay the caller's, results become the caller's. */
export async function checkOwnership({ layer, promise, check }: Subject): Promise<void> {
  const { x, target, cotangent } = materialFor(layer, check);
  const passed = { x, target, cotangent, x0: layer.x0 };
  const before = contentsOf(passed);
  const unchanged = (method: string): void =>
    promise(contentsOf(passed) === before, `arrays passed to ${method} unchanged`, "changed or detached ones");
  const features = await layer.features(x, BATCH);
  unchanged("features");
  const { change, gradient } = await layer.residual(x, target, BATCH);
  unchanged("residual");
  const back = await layer.vjp(x, cotangent, BATCH);
  unchanged("vjp");
  const results = [features, change, gradient, back];
  const first = contentsOf(results);
  const elsewhere = x.map((value) => value + 1);
  await layer.features(elsewhere, BATCH);
  await layer.residual(elsewhere, target, BATCH);
  await layer.vjp(elsewhere, cotangent, BATCH);
  promise(contentsOf(results) === first, "results left alone by later calls", "overwritten ones");
  for (const result of results) result.fill(Number.NaN);
  promise(contentsOf(passed) === before, "results in memory of their own", "the caller's or the layer's arrays");
}

/** Calls in flight at once give what they give one after the other. */
export async function checkConcurrency({ layer, promise, check }: Subject): Promise<void> {
  const { x, target, cotangent } = materialFor(layer, check);
  const calls = [
    () => layer.features(rowOf(x, 0), 1),
    () => layer.residual(x, target, BATCH),
    () => layer.vjp(rowOf(x, 1), cotangent, BATCH),
    () => layer.features(x, BATCH),
  ];
  const alone: unknown[] = [];
  for (const call of calls) alone.push(await call());
  const together = await Promise.all(calls.map((call) => call()));
  promise(contentsOf(together) === contentsOf(alone), "calls in flight together not to mix", "other results");
}

/** Arrays of another size are refused, never read short or padded. */
export async function checkRefusals({ layer, promise, check }: Subject): Promise<void> {
  const { x, target, cotangent } = materialFor(layer, check);
  const longer = (values: Float32Array): Float32Array => Float32Array.of(...values, 0);
  const refusals: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["features of a short x", () => layer.features(x.subarray(1), BATCH)],
    ["features of a long x", () => layer.features(longer(x), BATCH)],
    ["residual of a short x", () => layer.residual(x.subarray(1), target, BATCH)],
    ["residual to a long target", () => layer.residual(x, longer(target), BATCH)],
    ["vjp at a short x", () => layer.vjp(x.subarray(1), cotangent, BATCH)],
    ["vjp of a short cotangent", () => layer.vjp(x, cotangent.subarray(1), BATCH)],
  ];
  for (const [what, call] of refusals) promise(...(await refusal(what, call)));
}

/** Whether `call` fails with a `StillpointError`, as arguments of a promise. */
export async function refusal(
  what: string,
  call: () => Promise<unknown>,
): Promise<readonly [ok: boolean, expectation: string, got: string]> {
  const expectation = `${what} to be refused with a StillpointError`;
  try {
    await call();
    return [false, expectation, "an answer"];
  } catch (error) {
    return [error instanceof StillpointError, expectation, String(error)];
  }
}
