// What a parser may do with a damaged file: give numbers that are numbers, or say in one sentence what is wrong.

import { StillpointError } from "@stillpoint/core";

/** How many inputs ended how. */
export interface Tally {
  readonly inputs: number;
  readonly values: number;
  readonly refusals: number;
  /** Milliseconds of the slowest. */
  readonly slowest: number;
  readonly faults: readonly Fault[];
}

/** An input that ended otherwise. */
export interface Fault {
  /** The input's number: with the seed it gives the bytes. */
  readonly index: number;
  readonly kind: "hang" | "raw error" | "grammar" | "not finite";
  readonly said: string;
}

/** Numbers a value holds that are not finite, as the way to the first; undefined where all are. */
export function notFinite(value: unknown, way = "value", depth = 0): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${way} is ${value}`;
  if (depth > 12 || typeof value !== "object" || value === null) return undefined;
  if (ArrayBuffer.isView(value)) {
    if (!(value instanceof Float32Array || value instanceof Float64Array)) return undefined;
    const bad = value.findIndex((number) => !Number.isFinite(number));
    return bad < 0 ? undefined : `${way}[${bad}] is ${value[bad]}`;
  }
  const entries = value instanceof Map ? value : Object.entries(value);
  for (const [key, item] of entries) {
    const found = notFinite(item, `${way}.${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `expected ...; got ...; what to do`, or a sentence about what cannot be done. */
const GRAMMAR = /\bexpected\b.+; got\b|\bcannot\b|is missing/s;

/** What is wrong with an error; undefined for one of ours in our grammar. */
export function wrongError(error: unknown): Omit<Fault, "index"> | undefined {
  if (!(error instanceof StillpointError)) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : `${typeof error}: ${String(error)}`;
    const kind = said.includes("timed out") ? "hang" : "raw error";
    return { kind, said: said.slice(0, 200) };
  }
  if (!GRAMMAR.test(error.message)) return { kind: "grammar", said: error.message.slice(0, 200) };
  return undefined;
}
