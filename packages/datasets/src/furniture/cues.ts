// Small forms that can stand for a class: number k is the cue of class k.

type Point = readonly [x: number, y: number, z: number];

/** `[count, 3]` within the unit ball. */
export type CueForm = (count: number) => Float32Array;

/** A form from its k-th of `count` points. */
const each =
  (place: (share: number, k: number) => Point): CueForm =>
  (count) =>
    Float32Array.from(Array.from({ length: count }, (_, k) => place((k + 0.5) / count, k)).flat());

/** Points at equal steps along straight lines, one after the other. */
const along = (...lines: readonly (readonly [from: Point, to: Point])[]): CueForm => {
  const lengths = lines.map(([from, to]) => Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return each((share) => {
    let left = share * total;
    let k = 0;
    while (k < lines.length - 1 && left > lengths[k]!) left -= lengths[k++]!;
    const [from, to] = lines[k]!;
    const t = left / lengths[k]!;
    return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), from[2] + t * (to[2] - from[2])];
  });
};

const path = (...corners: readonly Point[]): CueForm =>
  along(...corners.slice(1).map((to, k) => [corners[k]!, to] as const));

/** The angle between neighbours on a sunflower. */
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const TURN = 2 * Math.PI;
/** Half the edge of a cube in the unit ball. */
const S = 1 / Math.sqrt(3);
const square = (y: number): Point[] => [
  [-S, y, -S],
  [S, y, -S],
  [S, y, S],
  [-S, y, S],
  [-S, y, -S],
];

/** Eleven forms that differ at a glance, each the same for every sample. */
export const cueForms: readonly (readonly [name: string, form: CueForm])[] = [
  ["rod", path([0, -1, 0], [0, 1, 0])],
  ["ring", each((share) => [Math.cos(TURN * share), 0, Math.sin(TURN * share)])],
  [
    "ball",
    each((share, k) => {
      const radius = Math.sqrt(1 - (2 * share - 1) ** 2);
      return [radius * Math.cos(GOLDEN * k), 2 * share - 1, radius * Math.sin(GOLDEN * k)];
    }),
  ],
  [
    "cross",
    along(
      [
        [-1, 0, 0],
        [1, 0, 0],
      ],
      [
        [0, -1, 0],
        [0, 1, 0],
      ],
      [
        [0, 0, -1],
        [0, 0, 1],
      ],
    ),
  ],
  ["hoop", each((share) => [Math.cos(TURN * share), Math.sin(TURN * share), 0])],
  ["tent", path([-S, -S, -S], [0, 1, 0], [S, -S, S], [-S, -S, S], [0, 1, 0], [S, -S, -S], [-S, -S, -S])],
  ["frames", along(...pairs(square(-S)), ...pairs(square(S)))],
  ["helix", each((share) => [0.6 * Math.cos(2 * TURN * share), 1.6 * share - 0.8, 0.6 * Math.sin(2 * TURN * share)])],
  ["plate", each((share, k) => [Math.sqrt(share) * Math.cos(GOLDEN * k), 0, Math.sqrt(share) * Math.sin(GOLDEN * k)])],
  ["gate", path([-0.7, -0.7, 0], [-0.7, 0.7, 0], [0.7, 0.7, 0], [0.7, -0.7, 0])],
  ["beam", path([-1, 0, 0], [1, 0, 0])],
];

function pairs(corners: readonly Point[]): [Point, Point][] {
  return corners.slice(1).map((to, k) => [corners[k]!, to]);
}
