// Backgrounds that say nothing about the class: hue, direction and texture are drawn at random.

import type { Random } from "../random.ts";

export type Background = "texture" | "mixed";

type Colour = readonly [number, number, number];

/** Hue in turns, saturation and value in 0..1 (Smith 1978). */
function fromHsv(hue: number, saturation: number, value: number): Colour {
  const channel = (shift: number): number => {
    const k = (shift + hue * 6) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}

const randomColour = (random: Random, hue: number): Colour =>
  fromHsv(((hue % 1) + 1) % 1, random.within([0.15, 0.8]), random.within([0.35, 0.95]));

/** `[3, S, S]` a linear gradient between two colours in a random direction. */
function gradient(random: Random, size: number): Float32Array {
  const hue = random.uniform();
  const from = randomColour(random, hue);
  const to = randomColour(random, hue + random.within([-0.2, 0.2]));
  const angle = 2 * Math.PI * random.uniform();
  const [dx, dy] = [Math.cos(angle) / size, Math.sin(angle) / size];
  const area = size * size;
  const colours = new Float32Array(3 * area);
  for (let p = 0; p < area; p++) {
    const x = (p % size) - size / 2;
    const y = Math.floor(p / size) - size / 2;
    const t = Math.min(1, Math.max(0, 0.5 + dx * x + dy * y));
    for (let c = 0; c < 3; c++) colours[c * area + p] = from[c]! + t * (to[c]! - from[c]!);
  }
  return colours;
}

function solid(random: Random, size: number): Float32Array {
  const colour = randomColour(random, random.uniform());
  const area = size * size;
  return Float32Array.from({ length: 3 * area }, (_, k) => colour[Math.floor(k / area)]!);
}

/** Adds random values on a lattice of `step` pixels, linearly between them: `amplitude` either way. */
function addNoise(random: Random, plane: Float32Array, size: number, step: number, amplitude: number): void {
  const side = Math.ceil(size / step) + 2;
  const lattice = Float32Array.from({ length: side * side }, () => amplitude * (2 * random.uniform() - 1));
  const [shiftX, shiftY] = [random.uniform(), random.uniform()];
  for (let y = 0; y < size; y++) {
    const row = Math.floor(y / step + shiftY);
    const v = y / step + shiftY - row;
    for (let x = 0; x < size; x++) {
      const column = Math.floor(x / step + shiftX);
      const u = x / step + shiftX - column;
      const k = row * side + column;
      const upper = lattice[k]! * (1 - u) + lattice[k + 1]! * u;
      const lower = lattice[k + side]! * (1 - u) + lattice[k + side + 1]! * u;
      plane[y * size + x] = plane[y * size + x]! + upper * (1 - v) + lower * v;
    }
  }
}

/** Grey noise at a coarse and a fine scale, the same in every channel. */
function addTexture(random: Random, colours: Float32Array, size: number, amplitude: number): void {
  const area = size * size;
  const grey = new Float32Array(area);
  addNoise(random, grey, size, random.within([5, 12]), amplitude);
  addNoise(random, grey, size, random.within([1.5, 3.5]), amplitude);
  for (let k = 0; k < colours.length; k++) colours[k] = colours[k]! + grey[k % area]!;
}

/** Coloured blotches: every channel has noise of its own. */
function addBlotches(random: Random, colours: Float32Array, size: number): void {
  const area = size * size;
  const step = random.within([4, 16]);
  const amplitude = random.within([0.1, 0.4]);
  for (let c = 0; c < 3; c++) addNoise(random, colours.subarray(c * area, (c + 1) * area), size, step, amplitude);
}

/**
 * `[3, S, S]` colours about 0..1, not clipped. `texture` is a gradient with grey noise; `mixed` is one of solid,
 * gradient, texture and coloured blotches.
 */
export function drawBackground(random: Random, size: number, background: Background): Float32Array {
  const kind = background === "texture" ? 2 : random.below(4);
  const colours = kind === 0 ? solid(random, size) : gradient(random, size);
  if (kind === 2) addTexture(random, colours, size, random.within([0.06, 0.16]));
  if (kind === 3) addBlotches(random, colours, size);
  return colours;
}
