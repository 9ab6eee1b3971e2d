// How a value of a result is written into report.json and read back: one description serves both ways.

import type { Interval } from "@stillpoint/core";
import { z } from "zod";
import { inOrder, sorted } from "./key-order.ts";
import { known, reasonFor } from "./missing.ts";
import type { JsonField, JsonOf, ReportInterval } from "./report.ts";

/** Told where a number does not exist, by the keys that lead to it from the object around it. */
type Missing = (place: readonly string[]) => void;

/** A value that is always there. */
export interface JsonForm<Value, Written = JsonOf<Value>> {
  readonly optional: false;
  /** Whether the object around it may need `reasons`. */
  readonly mayMiss: boolean;
  /** Fields this version does not know are dropped. */
  readonly schema: z.ZodType<Written>;
  /** Records in their one order, fields in the order of the description. */
  write(value: Value, missing: Missing): Written;
}

/** A value that may be absent from the object around it. */
export interface OptionalForm<Value, Written = JsonOf<Value>> extends Omit<JsonForm<Value, Written>, "optional"> {
  readonly optional: true;
}

/** A form for every field of `Value`, in the order of the file: one that is forgotten or misspelt does not compile. */
export type FieldForms<Value> = {
  readonly [Name in keyof Value]-?: undefined extends Value[Name]
    ? OptionalForm<Exclude<Value[Name], undefined>, Exclude<JsonField<Name, Value[Name]>, undefined>>
    : JsonForm<Value[Name], JsonField<Name, Value[Name]>>;
};

function asIs<Value>(schema: z.ZodType<Value>): JsonForm<Value, Value> {
  return { optional: false, mayMiss: false, schema, write: (value) => value };
}

export const text: JsonForm<string, string> = asIs(z.string());
export const flag: JsonForm<boolean, boolean> = asIs(z.boolean());
export const yes: JsonForm<true, true> = asIs(z.literal(true));
/** A number that always exists. */
export const number: JsonForm<number, number> = asIs(z.number());
/** A count. */
export const whole: JsonForm<number, number> = asIs(z.int().nonnegative());

/** One of some words. */
export function oneOf<const Word extends string>(words: readonly Word[]): JsonForm<Word, Word> {
  return asIs(z.enum(words));
}

/** A number that may not exist: null, with a reason in the object around it. */
export const measured: JsonForm<number, number | null> = {
  optional: false,
  mayMiss: true,
  schema: z.number().nullable(),
  write(value, missing) {
    const written = known(value);
    if (written === null) missing([]);
    return written;
  },
};

/** A mean with its interval and the reason where one is null, or what they leave out. */
export const interval: JsonForm<Interval, ReportInterval> = {
  optional: false,
  mayMiss: false,
  schema: z
    .object({
      mean: measured.schema,
      low: measured.schema,
      high: measured.schema,
      reason: z.exactOptional(z.string()),
    })
    .refine(
      (value) => value.reason !== undefined || (value.mean !== null && value.low !== null && value.high !== null),
      { message: "expected a reason beside null" },
    ),
  write(value) {
    const numbers = { mean: known(value.mean), low: known(value.low), high: known(value.high) };
    if (numbers.mean !== null && numbers.low !== null && numbers.high !== null)
      return value.reason === undefined ? numbers : { ...numbers, reason: value.reason };
    const why = numbers.mean === null ? "not defined for these samples" : "too few seeds or samples for an interval";
    return { ...numbers, reason: value.reason ?? why };
  },
};

/** The same value where it may be absent. */
export function optional<Value, Written>(form: JsonForm<Value, Written>): OptionalForm<Value, Written> {
  return { ...form, optional: true };
}

/** Values in their own order. */
export function list<Value, Written>(form: JsonForm<Value, Written>): JsonForm<readonly Value[], readonly Written[]> {
  return {
    optional: false,
    mayMiss: form.mayMiss,
    schema: z.array(form.schema),
    write: (values, missing) => values.map((value) => form.write(value, missing)),
  };
}

/** Values by name, roles first. */
export function record<Value, Written>(
  form: JsonForm<Value, Written>,
): JsonForm<Readonly<Record<string, Value>>, Readonly<Record<string, Written>>> {
  return {
    optional: false,
    mayMiss: form.mayMiss,
    schema: z.record(z.string(), form.schema),
    write: (values, missing) => sorted(values, (value, key) => form.write(value, (place) => missing([key, ...place]))),
  };
}

const reasons = z.exactOptional(z.record(z.string(), z.string()));

/** An object with a form for each field; `reasons` come last where a number is missing. */
export function fields<Value extends object>(forms: FieldForms<Value>): JsonForm<Value> {
  const entries: readonly (readonly [string, AnyForm])[] = Object.entries(forms);
  const shape = entries.map(([name, { schema, optional }]) => [name, optional ? z.exactOptional(schema) : schema]);
  const gaps = entries.some(([, { mayMiss }]) => mayMiss) ? { reasons } : {};
  return {
    optional: false,
    mayMiss: false,
    // `forms` has one form for every field of `Value`, which is what the two assertions rest on.
    schema: z.object({ ...Object.fromEntries(shape), ...gaps }) as z.ZodType as z.ZodType<JsonOf<Value>>,
    write(value) {
      const given = new Map<string, unknown>(Object.entries(value));
      const written: Record<string, unknown> = {};
      const why: Record<string, string> = {};
      for (const [name, form] of entries) {
        if (form.optional && given.get(name) === undefined) continue;
        const places: string[] = [];
        written[name] = form.write(given.get(name), (place) => places.push(place.join(".") || name));
        for (const place of inOrder(places)) why[place] = reasonFor(place);
      }
      if (Object.keys(why).length > 0) written.reasons = why;
      return written as JsonOf<Value>;
    },
  };
}

/** A form whose types are not known here. */
interface AnyForm {
  readonly optional: boolean;
  readonly mayMiss: boolean;
  readonly schema: z.ZodType;
  write(value: unknown, missing: Missing): unknown;
}
