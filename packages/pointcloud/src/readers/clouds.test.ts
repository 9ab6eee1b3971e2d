import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readModelNet } from "./modelnet.ts";
import { readObj } from "./obj.ts";
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

  it("reads PTS, whose first line is their number, with intensity and colours", () => {
    const { points, extraColumns, extras } = readXyz("2\r\n0.5 -1 .25 100 1 2 3\r\n1 2. 3 7 4 5 6\r\n");
    expect([...points]).toEqual([0.5, -1, 0.25, 1, 2, 3]);
    expect(extraColumns).toBe(4);
    expect([...extras]).toEqual([100, 1, 2, 3, 7, 4, 5, 6]);
  });

  it("reads names of columns, wherever x, y and z stand", () => {
    for (const head of ["x y z i", "X,Y,Z,Intensity"]) expect(readXyz(`${head}\n1 2 3 9\n4 5 6 9\n`).points[3]).toBe(4);
    const { points, extras } = readXyz("id,x,y,z\n1, 0.5, 2, 3\n2, 4, 5, 6\n");
    expect([...points]).toEqual([0.5, 2, 3, 4, 5, 6]);
    expect([...extras]).toEqual([1, 2]);
    expect(readXyz("//X Y Z\n1 2 3\n4 5 6\n").points).toHaveLength(6);
  });

  it.each([
    ["NaN", "0 0 0\n1 nan 2\n", /cup\.txt, line 2: expected a finite y; got nan; mend or remove the line/, "INPUT"],
    ["NaN in a normal", "0,0,0,1,0,0\n1,1,1,1,nan,0\n", /line 2: expected a finite column 5; got nan/, "INPUT"],
    ["a word", "a b c\n1 2 3\n", /line 1: expected a finite x; got a/, "INPUT"],
    ["what 32 bits cannot hold", "1 2 3\n0 1e39 0\n", /line 2: expected a finite y; got 1e39/, "INPUT"],
    ["Infinity", "1 2 3\n0 0 -Infinity\n", /line 2: expected a finite z; got -Infinity/, "INPUT"],
    ["another base", "1 2 3\n0x10 0 0\n", /line 2: expected a finite x; got 0x10/, "INPUT"],
    [
      "decimal commas",
      "0,5 1,0 2,25\n",
      /line 1: expected numbers with a decimal point.*got "0,5 1,0 2,25"; write/,
      "INPUT",
    ],
    ["decimal commas and semicolons", "0,5;1,0;2,25\n", /line 1: expected numbers with a decimal point/, "INPUT"],
    ["fewer points than PTS promises", "3\n1 2 3\n4 5 6\n", /cup\.txt: expected 3 points .* got 2; mend/, "INPUT"],
    ["a promise only", "3\n", /cup\.txt: expected at least one vertex; got none/, "INPUT"],
    ["a table of two", "2\n1 2\n3 4\n", /line 2: expected at least 3 columns; got 2/, "INPUT"],
    ["two columns", "# none\n1 2\n", /line 2: expected at least 3 columns; got 2/, "INPUT"],
    ["a line of another width", "1 2 3\n1 2 3 4\n", /line 2: expected 3 columns; got 4/, "INPUT"],
    ["an empty file", "\n\n", /cup\.txt: expected at least one vertex; got none/, "INPUT"],
    ["one point", "1 2 3\n", /cup\.txt: expected at least two points; got 1/, "SHAPE"],
  ])("names %s by file and line", (_, text, message, code) => {
    expect(() => readXyz(text, "cup.txt")).toThrow(message);
    expect(() => readXyz(text, "cup.txt")).toThrow(expect.objectContaining({ code }));
  });
});

describe("a damaged file of text", () => {
  // A hundred thousand letters read a hundred thousand times are ten seconds and more.
  const many = 200_000;

  it.each([
    ["digits that end in a letter", () => readXyz(`${"1".repeat(many)}x 2 3\n`), /expected a finite x; got 1+;/],
    ["marks of comments", () => readXyz(`1 2 ${"#".repeat(many)}\u2028\n`), /expected at least 3 columns; got 2/],
    ["marks of comments, OBJ", () => readObj(`${"#".repeat(many)}\u2028\n`), /expected at least one vertex/],
    [
      "lines that go on",
      () => readObj(`v 1 2 3\nf 1 1 ${"1 \\\n".repeat(many)}9\n`),
      /expected a vertex from 1 to 1; got 9/,
    ],
  ])("takes time in proportion to its length: %s", (_, read, message) => expect(read).toThrow(message), 4000);
});

