// The user's own record of a training: rows of step, name, path and norm, as CSV or as JSON.

import { ensure, jsonExcerpt, parseJson, type Run, StillpointError, type WeightPath } from "@stillpoint/core";

/** How far weights had moved at a step. */
interface PathRow {
  readonly step: number;
  /** A weight or module; `*` or nothing is the whole network. */
  readonly name: string;
  /** Σ‖w_k − w_{k−1}‖ since step 0. */
  readonly path: number;
  /** ‖w_0‖ */
  readonly norm: number;
  /** Whether k counts optimiser steps or checkpoints. */
  readonly per: Per;
  /** For messages: `line 3`. */
  readonly place: string;
}

type Per = (typeof PERS)[number];

const PERS = ["checkpoint", "step"] as const;
const COLUMNS: ReadonlySet<string> = new Set(["step", "name", "path", "norm", "per"]);
const NEEDED = ["step", "name", "path", "norm"] as const;
/** Largest relative difference of a norm that is written with every row. */
const SAME = 1e-4;
/** Largest relative drop of a path that is rounding. */
const ROUNDING = 1e-6;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const REMEDY = "mend it, or remove it and paths are measured from the exported weights";

type Path = Run["checkpoints"][number]["path"];

/** One row of a file as it is written. */
interface RawRow {
  readonly place: string;
  readonly fields: ReadonlyMap<string, unknown>;
}

/**
 * The path of a layer and of the network by step. `layerNames` are what the record may call the layer's weight, the best
 * first; `fc1` and `fc1.weight` are one name, and what wraps a model (`module.`, `_orig_mod.`) is passed over. A path that
 * the record does not hold is NaN: of the network where no row is `*`, per step or per checkpoint where no row is.
 *
 * Throws `StillpointError INPUT` naming file and line for anything that is no record, and for a layer it does not hold.
 */
export function parsePathRows(text: string, file: string, layerNames: readonly string[]): ReadonlyMap<number, Path> {
  const raw = text.trimStart().startsWith("[") ? jsonRows(text, file) : csvRows(text, file);
  const rows = raw.map((row) => pathRow(row, file));
  checkCourses(rows, file);
  const names = new Map(rows.map(({ name }) => [plainName(name), plainName(name)]));
  const layer = layerNames.map(plainName).find((name) => name !== "" && names.has(name));
  if (layer === undefined) {
    const known = [...names.keys()].filter((name) => name !== "");
    throw new StillpointError(
      "INPUT",
      `${file}: expected the path of ${layerNames.at(-1) ?? "the layer"}; got ${listed(known)}; add rows of that name`,
    );
  }
  return new Map(
    [...new Set(rows.map(({ step }) => step))].map((step) => {
      const at = rows.filter((row) => row.step === step);
      return [step, { layer: weightPath(at, layer, file), network: weightPath(at, "", file) }];
    }),
  );
}

/** A name as it is compared: `*` is the network, `fc1.weight` is `fc1`. */
function plainName(name: string): string {
  if (name === "*") return "";
  return name.replace(/^((module|_orig_mod)\.)+/, "").replace(/\.weight$/, "");
}

function weightPath(rows: readonly PathRow[], name: string, file: string): WeightPath {
  const length = (per: Per): number => {
    const row = rows.find((each) => plainName(each.name) === name && each.per === per);
    if (row === undefined) return Number.NaN;
    ensure(
      row.norm > 0,
      "INPUT",
      () => `${file} ${row.place}: expected first weights of a size above 0; got 0 for ${row.name}; name another layer`,
    );
    return row.path / row.norm;
  };
  return { perStep: length("step"), perCheckpoint: length("checkpoint") };
}

function jsonRows(text: string, file: string): RawRow[] {
  const found = parseJson(text);
  ensure(
    Array.isArray(found),
    "INPUT",
    () => `${file}: expected a list of rows in JSON; got what is no JSON, a torn file perhaps; ${REMEDY}`,
  );
  return found.map((row: unknown, k): RawRow => {
    const place = `row ${k + 1}`;
    ensure(
      typeof row === "object" && row !== null && !Array.isArray(row),
      "INPUT",
      () => `${file} ${place}: expected {"step", "name", "path", "norm"}; got ${jsonExcerpt(row, 60)}; ${REMEDY}`,
    );
    return { place, fields: new Map(Object.entries(row)) };
  });
}

