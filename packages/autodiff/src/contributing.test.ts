import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ruleFor } from "./rules.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

describe("the guide to a gradient rule", () => {
  const guide = read("../../../CONTRIBUTING.md");
  const operator = guide.match(/an export stopped at `(\w+)`/)?.[1] ?? "";

  it("shows a rule word for word", () => {
    expect(ruleFor(operator, "")).toBeDefined();
    const rule = read(`./rules/${operator.toLowerCase()}.ts`);
    expect(guide.replaceAll(/^ {3}/gm, "")).toContain(rule);
  });

  it("names the case it has", () => {
    const example = guide.match(/`(unary\("\w+", "\w+"\))` in `(\w+\.ts)`/);
    expect(example?.[1]).toContain(operator);
    expect(read(`../fixtures/cases/${example?.[2]}`)).toContain(example?.[1]);
  });
});
