import type { Interval } from "@stillpoint/core";
import { reachedReason } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import type { StatedClaim } from "./statement.ts";
import { toldControl } from "./told-evidence.ts";
import { untoldKind } from "./untold-kinds.ts";

function between(low: number, high: number): Interval {
  return { mean: (low + high) / 2, low, high };
}

const kindOf = (claim: StatedClaim, value: number, control: Interval, nothing = 0) =>
  untoldKind({
    group: "untold",
    claim,
    about: "",
    id: "",
    sentence: "",
    evidence: { value, interval: between(value - 1, value + 1), control, nothing },
  });

describe("what keeps a number from being told", () => {
  it("is a control that shows it, or one that may show nothing, on the side of the number and from where nothing lies", () => {
    for (const side of [1, -1] as const)
      for (const nothing of [0, 0.5, -3]) {
        const value = nothing + 2 * side;
        const cases = [
          ["shown", [0.1, 4], "its control shows as much"],
          ["shown", [0.1, 2.5], "its control shows a part of it, and may show as much"],
          ["imprecise", [-0.1, 4], "its control shows some of it on average, and is too imprecise to rule out as much"],
          ["imprecise", [-8, 4], "its control shows none of it on average, but is too imprecise to rule out as much"],
          ["imprecise", [-4, 4], "its control is too imprecise to rule out as much"],
        ] as const;
        for (const [kind, [near, far], reason] of cases) {
          const control = between(...ends(nothing, side, near, far));
          expect(kindOf("control", value, control, nothing)).toBe(kind);
          expect(reachedReason(value, control, nothing)).toBe(reason);
        }
      }
  });

  it("is that nobody knows how sure a control is which has no interval", () => {
    const control = { mean: 3, low: Number.NaN, high: Number.NaN };
    expect(kindOf("control", 2, control)).toBe("shown");
    expect(reachedReason(2, control, 0)).toBe("its control shows as much");
  });

  it("is told apart from chance, a gate, and what was never asked", () => {
    const control = between(1, 2);
    expect(kindOf("open", 2, control)).toBe("chance");
    expect(kindOf("withheld", 2, control)).toBe("withheld");
    expect(kindOf("uncontrolled", 2, control)).toBe("uncontrolled");
    expect(untoldKind({ group: "untold", about: "", id: "", sentence: "" })).toBe("missing");
  });
});

describe("a control between networks that may change places", () => {
  it("is told by its size and how far it may reach", () => {
    expect(toldControl({ mean: -0.625, low: -2.73, high: 2.73 })).toBe("0.625, at most 2.73 either way");
    expect(toldControl({ mean: 0, low: -1, high: 1 })).toBe("0 [−1, 1]");
    expect(toldControl({ mean: 0, low: 0, high: 0 })).toBe("0 [0, 0]");
    expect(toldControl(between(1, 2))).toBe("1.5 [1, 2]");
  });
});

/** Ends of an interval whose near and far end lie so far from nothing on a side. */
function ends(nothing: number, side: 1 | -1, near: number, far: number): [number, number] {
  const [a, b] = [nothing + side * near, nothing + side * far];
  return a < b ? [a, b] : [b, a];
}
