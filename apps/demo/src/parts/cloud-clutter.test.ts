import { expect, it } from "vitest";
import { readAddress, writeAddress } from "../page/address.ts";
import { readClutter } from "./cloud-clutter.tsx";

const asked = (hash: string) => readClutter(readAddress(hash).choices);

it.each([0, 0.05, 0.3, 0.5])("a share of %d comes back from an address", (clutter) => {
  expect(asked(writeAddress("clouds", { clutter }))).toBe(clutter);
});

it("is as measured unless an address asks for another share", () => {
  expect(asked("#/clouds")).toBeUndefined();
  expect(asked("#/clouds?clutter=0.25")).toBeUndefined();
  expect(asked("#/clouds?clutter=much")).toBeUndefined();
});

it("takes the nearest share that can be had", () => {
  expect(asked("#/clouds?clutter=-1")).toBe(0);
  expect(asked("#/clouds?clutter=1e39")).toBe(0.5);
  expect(asked("#/clouds?clutter=0.31")).toBe(0.3);
});
