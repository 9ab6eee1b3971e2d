import { describe, expect, it } from "vitest";
import { type Mesh, sampleMesh, triangleAreas } from "./mesh.ts";

/** Two right triangles in the plane z = 0: a small one of area 1/2 and a large one of area 2, and one without area. */
const mesh: Mesh = {
  vertices: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 10, 0, 0, 12, 0, 0, 10, 2, 0),
  triangles: Uint32Array.of(0, 1, 2, 0, 0, 1, 3, 4, 5),
};
const key = { seed: 1, sample: "mesh", purpose: "test", pass: 0 };

describe("triangleAreas", () => {
  it("is half of base times height", () => expect([...triangleAreas(mesh)]).toEqual([0.5, 0, 2]));
});

describe("sampleMesh", () => {
  it("lands on the triangles, on each as often as its area says, evenly within", () => {
    const count = 8000;
    const points = sampleMesh(mesh, count, key);
    let large = 0;
    let near = 0;
    let outside = 0;
    for (let p = 0; p < points.length; p += 3) {
      const [x, y, z] = [points[p]!, points[p + 1]!, points[p + 2]!];
      const [u, side] = x >= 9 ? [x - 10, 2] : [x, 1];
      if (!(u >= -1e-6 && y >= 0 && u + y <= side + 1e-5 && z === 0)) outside++;
      if (side === 2) large++;
      // The quarter next to the right angle: a triangle of half the sides.
      if (u + y < side / 2) near++;
    }
    const within = (seen: number, share: number): void =>
      expect(Math.abs(seen - share * count)).toBeLessThan(4 * Math.sqrt(count * share * (1 - share)));
    expect(outside).toBe(0);
    within(large, 0.8);
    within(near, 0.25);
  });

  it("is the same for the same key and another for another", () => {
    expect(sampleMesh(mesh, 50, key)).toEqual(sampleMesh(mesh, 50, key));
    expect(sampleMesh(mesh, 50, { ...key, seed: 2 })).not.toEqual(sampleMesh(mesh, 50, key));
  });

  it("names a mesh without area and a count that makes no sense", () => {
    expect(() => sampleMesh({ ...mesh, triangles: Uint32Array.of() }, 5, key)).toThrow(/got 0 of area 0/);
    expect(() => sampleMesh({ ...mesh, triangles: Uint32Array.of(0, 0, 1) }, 5, key)).toThrow(/got 1 of area 0/);
    expect(() => sampleMesh(mesh, 0, key)).toThrow(/whole number of points from 1; got 0/);
  });
});
