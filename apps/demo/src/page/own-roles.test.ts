import { describe, expect, it } from "vitest";
import { rolesOf } from "./own-roles.ts";

const roles = (names: readonly string[], said = new Map()): unknown[] => [...rolesOf(names, said).values()];

describe("rolesOf", () => {
  it("goes by names", () => {
    expect(roles(["kd/net.onnx", "Baseline.onnx", "teacher_r50.onnx"])).toEqual(["distilled", "scratch", "teacher"]);
  });

  it("goes by the inner folders where the outer ones speak of another role", () => {
    const names = ["kd/teacher/model.json", "kd/student/model.json", "kd/scratch/student.onnx", "a/kd_or_scratch.onnx"];
    expect(roles(names)).toEqual(["teacher", "distilled", "scratch", "placebo"]);
  });

  it("gives names that say nothing the roles that are free", () => {
    expect(roles(["a.onnx", "b.onnx", "distilled.onnx"])).toEqual(["scratch", "teacher", "distilled"]);
  });

  it("is overruled by its owner, whose choice is then not given to others", () => {
    expect(roles(["teacher.onnx", "b.onnx"], new Map([["teacher.onnx", "distilled"]]))).toEqual([
      "distilled",
      "scratch",
    ]);
  });
});