function csvRows(text: string, file: string): RawRow[] {
  const lines = text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .map((line, k) => ({ line, place: `line ${k + 1}` }))
    .filter(({ line }) => line.trim() !== "");
  const head = cells(lines[0]?.line ?? "");
  const missing = NEEDED.filter((column) => !head.includes(column));
  ensure(
    missing.length === 0,
    "INPUT",
    () =>
      `${file} line 1: expected the columns step, name, path, norm and perhaps per; got ${head.join(", ").slice(0, 80) || "nothing"}; ${REMEDY}`,
  );
  return lines.slice(1).map(({ line, place }) => {
    const values = cells(line);
    ensure(
      values.length === head.length,
      "INPUT",
      () => `${file} ${place}: expected ${head.length} columns; got ${values.length}; ${REMEDY}`,
    );
    return { place, fields: new Map(head.map((column, k) => [column, values[k]])) };
  });
}

function cells(line: string): string[] {
  return line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
}

function pathRow({ place, fields }: RawRow, file: string): PathRow {
  const wrong = (expected: string, got: unknown): StillpointError =>
    new StillpointError("INPUT", `${file} ${place}: expected ${expected}; got ${shown(got)}; ${REMEDY}`);
  const unknown = [...fields.keys()].find((column) => !COLUMNS.has(column));
  if (unknown !== undefined) throw wrong("only step, name, path, norm and per", unknown);
  const number = (column: string, expected: string, fits: (value: number) => boolean): number => {
    const given = fields.get(column);
    const value = typeof given === "string" && NUMBER.test(given) ? Number(given) : given;
    if (typeof value !== "number" || !Number.isFinite(value) || !fits(value)) {
      throw wrong(`${column} to be ${expected}`, given);
    }
    return value;
  };
  const name = fields.get("name") ?? "";
  if (typeof name !== "string") throw wrong("name to be the name of a weight", name);
  const given = fields.get("per");
  const per = given === undefined || given === "" ? "checkpoint" : PERS.find((each) => each === given);
  if (per === undefined) throw wrong("per to be step or checkpoint", given);
  const step = number("step", "a whole number from 0", (value) => Number.isSafeInteger(value) && value >= 0);
  const path = number("path", "a length from 0", (value) => value >= 0);
  const norm = number("norm", "the size of the first weights, from 0", (value) => value >= 0);
  if (step === 0 && path > 0) throw wrong("path to be 0 at step 0", path);
  return { step, name, path, norm, per, place };
}

function shown(value: unknown): string {
  return value === undefined || value === "" ? "nothing" : jsonExcerpt(value, 60);
}

/** Steps of a name go up, its path never goes down, its norm stays. */
function checkCourses(rows: readonly PathRow[], file: string): void {
  ensure(rows.length > 0, "INPUT", () => `${file}: expected a row for every checkpoint; got none; ${REMEDY}`);
  const last = new Map<string, PathRow>();
  for (const row of rows) {
    const key = JSON.stringify([plainName(row.name), row.per]);
    const before = last.get(key);
    last.set(key, row);
    if (before === undefined) continue;
    const wrong = (expected: string, got: string): StillpointError =>
      new StillpointError("INPUT", `${file} ${row.place}: expected ${expected}; got ${got}; ${REMEDY}`);
    const called = row.name === "" ? "*" : row.name;
    if (row.step <= before.step) throw wrong(`steps of ${called} to go up`, `${row.step} after ${before.step}`);
    if (row.path < before.path * (1 - ROUNDING))
      throw wrong(`the path of ${called} never to go down`, `${row.path} after ${before.path}`);
    if (Math.abs(row.norm - before.norm) > SAME * before.norm)
      throw wrong(`one norm for ${called}, that of its first weights`, `${row.norm} after ${before.norm}`);
  }
}

function listed(names: readonly string[]): string {
  const shortened = names.length > 8 ? [...names.slice(0, 8), `${names.length - 8} more`] : names;
  return shortened.join(", ") || "the whole network alone";
}
