import { ElementType, type Graph } from "@stillpoint/autodiff";
import { uniformNumbers } from "@stillpoint/core";
import { expect, it } from "vitest";
import type { FitChoices } from "./choices.ts";
import { fitShapes } from "./fit-clouds.ts";
import type { CloudFiles, NamedFile } from "./protocol.ts";

const POINTS = 64;
const graph: Graph = {
  name: "net",
  nodes: [],
  initializers: new Map(),
  inputs: [{ name: "points", elementType: ElementType.FLOAT, dims: ["batch", POINTS, 3] }],
  outputs: [],
  declared: new Map(),
};

const file = (name: string, text: string | Uint8Array<ArrayBuffer>): NamedFile => ({ name, content: new Blob([text]) });

function cloud(name: string, count = POINTS): NamedFile {
  const numbers = uniformNumbers({ seed: 1, sample: name, purpose: "shape", pass: 0 }, 3 * count);
  const lines = Array.from({ length: count }, (_, k) => numbers.subarray(3 * k, 3 * k + 3).join(" "));
  return file(name, lines.join("\n"));
}

/** Every fourth point is background. */
const regions = (name: string): NamedFile =>
  file(name, Array.from({ length: POINTS }, (_, k) => (k % 4 === 0 ? "background" : "foreground")).join("\n"));

const shape = (source: Omit<CloudFiles, "kind">, choices: FitChoices = {}) =>
  fitShapes({ name: "net.onnx", graph }, { kind: "clouds", ...source }, choices);

async function background(source: Omit<CloudFiles, "kind">, choices: FitChoices = {}): Promise<number[]> {
  const { samples } = await shape(source, choices);
  return samples.map(({ input }) => input.units.filter(({ region }) => region === "background").length);
}

const others = { clouds: [cloud("held-out/b.xyz"), cloud("held-out/c.xyz")], masks: [regions("held-out/b.txt")] };

it("takes regions as they are, told from shapes by their first word", async () => {
  expect(await background({ clouds: [cloud("a.xyz")], masks: [regions("a.txt")] }, { scale: "none" })).toEqual([16]);
  expect(await background({ clouds: [regions("whatever.txt"), cloud("a.xyz")] })).toEqual([16]);
  const { shapes, samples } = await shape({
    clouds: [cloud("x/a.txt"), cloud("x/b.txt"), regions("y/b.txt")],
    which: 1,
  });
  expect([shapes, samples[0]?.info.id]).toEqual([["x/a", "x/b"], "x/b"]);
});

it("adds as much clutter as asked, from the others where one shape came alone", async () => {
  expect(await background({ clouds: [cloud("a.xyz")], others }, { clutter: 0.5 })).toEqual([32]);
  expect(await background({ clouds: [cloud("a.xyz")], others })).toEqual([16]);
  expect(await background({ clouds: [cloud("a.xyz")], masks: [regions("a.txt")], others }, { clutter: 0.5 })).toEqual([
    32,
  ]);
});

it("takes clutter away: the shape's own points stay where they are, new ones lie between them", async () => {
  const source = { clouds: [cloud("a.xyz")], masks: [regions("a.txt")], others };
  const measured = await shape(source, { scale: "none" });
  const alone = await shape(source, { scale: "none", clutter: 0 });
  expect(alone.samples[0]?.input.units.every(({ region }) => region === "foreground")).toBe(true);
  const positions = ({ samples: [sample] }: typeof alone) =>
    sample?.look.layout.kind === "points" ? sample.look.layout.positions : [];
  const own = positions(measured).filter((_, k) => Math.floor(k / 3) % 4 !== 0);
  expect(positions(alone).slice(0, own.length)).toEqual(own);
  expect(positions(alone)).toHaveLength(3 * POINTS);
  expect(alone.notes).toContain("its 48 own points, and in the place of its background 16 more between them");
});

it("is the same cloud for the same choices", async () => {
  const source = { clouds: [cloud("a.xyz")], masks: [regions("a.txt")], others };
  const [one, two] = [await shape(source, { clutter: 0.3 }), await shape(source, { clutter: 0.3 })];
  expect(one.samples[0]?.input).toEqual(two.samples[0]?.input);
});

const NAN = `${"0 0 1\n".repeat(POINTS)}0 NaN 1\n`;

it.each<readonly [string, readonly NamedFile[], RegExp]>([
  ["nothing that is a shape", [file("a.png", "x")], /^shapes: expected OFF, .* got a\.png; drop one of these$/],
  ["regions alone", [regions("a.txt")], /got a\.txt; drop one of these$/],
  ["an empty file", [file("a.off", "")], /a\.off, line 1: expected "OFF"; got an empty file/],
  ["an OBJ of faces without points", [file("a.obj", "f 1 2 3\n")], /a\.obj, line 1: expected a vertex from 1 to 0/],
  ["an OBJ without anything", [file("a.obj", "# nothing\n")], /a\.obj: expected at least one vertex; got none/],
  [
    "a PLY with a wrong count",
    [
      file(
        "a.ply",
        "ply\nformat ascii 1.0\nelement vertex 9\nproperty float x\nproperty float y\nproperty float z\nend_header\n0 0 0\n",
      ),
    ],
    /a\.ply: expected vertex 1; got the end of the file/,
  ],
  [
    "fewer points than the network takes",
    [cloud("a.xyz", 9)],
    /expected at least 64 points, what the network takes; got 9/,
  ],
  ["a coordinate that is no number", [file("a.xyz", NAN)], /a\.xyz, line 65: expected a finite y; got NaN/],
  ["a coordinate beyond 32 bits", [file("a.xyz", "1e39 0 0\n")], /a\.xyz, line 1: expected a finite x; got 1e39/],
  ["a damaged HDF5 file", [file("a.h5", "HDF")], /a\.h5: expected an HDF5 file; got 3 bytes/],
  ["two HDF5 files", [file("a.h5", ""), file("b.h5", "")], /expected one HDF5 file at a time; got a\.h5 and b\.h5/],
  [
    "regions of another number of points",
    [cloud("a.xyz", 70), regions("a.txt")],
    /one line for each of the shape's 70 points; got 64/,
  ],
])("refuses %s in one sentence", async (_, clouds, sentence) => {
  await expect(shape({ clouds, others })).rejects.toThrow(sentence);
});