describe("readModelNet", () => {
  const file = (name: string): Uint8Array => readFileSync(new URL(`../../fixtures/${name}.h5`, import.meta.url));

  it("reads what h5py wrote: S clouds of N points with one label each", () => {
    const { points, shape, labels } = readModelNet(file("modelnet"));
    expect(shape).toEqual([2, 4, 3]);
    expect([...points]).toEqual(Array.from({ length: 24 }, (_, k) => k / 8));
    expect([...labels]).toEqual([7, 39]);
    expect(readModelNet(file("modelnet"))).not.toHaveProperty("parts");
  });

  it("reads the parts of every point of ShapeNetPart", () => {
    const { parts, labels } = readModelNet(file("shapenetpart"));
    expect([...(parts ?? [])]).toEqual([12, 12, 13, 15, 30, 30, 30, 31]);
    expect([...labels]).toEqual([7, 39]);
  });

  it.each([
    "contiguous",
    "shuffle",
    "lzf",
    "grows",
    "latest",
    "latest-one",
    "latest-array",
    "latest-plain",
    "big-endian",
  ])("reads the form %s", (name) => {
    const { points, shape, labels } = readModelNet(file(`form-${name}`));
    expect(shape).toEqual([5, 6, 3]);
    expect([...points]).toEqual(Array.from({ length: 90 }, (_, k) => k / 8));
    expect([...labels]).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([
    [
      "latest-grows",
      /b\.h5, data: expected chunks of a fixed number; got a dataset that can grow, of the latest format; save/,
    ],
    ["scaleoffset", /b\.h5, data: expected data written plain or with gzip, .*; got scaleoffset; save them with/],
  ])("refuses the form %s by name, with the remedy", (name, message) =>
    expect(() => readModelNet(file(`form-${name}`), "b.h5")).toThrow(message),
  );

  it("sees a changed byte of data with a checksum", () => {
    const bytes = Uint8Array.from(file("form-shuffle"));
    const whole = readModelNet(bytes);
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 5) {
      const changed = bytes.slice();
      changed[at] = changed[at]! ^ 16;
      try {
        const { points } = readModelNet(changed);
        // What is read all the same is what was written, unless a description was changed.
        if (points.length === whole.points.length && at > 4000) expect(points, `byte ${at}`).toEqual(whole.points);
      } catch (error) {
        refused++;
        expect(error, `byte ${at}`).toMatchObject({ name: "StillpointError" });
      }
    }
    expect(refused).toBeGreaterThan(50);
  });

  it.each([
    ["modelnet-nan", /b\.h5, cloud 1: expected finite coordinates; got NaN for y of point 2/, "NOT_FINITE"],
    ["modelnet-labels", /b\.h5, label: expected shape \[2, 1\] .* got \[3,1\]/, "INPUT"],
    ["shapenetpart-other", /b\.h5, pid: expected shape \[2, 4\], a part for every point .*; got \[1,3\];/, "INPUT"],
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
  const whole = readFileSync(new URL("../../fixtures/form-shuffle.h5", import.meta.url));

  it("asks for no more work than its bytes are worth: a shuffle of 4 billion bytes a number", () => {
    const bytes = Buffer.from(whole);
    const width = bytes.indexOf("shuffle\0") + 8;
    expect(bytes.readUInt32LE(width)).toBe(4);
    for (const bad of [0, 1, 2 ** 32 - 1]) {
      bytes.writeUInt32LE(bad, width);
      expect(() => readModelNet(bytes, "a.h5")).toThrow(
        `a.h5, data: expected a shuffle of numbers of 4 bytes; got one of ${bad} bytes; fetch the file again`,
      );
    }
  });

  it("undoes no filter twice", () => {
    const bytes = Buffer.from(whole);
    // Gzip's number in place of the checksum's.
    const [gzip, checksum] = ["deflate\0", "fletcher32\0"].map((name) => bytes.indexOf(name) - 8);
    expect([bytes.readUInt16LE(gzip), bytes.readUInt16LE(checksum)]).toEqual([1, 3]);
    bytes.writeUInt16LE(1, checksum);
    expect(() => readModelNet(bytes, "a.h5")).toThrow("a.h5, data: expected every filter once; got filters 2, 1, 1;");
  });

  it.each(["damaged-range", "damaged-text"])("is one clear error, whatever the library throws: %s", (name) => {
    const bytes = readFileSync(new URL(`../../fixtures/${name}.h5`, import.meta.url));
    expect(() => readModelNet(bytes, "a.h5")).toThrow(
      expect.objectContaining({
        code: "INPUT",
        message: expect.stringMatching(/^a\.h5.*: expected .*; got .*; /),
      }),
    );
  });
});
