// Changes of a cloud of points: rotation, fewer points, jitter.

import { type Chance, drawNormal, ensure } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import type { Transform } from "./transform.ts";

/** The input that holds clouds `[b, n, 3]`, and what else a network reads of the points, such as its regions. */
export interface CloudInput {
  readonly name: string;
  /** Inputs `[1, ...]` that are computed from the points `[n·3]`, computed anew for changed ones. */
  readonly sides?: (points: Float32Array) => SampleInputs;
}

/** `[n·3]` turned by `angle` radians around the unit vector `axis` (Rodrigues). */
export function rotated(points: Float32Array, axis: readonly [number, number, number], angle: number): Float32Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [u, v, w] = axis;
  const turned = new Float32Array(points.length);
  for (let k = 0; k < points.length; k += 3) {
    const [x, y, z] = [points[k]!, points[k + 1]!, points[k + 2]!];
    const along = (u * x + v * y + w * z) * (1 - cos);
    turned[k] = u * along + x * cos + (v * z - w * y) * sin;
    turned[k + 1] = v * along + y * cos + (w * x - u * z) * sin;
    turned[k + 2] = w * along + z * cos + (u * y - v * x) * sin;
  }
  return turned;
}

/** A turn by up to `strength` degrees either way, around the axis that points up (y) or around any. */
export function rotation(input: CloudInput, around: "up" | "any"): Transform {
  return {
    id: `rotation-${around}`,
    title: around === "up" ? "rotation around the vertical" : "rotation around any axis",
    strength: "degrees",
    pair: (sample, strength, chance) => {
      ensure(strength >= 0 && strength <= 180, "RANGE", () => `rotation: expected 0 to 180 degrees; got ${strength}`);
      const axis = around === "up" ? ([0, 1, 0] as const) : anyAxis(chance);
      const angle = (chance.within([-1, 1]) * strength * Math.PI) / 180;
      return [sample, changed(sample, input, (points) => rotated(points, axis, angle))];
    },
  };
}

/** Only a share 1 − strength of the points, in their places; those left out are replaced by points that are kept, drawn at random. */
export function subSampling(input: CloudInput): Transform {
  return {
    id: "sub-sampling",
    title: "fewer points",
    strength: "share left out",
    pair: (sample, strength, chance) => {
      ensure(
        strength >= 0 && strength < 1,
        "RANGE",
        () => `sub-sampling: expected a share from 0 below 1; got ${strength}`,
      );
      return [
        sample,
        changed(sample, input, (points) => {
          const n = points.length / 3;
          const order = shuffled(n, chance);
          const kept = order.slice(0, Math.max(1, Math.round((1 - strength) * n)));
          const thinned = points.slice();
          for (const left of order.slice(kept.length)) {
            const from = kept[chance.below(kept.length)]!;
            thinned.set(points.subarray(3 * from, 3 * from + 3), 3 * left);
          }
          return thinned;
        }),
      ];
    },
  };
}

/** Normal noise on every coordinate, of deviation `strength` in the cloud's units. */
export function pointJitter(input: CloudInput): Transform {
  return {
    id: "point-jitter",
    title: "noise on the points",
    strength: "deviation",
    pair: (sample, strength, chance) => {
      ensure(strength >= 0, "RANGE", () => `point jitter: expected a deviation from 0; got ${strength}`);
      const seed = chance.below(2 ** 31);
      return [
        sample,
        changed(sample, input, (points) => {
          const noise = new Float64Array(points.length);
          drawNormal({ seed, sample: "cloud", purpose: "point jitter", pass: 0 }, noise);
          return points.map((value, k) => value + strength * noise[k]!);
        }),
      ];
    },
  };
}

function changed(
  sample: SampleInputs,
  { name, sides }: CloudInput,
  change: (points: Float32Array) => Float32Array,
): SampleInputs {
  const tensor = sample[name];
  ensure(
    tensor?.data instanceof Float32Array && tensor.shape.length === 3 && tensor.shape[2] === 3,
    "SHAPE",
    () =>
      `input ${name}: expected clouds [b, n, 3] of float32; got ${tensor?.shape.join("x") ?? "none"}; name the points' input`,
  );
  const points = change(tensor.data);
  return { ...sample, ...sides?.(points), [name]: { ...tensor, data: points } };
}

/** Uniform on the sphere. */
function anyAxis(chance: Chance): readonly [number, number, number] {
  const up = chance.within([-1, 1]);
  const around = chance.within([0, 2 * Math.PI]);
  const flat = Math.sqrt(1 - up * up);
  return [flat * Math.cos(around), up, flat * Math.sin(around)];
}

/** 0 to count − 1 in a random order (Fisher and Yates). */
export function shuffled(count: number, chance: Chance): number[] {
  const order = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = chance.below(k + 1);
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return order;
}
