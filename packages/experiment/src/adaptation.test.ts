import { type LimitChoice, untilTrusted } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { adapted, chosenWay, type Tried } from "./adaptation.ts";

function tried(smoothing: number, scale: number, ...nonLinearity: readonly number[]): Tried {
  const readings = nonLinearity.map((value) => ({ cells: ["distilled"], nonLinearity: value, resolved: true }));
  return { way: { smoothing, scale }, readings };
}

describe("chosenWay", () => {
  it("takes the way that passes the gate, whatever else was nearer", () => {
    expect(chosenWay([tried(0, 1, 4), tried(1, 1, 1.3), tried(0, 0.1, 1.2)]).way).toEqual({ smoothing: 0, scale: 0.1 });
  });

  it("else averages where that comes half the way, the nearest first, and never by smaller noise", () => {
    const all = [tried(0, 1, 100), tried(1, 1, 9), tried(3, 1, 4), tried(0, 0.1, 2)];
    expect(chosenWay(all).way).toEqual({ smoothing: 3, scale: 1 });
    expect(chosenWay([tried(0, 1, 0.01), tried(1, 1, 0.2)]).way.smoothing).toBe(1);
  });

  it("else leaves maps as asked: a little nearer is chance, and no verdict rests on them either way", () => {
    for (const averaged of [98, 11, 99_999])
      expect(chosenWay([tried(0, 1, 100), tried(1, 1, averaged)]).way.smoothing).toBe(0);
  });
});

describe("adapted", () => {
  it("asks half of what gates ask of averaged maps, whatever maps at the sample are asked", () => {
    const engine: LimitChoice = { recipe: "limit", seed: 0, sigma0: 0.01 };
    const trusted = untilTrusted(engine);
    if (trusted.recipe !== "limit") throw new Error("another recipe");
    const averaged = adapted(trusted, { smoothing: 1, scale: 1 });
    expect(averaged).toMatchObject({ smoothing: { timesSigma0: 1 }, targetError: 0.05 });
    expect(averaged.mostPasses).toBeUndefined();
    expect(adapted({ ...engine, targetError: 0.02 }, { smoothing: 1, scale: 1 }).targetError).toBe(0.02);
    expect(adapted(trusted, { smoothing: 0, scale: 1 })).toEqual(trusted);
  });
});
