// Whether a network goes by shape or by texture where the two say different things.

import { ensure } from "@stillpoint/core";

export interface ShapeBias {
  /** Answers for the shape over answers for shape or texture; NaN where every answer is neither. */
  readonly value: number;
  /** Share of examples answered with shape or texture: what the number rests on. */
  readonly decided: number;
  /** `[n]` what each example adds, to first order; their mean is the value. */
  readonly parts: Float64Array;
}

/**
 * Shape bias of `answers` `[n]` on cue conflicts: the class of every example's shape `[n]` and of its texture `[n]`. Examples
 * whose two cues are one class say nothing and are refused.
 *
 * @throws StillpointError SHAPE for lists of different lengths, INPUT for an example without a conflict
 * Source: Geirhos et al. 2019, as KG22 uses it.
 */
export function shapeBias(
  answers: ArrayLike<number>,
  shapes: ArrayLike<number>,
  textures: ArrayLike<number>,
): ShapeBias {
  const n = answers.length;
  ensure(
    shapes.length === n && textures.length === n,
    "SHAPE",
    () =>
      `cue conflict: expected a shape and a texture for each of ${n} answers; got ${shapes.length} and ${textures.length}; give both for every example`,
  );
  let [byShape, byTexture] = [0, 0];
  for (let k = 0; k < n; k++) {
    ensure(
      shapes[k] !== textures[k],
      "INPUT",
      () =>
        `cue conflict, example ${k}: expected two classes; got ${shapes[k]} for both; leave out examples without a conflict`,
    );
    if (answers[k] === shapes[k]) byShape++;
    if (answers[k] === textures[k]) byTexture++;
  }
  const decided = byShape + byTexture;
  const value = byShape / decided;
  const parts = Float64Array.from({ length: n }, (_, k) => {
    if (answers[k] === shapes[k]) return value + (n / decided) * (1 - value);
    return answers[k] === textures[k] ? value - (n / decided) * value : value;
  });
  return { value, decided: decided / n, parts };
}
