// Why a value is refused by a schema, in words: the checker's own are written for programmers.

import { jsonExcerpt } from "@stillpoint/core";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** What was expected at a place of a value, and what is there. */
export interface Misfit {
  /** `tasks.0.samples`; empty for the whole value. */
  readonly place: string;
  readonly expected: string;
  readonly got: string;
}

/** Characters shown of what is there. */
const SHOWN = 60;

const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    object: "an object",
    record: "an object",
    array: "a list",
    tuple: "a list",
    string: "a text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    undefined: "nothing",
    nan: "no number",
  }),
);

/** An issue in words; `given` is the value that was checked. */
export function misfitOf(issue: Issue, given: unknown): Misfit {
  const value = valueAt(given, issue.path);
  return {
    place: issue.path.join("."),
    expected: expectedBy(issue),
    got: value === undefined ? "nothing" : typeof value === "number" ? String(value) : jsonExcerpt(value, SHOWN),
  };
}

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    // Messages of the schema's own are sentences of ours already.
    case "invalid_type":
      return ownWords(issue) ?? KINDS.get(issue.expected) ?? issue.expected;
    case "invalid_value":
      return ownWords(issue) ?? alternatives(issue.values.map(String));
    case "too_small":
      return (
        ownWords(issue) ?? bounded(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum)
      );
    case "too_big":
      return (
        ownWords(issue) ?? bounded(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum)
      );
    case "invalid_union":
      return ownWords(issue) ?? alternatives(issue.errors.length > 0 ? formsOf(issue.errors) : optionsOf(issue));
    case "unrecognized_keys":
      return `no ${issue.keys.map((key) => key.slice(0, SHOWN)).join(", ")}`;
    default:
      return ownWords(issue) ?? "another form";
  }
}

/** What the schema says itself; the checker's own sentences begin with the kind of fault. */
function ownWords({ message }: Issue): string | undefined {
  return /^(Invalid|Too (small|big)|Unrecognized)\b/.test(message) ? undefined : message.replace(/^expected /, "");
}

/** What each form expects of the value itself; those that fit it as far as that are told by their first place. */
function formsOf(errors: readonly (readonly Issue[])[]): string[] {
  return errors.flatMap(([first]) => (first === undefined ? [] : [placed(first)]));
}

/** Of a form that is told by one of its fields. */
function optionsOf(issue: Issue): string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function placed(issue: Issue): string {
  const expected = expectedBy(issue);
  return issue.path.length === 0 ? expected : `${expected} at ${issue.path.join(".")}`;
}

function alternatives(all: readonly string[]): string {
  const [first = "another form", ...others] = new Set(all);
  return others.length === 0 ? first : `one of ${[first, ...others].join(", ")}`;
}

function bounded(origin: string, than: string, bound: number | bigint): string {
  const unit = origin === "string" ? " character" : ["array", "set"].includes(origin) ? " entry" : "";
  const units = unit === " entry" ? " entries" : `${unit}s`;
  return `${than} ${bound}${unit === "" ? "" : Number(bound) === 1 ? unit : units}`;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    given,
  );
}
