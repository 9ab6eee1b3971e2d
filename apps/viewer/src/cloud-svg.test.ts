import { expect, it } from "vitest";
import type { Cloud } from "./cloud.ts";
import { cloudSvg } from "./cloud-svg.ts";

const cloud: Cloud = {
  // One behind the other, the nearer one last.
  positions: Float32Array.of(0, 0, -0.5, 0, 0, 0.5, 0.5, 0, 0),
  colours: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  shapes: Uint8Array.of(0, 1, 2),
  rings: Uint8Array.of(0, 1, 0),
};
const look = { radius: 3, border: [0, 0, 0], ring: [255, 255, 255] } as const;

it("draws every point once, farthest first, with its colour; knowledge points have a ring", () => {
  const svg = cloudSvg(cloud, { yaw: 0, pitch: 0, zoom: 1 }, look, 100);
  expect([...svg.matchAll(/fill="rgb\((\d)/g)].map(([, red]) => red)).toEqual(["1", "7", "4"]);
  expect([...svg.matchAll(/translate\(50\.0 50\.0\)/g)]).toHaveLength(2);
  expect([...svg.matchAll(/stroke="rgb\(255,255,255\)"/g)]).toHaveLength(1);
  expect(svg).not.toMatch(/NaN|undefined/);
});
