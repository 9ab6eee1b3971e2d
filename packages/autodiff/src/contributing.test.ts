import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ruleFor } from "./rules.ts";

const guide: string = readFileSync(new URL("../../../CONTRIBUTING.md", import.meta.url), "utf8");

describe("the guide to a gradient rule", () => {
  it("adds a rule for an operator that has none", () => {
    const operator = guide.match(/an export stops at `(\w+)`, for which there is no rule/)?.[1];
    expect(operator).toBeDefined();
    expect(guide).toContain(`elementwise("${operator}"`);
    expect(ruleFor(operator ?? "", "")).toBeUndefined();
  });
});
