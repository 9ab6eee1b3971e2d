import { describe, expect, it } from "vitest";
import type { LabMap } from "../lab/protocol.ts";
import { shareDone, waitingState } from "./use-maps.ts";

const map: LabMap = {
  entropies: new Float64Array(1),
  standardErrors: new Float64Array(1),
  error: 0,
  passes: 8,
  of: 32,
  nonLinearity: 1,
  referenceSigma: 0.01,
};

describe("a map in sight", () => {
  it("is known as one of before once other choices are measured", () => {
    expect(waitingState({ map, busy: false })).toEqual({ map, busy: true, earlier: true });
    expect(waitingState({ error: "too large", busy: false })).toEqual({ busy: true });
    expect(waitingState(undefined)).toEqual({ busy: true });
  });
});

describe("how much is measured", () => {
  it("counts passes of what is asked for now alone, and goes from none to all", () => {
    expect(shareDone({ busy: true })).toBe(0);
    expect(shareDone(waitingState({ map, busy: false }))).toBe(0);
    expect(shareDone({ map, busy: true })).toBe(0.25);
    expect(shareDone({ map: { ...map, passes: 32 }, busy: false })).toBe(1);
    expect(shareDone({ error: "too large", busy: false })).toBe(1);
  });
});
