// Values of options as they are typed; each throws what commander tells of a wrong one.

import { InvalidArgumentError } from "commander";

/** A count. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("expected a whole number above 0");
}

/** More threads than any machine here has cores. */
export const MOST_WORKERS: number = 1024;

/** Threads at once. */
export function threads(text: string): number {
  const value = positive(text);
  if (value <= MOST_WORKERS) return value;
  throw new InvalidArgumentError(`expected a whole number above 0, ${MOST_WORKERS} at most`);
}

/** A port of TCP, 0 left out: it means any. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65_535) return value;
  throw new InvalidArgumentError("expected a port from 1 to 65535");
}

/** More perturbed copies of a map than any error needs, and few enough for memory to be asked for their products. */
export const MOST_PASSES: number = 2 ** 20;

/** Perturbed copies of a map. */
export function passes(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 8 && value <= MOST_PASSES) return value;
  throw new InvalidArgumentError(`expected a whole number of at least 8, ${MOST_PASSES} at most`);
}

/** A level of averaging, or `auto`. */
export function smoothing(text: string): number | "auto" {
  const value = Number(text);
  if (text === "auto") return text;
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("expected auto or a number of at least 0, 0 for none");
}

/** A seed. */
export function whole(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw new InvalidArgumentError("expected a whole number from 0 to 2147483647");
}

/** A list by commas, behind what earlier uses of the option gave. */
export function collect(text: string, earlier: readonly string[]): string[] {
  return [...earlier, ...text.split(",").filter(Boolean)];
}
