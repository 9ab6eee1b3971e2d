import { StillpointError } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { exitCode, isUnexpected, messages } from "./failure.ts";

const inner = new StillpointError("MODEL", "model a.onnx: expected ONNX; got text");
const outer = new StillpointError("RUNTIME", "sample 3", { cause: inner });

describe("messages", () => {
  it("lists an error and its causes once each", () => {
    expect(messages(outer)).toEqual(["sample 3", "model a.onnx: expected ONNX; got text"]);
    expect(messages(new StillpointError("MODEL", "x: y", { cause: new StillpointError("INPUT", "y") }))).toEqual([
      "x: y",
    ]);
  });

  it("keeps a library's exception to itself where one of our errors explains it", () => {
    expect(messages(new StillpointError("MODEL", "not ONNX", { cause: new RangeError("premature EOF") }))).toEqual([
      "not ONNX",
    ]);
    expect(messages(new Error("unexpected", { cause: new RangeError("why") }))).toEqual(["unexpected", "why"]);
  });
});

describe("exitCode", () => {
  it("tells failure, wrong usage and interruption apart, through causes", () => {
    expect(exitCode(outer)).toBe(1);
    expect(exitCode(new Error("wrapped", { cause: new StillpointError("USAGE", "no such task") }))).toBe(2);
    expect(exitCode(new Error("wrapped", { cause: new StillpointError("INTERRUPTED", "stopped") }))).toBe(130);
    expect(exitCode("text")).toBe(1);
  });
});

describe("isUnexpected", () => {
  it("is false as soon as a cause is one of ours", () => {
    expect(isUnexpected(new Error("a", { cause: inner }))).toBe(false);
    expect(isUnexpected(new TypeError("bug"))).toBe(true);
  });
});
