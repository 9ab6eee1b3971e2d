// Who sees which shapes: a quarter of every class nobody, the teacher the rest, student and scratch one small set of it.

import { ensure } from "@stillpoint/core";
import { type Random, randomOf } from "../random.ts";
import { type ComposedCloud, composeCloud, cueCloudRule, teacherCloudRule } from "./composition.ts";
import type { FurniturePack, FurnitureShape } from "./pack.ts";

export interface FurnitureSplitOptions {
  readonly seed: number;
  /** How often the cue tells the class in training and measured clouds; 0.9 by default. */
  readonly agreement?: number;
  /** Shapes student and scratch are trained on, the same number of each class as far as it goes; 200 by default. */
  readonly trainingShapes?: number;
  /** Clouds whose maps are measured, half of them held out; 48 by default. */
  readonly measured?: number;
  /** Test clouds of every held-out shape, each composed anew; 1 by default. */
  readonly testCopies?: number;
  /** N, a multiple of 32; 256 by default. */
  readonly points?: number;
}

/** Clouds as a network takes them. */
export interface PointBatch {
  /** `[b, N, 3]` */
  readonly points: Float32Array;
  readonly shape: readonly [batch: number, points: number, coordinates: number];
  /** `[b]` class indices. */
  readonly labels: Int32Array;
}

export interface FurnitureSplits {
  readonly classes: readonly string[];
  /** One cloud of every shape that student and scratch share. */
  readonly training: readonly ComposedCloud[];
  /**
   * What student and scratch are trained on: `copies` clouds of each of those shapes, composed anew with a new cue
   * each; the first are `training`. With one copy a network learns the clouds by heart.
   */
  trainingBank(copies: number): PointBatch;
  /** Every held-out shape beside a random cue: accuracy without help from the cue. */
  readonly test: readonly ComposedCloud[];
  /** Clouds to measure: of held-out shapes, and from `training` itself. */
  readonly measured: { readonly heldOut: readonly ComposedCloud[]; readonly training: readonly ComposedCloud[] };
  /** Fresh clouds for the teacher, every class as often as any other; the same step gives the same batch. */
  teacherBatch(step: number, size: number): PointBatch;
}

/** The share of every class that nobody is trained on. */
const HELD_OUT = 0.25;

/** Stacks clouds of one size into a batch. Throws `SHAPE` for none. */
export function pointBatchOf(clouds: readonly ComposedCloud[]): PointBatch {
  const first = clouds[0];
  ensure(first !== undefined, "SHAPE", () => "batch: expected at least one cloud; got none; check the split");
  const { length } = first.points;
  const points = new Float32Array(clouds.length * length);
  for (const [k, cloud] of clouds.entries()) points.set(cloud.points, k * length);
  return {
    points,
    shape: [clouds.length, length / 3, 3],
    labels: Int32Array.from(clouds, (cloud) => cloud.label),
  };
}

/**
 * The benchmark's data for one seed. Held-out shapes are the same for every seed, so one teacher serves all; sets are
 * disjoint in shapes except that measured training clouds are training clouds. Clutter comes from shapes of the
 * training pool. Throws `RANGE` for more clouds than there are shapes, an agreement outside 0..1 and an N that is no
 * multiple of 32.
 */
export function furnitureSplits(pack: FurniturePack, options: FurnitureSplitOptions): FurnitureSplits {
  const { seed, agreement = 0.9, trainingShapes = 200, measured = 48, testCopies = 1, points = 256 } = options;
  const count = pack.classes.length;
  const { pool, heldOut } = splitShapes(pack);
  const half = Math.floor(measured / 2);
  const pick = <T extends { readonly label: number }>(items: readonly T[], size: number, purpose: string): T[] => {
    ensure(
      Number.isInteger(size) && size >= 0 && size <= items.length,
      "RANGE",
      () => `split: expected at most ${items.length} clouds; got ${size}; ask for fewer`,
    );
    return inTurns(items, count, randomOf({ seed, sample: "furniture", purpose, pass: 0 })).slice(0, size);
  };
  const compose = (shape: FurnitureShape, purpose: string, copy: number, agrees: number): ComposedCloud =>
    composeCloud(shape, pool, count, cueCloudRule(agrees, points), { seed, purpose, copy });

  const shared = pick(pool, trainingShapes, "training");
  const training = shared.map((shape) => compose(shape, "training", 0, agreement));
  const byClass = pack.classes.map((_, label) => pool.filter((shape) => shape.label === label));
  return {
    classes: pack.classes,
    training,
    trainingBank: (copies) =>
      pointBatchOf(
        Array.from({ length: copies * shared.length }, (_, k) => {
          const copy = Math.floor(k / shared.length);
          return copy === 0 ? training[k]! : compose(shared[k % shared.length]!, "training", copy, agreement);
        }),
      ),
    test: Array.from({ length: testCopies }, (_, copy) =>
      heldOut.map((shape) => compose(shape, "test", copy, 1 / count)),
    ).flat(),
    measured: {
      heldOut: pick(heldOut, measured - half, "measured held-out").map((shape) =>
        compose(shape, "measured", 0, agreement),
      ),
      training: pick(training, half, "measured training"),
    },
    teacherBatch: (step, size) => {
      const random = randomOf({ seed, sample: "furniture", purpose: "teacher", pass: step });
      return pointBatchOf(
        Array.from({ length: size }, (_, k) => {
          const shapes = byClass[random.below(count)]!;
          const shape = shapes[random.below(shapes.length)]!;
          return composeCloud(shape, pool, count, teacherCloudRule(count, points), {
            seed,
            purpose: `teacher/${k}`,
            copy: step,
          });
        }),
      );
    },
  };
}

/** A quarter of every class is held out, chosen at random once for all seeds. */
function splitShapes({ classes, shapes }: FurniturePack): { pool: FurnitureShape[]; heldOut: FurnitureShape[] } {
  const random = randomOf({ seed: 0, sample: "furniture", purpose: "held out", pass: 0 });
  const pool: FurnitureShape[] = [];
  const heldOut: FurnitureShape[] = [];
  for (const label of classes.keys()) {
    const own = random.shuffled(shapes.filter((shape) => shape.label === label));
    const aside = Math.round(HELD_OUT * own.length);
    heldOut.push(...own.slice(0, aside));
    pool.push(...own.slice(aside));
  }
  return { pool, heldOut };
}

/** Items in random order, classes taking turns; a class that runs out is skipped. */
function inTurns<T extends { readonly label: number }>(items: readonly T[], classes: number, random: Random): T[] {
  const labels = random.shuffled(Array.from({ length: classes }, (_, label) => label));
  const turn = new Map<number, number>();
  const placed = random.shuffled(items).map((item) => {
    const round = turn.get(item.label) ?? 0;
    turn.set(item.label, round + 1);
    return { item, place: round * classes + labels.indexOf(item.label) };
  });
  return placed.sort((a, b) => a.place - b.place).map(({ item }) => item);
}
