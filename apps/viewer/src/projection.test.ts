import { describe, expect, it } from "vitest";
import { FIRST_LOOK, keyed, turned, zoomed } from "./orbit.ts";
import { centred, farFirst, pointAt, project } from "./projection.ts";

const FRONT = { yaw: 0, pitch: 0, zoom: 1 };
const QUARTER = Math.PI / 2;

describe("centred", () => {
  it("moves the middle of the box to 0 and the farthest point to distance 1", () => {
    expect([...centred([2, 5, 1, 6, 5, 1])]).toEqual([-1, 0, 0, 1, 0, 0]);
    expect([...centred([3, 3, 3])]).toEqual([0, 0, 0]);
  });

  it("is the same for a cloud of any size anywhere", () => {
    const cloud = [0.1, -0.4, 0.7, 0.3, 0.2, -0.9, -0.6, 0, 0.25];
    const far = cloud.map((value, at) => 1000 * value + [7, -3, 11][at % 3]!);
    centred(far).forEach((value, at) => {
      expect(value).toBeCloseTo(centred(cloud)[at]!, 5);
    });
  });
});

describe("project", () => {
  it("keeps every point of the unit sphere inside the frame, from every side", () => {
    const positions = Float32Array.from({ length: 600 }, (_, at) => Math.sin(at * 12.9898));
    for (let point = 0; point < 200; point++) {
      const length = Math.hypot(...positions.subarray(3 * point, 3 * point + 3));
      for (let axis = 0; axis < 3; axis++) positions[3 * point + axis]! /= length;
    }
    for (const orbit of [FRONT, FIRST_LOOK, turned(FRONT, 2, -1), turned(FRONT, -3, 1.5)]) {
      const { x, y } = project(positions, orbit, 100);
      for (const value of [...x, ...y]) expect(Math.abs(value - 50)).toBeLessThanOrEqual(50);
    }
  });

  it("draws y upwards, x to the right and what is near larger", () => {
    const { x, y, nearness } = project(Float32Array.of(0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5), FRONT, 100);
    expect(x[0]).toBeGreaterThan(50);
    expect(y[0]).toBeCloseTo(50, 6);
    expect(y[1]).toBeLessThan(50);
    expect([x[2], y[2]]).toEqual([50, 50]);
    expect(nearness[2]).toBeGreaterThan(1);
    expect(nearness[0]).toBe(1);
  });

  it("turns about y first: a quarter brings z to the right and x to the back", () => {
    const { x, nearness } = project(Float32Array.of(0, 0, 0.5, 0.5, 0, 0), turned(FRONT, QUARTER, 0), 100);
    expect(x[0]).toBeGreaterThan(60);
    expect(nearness[1]).toBeLessThan(1);
  });

  it("tips the top towards the reader when the pitch grows", () => {
    const { y, nearness } = project(Float32Array.of(0, 0.5, 0), turned(FRONT, 0, QUARTER), 100);
    expect(y[0]).toBeCloseTo(50, 4);
    expect(nearness[0]).toBeGreaterThan(1);
  });
});

describe("farFirst", () => {
  it("orders points by depth", () => {
    expect([...farFirst(project(Float32Array.of(0, 0, 0.5, 0, 0, -0.5, 0, 0, 0), FRONT, 10))]).toEqual([1, 2, 0]);
  });
});

describe("pointAt", () => {
  const projection = {
    x: Float32Array.of(10, 30, 30),
    y: Float32Array.of(10, 30, 30),
    nearness: Float32Array.of(1, 0.9, 1.1),
  };

  it("finds the nearest point, the front one of two at one place, and none out of reach", () => {
    expect(pointAt(projection, 12, 10, 6)).toBe(0);
    expect(pointAt(projection, 29, 31, 6)).toBe(2);
    expect(pointAt(projection, 20, 20, 6)).toBeUndefined();
  });
});

describe("keyed", () => {
  it("leaves other keys to the page, and comes back with 0", () => {
    expect(keyed(FRONT, "Tab")).toBeUndefined();
    expect(keyed(turned(zoomed(FRONT, 3), 1, 1), "0")).toEqual(FIRST_LOOK);
    expect(keyed(keyed(FRONT, "ArrowLeft")!, "ArrowRight")).toEqual(FRONT);
  });

  it("stops at the poles and at the ends of the zoom", () => {
    expect(turned(FRONT, 0, 9).pitch).toBe(QUARTER);
    expect(zoomed(FRONT, 1e9).zoom).toBe(6);
  });
});
