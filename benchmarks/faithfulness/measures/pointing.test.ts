import type { Unit } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { orderOf } from "./order.ts";
import { pointingByArea, pointingGame } from "./pointing.ts";

const units: Unit[] = [
  { label: "0", region: "border" },
  { label: "1", region: "background", part: "cue" },
  { label: "2", region: "foreground" },
  { label: "3", region: "background" },
  { label: "4", region: "background" },
];
const planted = (top: number) =>
  orderOf(
    Float64Array.from(units, (_, i) => (i === top ? 2 : -i)),
    0,
    "law",
  );

describe("pointingGame", () => {
  it("finds where a planted maximum lies", () => {
    expect(pointingGame(units, planted(2))).toEqual({ foreground: 1, part: 0 });
    expect(pointingGame(units, planted(1))).toEqual({ foreground: 0, part: 1 });
    expect(pointingGame(units, planted(3))).toEqual({ foreground: 0, part: 0 });
  });

  it("passes over border units", () => {
    expect(pointingGame(units, Int32Array.from([0, 2, 1, 3, 4]))).toEqual({ foreground: 1, part: 0 });
  });

  it("by chance is the share of counted units", () => {
    expect(pointingByArea(units)).toEqual({ foreground: 0.25, part: 0.25 });
  });

  it("is not defined without foreground or without background", () => {
    const only = units.filter(({ region }) => region !== "foreground");
    expect(pointingGame(only, Int32Array.from(only.keys())).foreground).toBeNaN();
    expect(pointingByArea(only).foreground).toBeNaN();
  });
});
