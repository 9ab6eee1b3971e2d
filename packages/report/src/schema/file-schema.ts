// Files with a schema id: read with errors that name the file, the place and the version.

import { isRecord, parseJson, StillpointError } from "@stillpoint/core";
import { z } from "zod";
import { misfitOf } from "./misfit.ts";

/** What is said of a version that is not known yet. */
function versionOf(id: string): { readonly family: string; readonly version: number } | undefined {
  const [, family, version] = id.match(/^(.*)\/(\d+)$/) ?? [];
  return family === undefined ? undefined : { family, version: Number(version) };
}

/** The id a file gives itself; undefined where it has none. */
export function schemaIdOf(text: string): string | undefined {
  const value = parseJson(text);
  return isRecord(value) && typeof value.schema === "string" ? value.schema : undefined;
}

/** Whether `given` is a later version of the schema `known`. */
export function isNewer(given: string, known: string): boolean {
  const [theirs, own] = [versionOf(given), versionOf(known)];
  return theirs !== undefined && own !== undefined && theirs.family === own.family && theirs.version > own.version;
}

/** A reader of texts that fit `schema`; throws `INPUT`. */
export function schemaReader<Value>(schema: z.ZodType<Value>, id: string): (text: string, name: string) => Value {
  return (text, name) => {
    const value = parseJson(text);
    if (value === undefined) {
      throw new StillpointError(
        "INPUT",
        `${name}: expected JSON; got text that does not parse; name the folder of a finished run, or make a damaged file again by the command that made it`,
      );
    }
    const given = isRecord(value) && typeof value.schema === "string" ? value.schema : "";
    if (isNewer(given, id)) {
      throw new StillpointError(
        "INPUT",
        `${name}: expected ${id}; got the later ${given.slice(0, 60)}; update Stillpoint`,
      );
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new StillpointError(
      "INPUT",
      `${name}${misfit(parsed.error, value)}; make it with this version, or update Stillpoint`,
    );
  };
}

/** `value` as the file has it; throws `SHAPE` for one that does not fit, called `name`. */
export function encoded<Value>(schema: z.ZodType<Value>, value: Value, name: string): unknown {
  const written = z.safeEncode(schema, value);
  if (written.success) return written.data;
  throw new StillpointError("SHAPE", `${name}${misfit(written.error, value)}; mend what made it`);
}

/** `, place: expected ...; got ...` */
function misfit({ issues: [issue] }: z.ZodError, value: unknown): string {
  const { place, expected, got } = issue
    ? misfitOf(issue, value)
    : { place: "", expected: "another form", got: "this" };
  return `${place === "" ? "" : `, ${place}`}: expected ${expected}; got ${got}`;
}
