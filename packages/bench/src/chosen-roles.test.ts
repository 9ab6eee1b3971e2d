import { describe, expect, it } from "vitest";
import { chosenRoles } from "./chosen-roles.ts";

describe("chosenRoles", () => {
  it("are named in any order, once, or none", () => {
    expect(chosenRoles("more-data, self-distilled,more-data")).toEqual(["self-distilled", "more-data"]);
    expect(chosenRoles("none")).toEqual([]);
  });

  it.each(["scratch", "", "none,more-data", "self-distilled,"])("refuse %j", (list) => {
    expect(() => chosenRoles(list)).toThrow(/--roles: expected none or some of .*; got .*; separate names by commas/);
  });
});
