import { describe, expect, it } from "vitest";
import { rolesInName } from "./role-names.ts";

describe("rolesInName", () => {
  it.each([
    ["student", ["distilled"]],
    ["StudentKD", ["distilled"]],
    ["distilled_net", ["distilled"]],
    ["baseline", ["scratch"]],
    ["student-from-scratch", ["scratch"]],
    ["placebo_student", ["placebo"]],
    ["null-scratch", ["null"]],
    ["teacher", ["teacher"]],
    ["kd-vanilla", ["distilled", "scratch"]],
    ["skdnet", []],
    ["resnet18", []],
  ])("of %s are %j", (name, roles) => expect(rolesInName(name)).toEqual(roles));
});
