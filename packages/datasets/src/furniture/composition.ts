// One shape among clutter: the clouds of the built-in point benchmark.

import { drawNormal, ensure, type Region } from "@stillpoint/core";
import {
  besides,
  clutterPiece,
  direction,
  GAP,
  joined,
  meanSpacing,
  type PointSample,
  scaled,
  someOf,
  turned,
} from "@stillpoint/pointcloud";
import type { CompositionName } from "../composition-name.ts";
import { type Random, randomOf } from "../random.ts";
import { cueForms } from "./cues.ts";
import type { FurnitureShape } from "./pack.ts";

export interface CloudRule {
  /** N, a multiple of 32: three quarters lie on the object, 3/32 on the cue, the rest on clutter. */
  readonly points: number;
  /** How often the cue is that of the object's class; 1 / classes is chance. */
  readonly agreement: number;
  /** Standard deviation of the noise added to every coordinate, in radii of the finished cloud. */
  readonly jitter: number;
  /** The object is turned about y by up to this angle either way, radians. */
  readonly turn: number;
  /** The object is stretched along x, y and z by up to this share either way. */
  readonly stretch: number;
}

/** Clouds whose cue agrees with the class `agreement` of the time. */
export const cueCloudRule = (agreement: number, points = 256): CloudRule => ({
  points,
  agreement,
  jitter: 0.01,
  turn: Math.PI / 6,
  stretch: 0,
});

/** The teacher's clouds: any cue as often as any other, objects stretched. */
export const teacherCloudRule = (classes: number, points = 256): CloudRule => ({
  points,
  agreement: 1 / classes,
  jitter: 0.01,
  turn: Math.PI / 6,
  stretch: 0.2,
});

/** A finished cloud: object points first, then clutter, then the cue, part `clutter-cue`. */
export interface ComposedCloud extends PointSample {
  readonly label: number;
  /** Name of the cue's form. */
  readonly cue: string;
}

const PIECES = 2;
/** Of the unstretched object, in radii of the unit sphere: leaves room for clutter on every side. */
const OBJECT_RADIUS = 0.55;
/** Radius of the cue, in radii of the object. */
const CUE_RADIUS = 0.3;
/** Heights of the directions in which cues lie, and how far one strays from its side, radians. */
const CUE_HEIGHT = [-0.2, 0.2] as const;
const CUE_SIDE = [-0.2, 0.2] as const;

/** The cue's part name. */
export const CLUTTER_CUE = "clutter-cue";

/**
 * Composes a cloud `[N, 3]` in the unit sphere.
 *
 * The object is turned about y; around it, never touching, lie two pieces of shapes of other classes, each as dense as
 * the object, and one cue. `sources` are the shapes clutter is taken from.
 * Throws `RANGE` for an agreement outside 0..1 and for N that is no multiple of 32 or more than the shape holds.
 */
export function composeCloud(
  shape: FurnitureShape,
  sources: readonly FurnitureShape[],
  classes: number,
  rule: CloudRule,
  key: CompositionName,
): ComposedCloud {
  const sizes = checkRule(shape, rule);
  const noiseKey = { seed: key.seed, sample: shape.id, pass: key.copy };
  const random = randomOf({ ...noiseKey, purpose: `${key.purpose}/composition` });
  const agrees = random.chance(rule.agreement);
  const cue = agrees ? shape.label : (shape.label + 1 + random.below(classes - 1)) % classes;
  const [name, form] = cueForms[cue]!;

  const stretchedObject = stretched(someOf(shape.points, sizes.object, random), rule.stretch, random);
  const object = turned(stretchedObject, random.within([-rule.turn, rule.turn]));
  const spacing = meanSpacing(object);
  const place = { gap: GAP * spacing, room: 1 / OBJECT_RADIUS };
  const side = (2 * Math.PI * cue) / classes;
  const cuePiece = besides(
    [object],
    scaled(form(sizes.cue), CUE_RADIUS),
    { ...place, ways: () => direction(random.within(CUE_HEIGHT), side + random.within(CUE_SIDE)) },
    random,
  );
  const pieces: Float32Array[] = [];
  for (let k = 0; k < PIECES; k++) {
    const count = Math.floor((sizes.clutter + k) / PIECES);
    const source = otherShape(shape, sources, random).points;
    pieces.push(clutterPiece(source, count, [object, cuePiece, ...pieces], { spacing, room: place.room }, random));
  }

  const clean = joined([object, ...pieces, cuePiece]);
  const noise = new Float32Array(clean.length);
  drawNormal({ ...noiseKey, purpose: `${key.purpose}/jitter` }, noise);
  const points = clean.map((value, k) => OBJECT_RADIUS * value + rule.jitter * noise[k]!);
  return { id: shape.id, label: shape.label, cue: name, points, ...annotation(sizes) };
}

interface Sizes {
  readonly object: number;
  readonly clutter: number;
  readonly cue: number;
}

function checkRule(shape: FurnitureShape, { agreement, points }: CloudRule): Sizes {
  ensure(
    agreement >= 0 && agreement <= 1,
    "RANGE",
    () => `agreement: expected a probability in 0..1; got ${agreement}; pass 0.9, or 1 / classes for chance`,
  );
  const held = shape.points.length / 3;
  ensure(
    points > 0 && points % 32 === 0 && 0.75 * points <= held,
    "RANGE",
    () => `points: expected a multiple of 32 up to ${Math.floor(held / 24) * 32}; got ${points}; pass for example 256`,
  );
  return { object: (points * 24) / 32, clutter: (points * 5) / 32, cue: (points * 3) / 32 };
}

function annotation({ object, clutter, cue }: Sizes): { regions: Region[]; parts: (string | undefined)[] } {
  return {
    regions: Array.from({ length: object + clutter + cue }, (_, p) => (p < object ? "foreground" : "background")),
    parts: Array.from({ length: object + clutter + cue }, (_, p) => (p < object + clutter ? undefined : CLUTTER_CUE)),
  };
}

/** Every axis by a factor of its own, 1 − share to 1 + share. */
function stretched(points: Float32Array, share: number, random: Random): Float32Array {
  const factors = [0, 1, 2].map(() => random.within([1 - share, 1 + share]));
  return points.map((value, k) => factors[k % 3]! * value);
}

/** A shape of another class. */
function otherShape(shape: FurnitureShape, sources: readonly FurnitureShape[], random: Random): FurnitureShape {
  for (;;) {
    const other = sources[random.below(sources.length)]!;
    if (other.label !== shape.label) return other;
  }
}
