import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readModelNet } from "./modelnet.ts";
import { readXyz } from "./xyz.ts";

describe("readXyz", () => {
  it("reads ModelNet40's normal_resampled form: points, then normals", () => {
    const { points, extras, extraColumns } = readXyz("0.5,-1,0.25,0,1,0\n-0.5,0,1e-3,0,0,-1\n");
    expect([...points]).toEqual([0.5, -1, 0.25, -0.5, 0, Math.fround(1e-3)]);
    expect([...extras]).toEqual([0, 1, 0, 0, 0, -1]);
    expect(extraColumns).toBe(3);
  });

  it("reads blanks, tabs, comments and empty lines", () => {
    const { points, extraColumns } = readXyz("# x y z\r\n 1 2\t3 \r\n\r\n4   5 6 # last\r\n");
    expect([...points]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(extraColumns).toBe(0);
  });

  it.each([
    ["NaN", "0 0 0\n1 nan 2\n", /cup\.txt, line 2: expected a finite y; got nan; mend or remove the line/, "INPUT"],
    ["NaN in a normal", "0,0,0,1,0,0\n1,1,1,1,nan,0\n", /line 2: expected a finite column 5; got nan/, "INPUT"],
    ["a word", "x y z\n1 2 3\n", /line 1: expected a finite x; got x/, "INPUT"],
    ["two columns", "# none\n1 2\n", /line 2: expected at least 3 columns; got 2/, "INPUT"],
    ["a line of another width", "1 2 3\n1 2 3 4\n", /line 2: expected 3 columns; got 4/, "INPUT"],
    ["an empty file", "\n\n", /cup\.txt: expected at least one vertex; got none/, "INPUT"],
    ["one point", "1 2 3\n", /cup\.txt: expected at least two points; got 1/, "SHAPE"],
  ])("names %s by file and line", (_, text, message, code) => {
    expect(() => readXyz(text, "cup.txt")).toThrow(message);
    expect(() => readXyz(text, "cup.txt")).toThrow(expect.objectContaining({ code }));
  });
});

describe("readModelNet", () => {
  const file = (name: string): Uint8Array => readFileSync(new URL(`../../fixtures/${name}.h5`, import.meta.url));

  it("reads what h5py wrote: S clouds of N points with one label each", () => {
    const { points, shape, labels } = readModelNet(file("modelnet"));
    expect(shape).toEqual([2, 4, 3]);
    expect([...points]).toEqual(Array.from({ length: 24 }, (_, k) => k / 8));
    expect([...labels]).toEqual([7, 39]);
  });

  it.each([
    ["modelnet-nan", /b\.h5, cloud 1: expected finite coordinates; got NaN for y of point 2/, "NOT_FINITE"],
    ["modelnet-labels", /b\.h5, label: expected shape \[2, 1\] .* got \[3,1\]/, "INPUT"],
    ["modelnet-flat", /b\.h5, data: expected shape \[S, N, 3\]; got \[8,3\]/, "INPUT"],
    ["modelnet-labels-only", /expected datasets "data" and "label"; got label;/, "INPUT"],
  ])("names what is wrong with %s", (name, message, code) => {
    expect(() => readModelNet(file(name), "b.h5")).toThrow(message);
    expect(() => readModelNet(file(name), "b.h5")).toThrow(expect.objectContaining({ code }));
  });

  it("names bytes that are no HDF5 file", () => {
    for (const bytes of [new Uint8Array(), new TextEncoder().encode("OFF\n1 0 0\n0 0 0\n")])
      expect(() => readModelNet(bytes, "b.h5")).toThrow(
        /b\.h5: expected an HDF5 file; got \d+ bytes of something else/,
      );
  });
});

describe("a damaged HDF5 file", () => {
  it.each(["damaged-range", "damaged-text"])("is one clear error, whatever the library throws: %s", (name) => {
    const bytes = readFileSync(new URL(`../../fixtures/${name}.h5`, import.meta.url));
    expect(() => readModelNet(bytes, "a.h5")).toThrow(
      expect.objectContaining({
        code: "INPUT",
        message: expect.stringMatching(/^a\.h5: expected a whole HDF5 file; got/),
      }),
    );
  });
});
