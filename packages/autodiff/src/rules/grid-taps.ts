// Which positions of an axis a point between them reads, and with what weights.

import type { Emitter } from "../emitter.ts";
import { ElementType } from "../model/graph.ts";
import { range } from "./sizes.ts";

export type Margins = "zeros" | "border" | "reflection";
export type Interpolation = "nearest" | "linear" | "cubic";

export interface GridSettings {
  readonly sizes: readonly number[];
  readonly margins: Margins;
  readonly interpolation: Interpolation;
  /** Whether -1 and 1 are the centres of the first and last value, instead of their outer edges. */
  readonly aligned: boolean;
}

/** What is read along one axis: lists with one tensor `[b, positions]` per tap. */
export interface AxisTaps {
  /** int64, always within the axis */
  readonly places: readonly string[];
  readonly weights: readonly string[];
  /** Derivatives of the weights to the grid's coordinate. */
  readonly slopes: readonly string[];
}

/** A position and its derivative to the grid's coordinate. */
interface Position {
  readonly value: string;
  readonly slope: string;
}

/** Convolution kernel of cubic interpolation in PyTorch and ONNX Runtime. */
const STEEPNESS = -0.75;

/** Taps of every axis, from one coordinate per axis. */
export function gridAxes(g: Emitter, settings: GridSettings, coordinates: readonly string[]): AxisTaps[] {
  return coordinates.map((coordinate, axis) => {
    const value = inPixels(g, coordinate, settings.sizes[axis]!, settings.aligned);
    // ONNX Runtime rounds before it mirrors.
    const point = settings.interpolation === "nearest" ? g.op("Round", [value]) : value;
    return axisTaps(g, settings, axis, brought(g, settings, axis, point));
  });
}

function inPixels(g: Emitter, coordinate: string, size: number, aligned: boolean): string {
  const shifted = g.op("Add", [coordinate, g.float32(1)]);
  if (aligned) return g.op("Mul", [shifted, g.float32((size - 1) / 2)]);
  return g.op("Sub", [g.op("Mul", [shifted, g.float32(size / 2)]), g.float32(0.5)]);
}

/** Where an axis ends. */
function edges(size: number, aligned: boolean): readonly [number, number] {
  return aligned ? [0, size - 1] : [-0.5, size - 0.5];
}

/** A point outside brought back; one at the first or last value does not move, as in PyTorch. */
function brought(
  g: Emitter,
  { sizes, margins, interpolation, aligned }: GridSettings,
  axis: number,
  value: string,
): Position {
  const size = sizes[axis]!;
  const scale = g.float32((aligned ? size - 1 : size) / 2);
  const zero = g.float32(0);
  const last = g.float32(size - 1);
  const within = (point: string) => g.op("And", [g.op("Greater", [point, zero]), g.op("Less", [point, last])]);
  // Cubic taps are brought back one by one.
  if (margins === "zeros" || (margins === "border" && interpolation === "cubic")) return { value, slope: scale };
  if (margins === "border") {
    return { value: g.op("Clip", [value, zero, last]), slope: g.op("Where", [within(value), scale, zero]) };
  }
  const { value: mirrored, flipped } = reflected(g, value, edges(size, aligned));
  const slope = g.op("Where", [flipped, g.op("Neg", [scale]), scale]);
  if (interpolation === "cubic") return { value: mirrored, slope };
  return { value: mirrored, slope: g.op("Where", [within(mirrored), slope, zero]) };
}

/** A position mirrored at both edges until it lies between them, and whether that turned its direction. */
function reflected(
  g: Emitter,
  value: string,
  [low, high]: readonly [number, number],
): { readonly value: string; readonly flipped: string } {
  const width = high - low;
  const zero = g.float32(0);
  if (width === 0) {
    // One value: nothing moves, and neither direction is right.
    return { value: g.op("Mul", [value, zero]), flipped: g.op("Less", [value, zero]) };
  }
  const turn = g.float32(2 * width);
  const from = g.op("Sub", [value, g.float32(low)]);
  const turns = g.op("Floor", [g.op("Div", [from, turn])]);
  const within = g.op("Sub", [from, g.op("Mul", [turns, turn])]);
  const flipped = g.op("Greater", [within, g.float32(width)]);
  const folded = g.op("Where", [flipped, g.op("Sub", [turn, within]), within]);
  return { value: g.op("Add", [folded, g.float32(low)]), flipped };
}

function axisTaps(g: Emitter, settings: GridSettings, axis: number, { value, slope }: Position): AxisTaps {
  const { interpolation, aligned, margins } = settings;
  const size = settings.sizes[axis]!;
  const nearest = interpolation === "nearest";
  const base = nearest ? value : g.op("Floor", [value]);
  const fraction = g.op("Sub", [value, base]);
  const offsets = nearest ? [0] : interpolation === "linear" ? [0, 1] : [-1, 0, 1, 2];
  const pairs = offsets.map((offset) => weightAt(g, interpolation, fraction, offset));
  const found = offsets.map((offset, tap) => {
    const at = offset === 0 ? base : g.op("Add", [base, g.float32(offset)]);
    const inside = margins === "reflection" ? reflected(g, at, edges(size, aligned)).value : at;
    const place = g.op("Clip", [inside, g.float32(0), g.float32(size - 1)]);
    const { weight, derivative } = pairs[tap]!;
    const sloped = g.op("Mul", [derivative, slope]);
    const counted = (factor: string) =>
      margins === "zeros" ? g.op("Where", [g.op("Equal", [place, at]), factor, g.float32(0)]) : factor;
    return {
      place: g.op("Cast", [place], { to: ElementType.INT64 }),
      weight: counted(weight),
      slope: counted(sloped),
    };
  });
  return {
    places: found.map(({ place }) => place),
    weights: found.map(({ weight }) => weight),
    slopes: found.map((tap) => tap.slope),
  };
}

interface Weight {
  readonly weight: string;
  readonly derivative: string;
}

/** The weight of the tap at `offset` from the value before, and its derivative to the fraction. */
function weightAt(g: Emitter, interpolation: Interpolation, fraction: string, offset: number): Weight {
  const one = g.float32(1);
  if (interpolation === "nearest") {
    const none = g.op("Mul", [fraction, g.float32(0)]);
    return { weight: g.op("Add", [none, one]), derivative: none };
  }
  if (interpolation === "linear") {
    if (offset === 1) return { weight: fraction, derivative: one };
    return { weight: g.op("Sub", [one, fraction]), derivative: g.float32(-1) };
  }
  // Distance from the tap, and the polynomial of that distance.
  const behind = offset > 0;
  const shift = g.float32(offset);
  const distance = behind ? g.op("Sub", [shift, fraction]) : g.op("Sub", [fraction, shift]);
  const far = offset === -1 || offset === 2;
  const a = STEEPNESS;
  const terms = far ? [a, -5 * a, 8 * a, -4 * a] : [a + 2, -(a + 3), 0, 1];
  const derivative = polynomial(
    g,
    distance,
    terms.slice(0, 3).map((term, at) => term * (3 - at)),
  );
  return {
    weight: polynomial(g, distance, terms),
    derivative: behind ? g.op("Neg", [derivative]) : derivative,
  };
}

/** Horner's scheme, highest power first. */
function polynomial(g: Emitter, x: string, [first = 0, ...rest]: readonly number[]): string {
  return range(0, rest.length).reduce(
    (sum, at) => g.op("Add", [g.op("Mul", [sum, x]), g.float32(rest[at]!)]),
    g.float32(first),
  );
}
