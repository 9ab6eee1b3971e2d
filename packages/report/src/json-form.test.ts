import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type FieldForms,
  fields,
  interval,
  list,
  measured,
  number,
  oneOf,
  optional,
  record,
  text,
} from "./json-form.ts";
import type { JsonOf, ReportInterval } from "./report.ts";

interface Result {
  readonly name: string;
  readonly step: number;
  readonly kind: "a" | "b";
  readonly size: number;
  readonly by?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly spans: readonly { readonly mean: number; readonly low: number; readonly high: number }[];
}

const forms: FieldForms<Result> = {
  name: text,
  step: number,
  kind: oneOf(["a", "b"]),
  size: measured,
  by: optional(record(record(measured))),
  spans: list(interval),
};
const form = fields<Result>(forms);
const nowhere = (): void => undefined;
const result: Result = { spans: [{ mean: 1, low: 0, high: 2 }], size: 3, kind: "b", step: 1, name: "x" };

describe("a form of fields", () => {
  it("reads what it writes, and writes fields in its own order", () => {
    const written = form.write(result, nowhere);
    expect(form.schema.parse(JSON.parse(JSON.stringify(written)))).toEqual(written);
    expect(Object.keys(written)).toEqual(["name", "step", "kind", "size", "spans"]);
  });

  it("has the type of the result, where numbers that may not exist are null with reasons", () => {
    expectTypeOf<JsonOf<Result>["size"]>().toEqualTypeOf<number | null>();
    expectTypeOf<JsonOf<Result>["step"]>().toEqualTypeOf<number>();
    expectTypeOf<JsonOf<Result>["spans"]>().toEqualTypeOf<readonly ReportInterval[]>();
    expectTypeOf<JsonOf<Result>["reasons"]>().toEqualTypeOf<Readonly<Record<string, string>> | undefined>();
    expectTypeOf<JsonOf<{ readonly name: string }>>().not.toHaveProperty("reasons");
    expectTypeOf<Omit<typeof forms, "size">>().not.toExtend<FieldForms<Result>>();
    expectTypeOf<Omit<typeof forms, "by"> & { by: typeof forms.spans }>().not.toExtend<FieldForms<Result>>();
  });

  it("says why a number is missing, those of records by their keys", () => {
    const by = { scratch: { stability: Number.NaN, a: 1 }, teacher: { foregroundRatio: Number.NaN } };
    const written = form.write({ ...result, size: Number.POSITIVE_INFINITY, by }, nowhere);
    expect(written).toMatchObject({ size: null, by: { scratch: { stability: null, a: 1 } } });
    expect(Object.keys(written.reasons ?? {})).toEqual(["size", "scratch.stability", "teacher.foregroundRatio"]);
    expect(written.reasons?.["teacher.foregroundRatio"]).toMatch(/no knowledge point/);
    expect(Object.keys(written.by ?? {})).toEqual(["teacher", "scratch"]);
  });

  it("drops what it does not know and refuses what does not fit", () => {
    const written = form.write(result, nowhere);
    expect(form.schema.parse({ ...written, later: 1 })).toEqual(written);
    for (const wrong of [
      { kind: "c" },
      { size: "3" },
      { step: null },
      { name: undefined },
      { spans: [{ mean: null }] },
    ])
      expect(form.schema.safeParse({ ...written, ...wrong }).success).toBe(false);
  });
});
