import { ElementType, type Graph } from "@stillpoint/autodiff";
import { uniformNumbers } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import type { Files } from "../files.ts";
import type { CloudOptions } from "./cloud-options.ts";
import { fitClouds } from "./fit-clouds.ts";

const POINTS = 64;
const graph: Graph = {
  name: "net",
  nodes: [],
  initializers: new Map(),
  inputs: [{ name: "points", elementType: ElementType.FLOAT, dims: ["batch", POINTS, 3] }],
  outputs: [],
  declared: new Map(),
};

function xyz(name: string, scale = 1): string {
  const numbers = uniformNumbers({ seed: 1, sample: name, purpose: "shape", pass: 0 }, 3 * POINTS);
  return Array.from({ length: POINTS }, (_, k) =>
    [...numbers.subarray(3 * k, 3 * k + 3)].map((x) => scale * x).join(" "),
  ).join("\n");
}

function files(place: string, texts: Readonly<Record<string, string>>): Files {
  return { place, names: Object.keys(texts), read: async (name) => new TextEncoder().encode(texts[name]) };
}

const shapes = (...names: readonly string[]): Files =>
  files("shapes", Object.fromEntries(names.map((name) => [name, xyz(name)])));

const fitted = (options: CloudOptions) => fitClouds({ name: "net.onnx", graph }, options);

const regionsOf = async (options: CloudOptions) =>
  (await fitted(options)).samples.map(
    ({ input }) => input.units.filter(({ region }) => region === "background").length,
  );

it("draws clutter from elsewhere where it is told to: one shape is enough then", async () => {
  const alone = { clouds: shapes("a.xyz"), clutter: 0.25 };
  await expect(fitted(alone)).rejects.toThrow("expected at least two shapes");
  const elsewhere = { ...alone, clutterFrom: shapes("b.xyz", "c.xyz") };
  expect(await regionsOf(elsewhere)).toEqual([16]);
  const { foregroundRule, notes } = await fitted(elsewhere);
  expect(`${foregroundRule} ${notes.join(" ")}`).toContain("shapes of shapes");
});

it("leaves shapes alone: all of a shape is foreground, in its place with scale none", async () => {
  const alone = { clouds: shapes("a.xyz"), alone: true };
  expect(await regionsOf(alone)).toEqual([0]);
  await expect(fitted({ clouds: shapes("a.xyz"), clutter: 0 })).rejects.toThrow("expected a share above 0");
  const [sample] = (await fitted({ ...alone, scale: "none" })).samples;
  const { layout } = sample!.look;
  const wanted = xyz("a.xyz")
    .split(/\s+/)
    .map((word) => Math.fround(Number(word)));
  expect(layout).toEqual({ kind: "points", positions: wanted });
});

it("fits only the shapes asked for, in their order, with clutter from the others", async () => {
  const { samples } = await fitted({ clouds: shapes("a.xyz", "b.xyz", "c.xyz"), only: ["c", "a"] });
  expect(samples.map(({ info }) => info.id)).toEqual(["c", "a"]);
  const whole = await fitted({ clouds: shapes("a.xyz", "b.xyz", "c.xyz") });
  expect(samples[1]?.input).toEqual(whole.samples[0]?.input);
  await expect(fitted({ clouds: shapes("a.xyz", "b.xyz"), only: ["d"] })).rejects.toThrow(
    "data shapes: expected a shape d; got 2 others, a to b; choose one of them",
  );
});

describe("parts of shapes", () => {
  const PARTS = [12, 13, 15];
  const partOf = (k: number): number => PARTS[k % 3]!;
  /** As ShapeNetPart's text files: a normal and a part behind x, y and z. */
  const seven = (name: string): string =>
    xyz(name)
      .split("\n")
      .map((line, k) => `${line} 0 1 0 ${partOf(k)}.000000`)
      .join("\n");
  const labels = Array.from({ length: POINTS }, (_, k) => partOf(k)).join("\n");

  /** Points of each part and of none. */
  const counts = async (options: CloudOptions): Promise<Readonly<Record<string, number>>[]> =>
    (await fitted(options)).samples.map(({ input }) => {
      const found: Record<string, number> = {};
      for (const { part = "none" } of input.units) found[part] = (found[part] ?? 0) + 1;
      return found;
    });

  it("are read from the last of seven columns; the background is clutter, of no part", async () => {
    const texts = {
      "02691156/a.txt": seven("a"),
      "03001627/b.txt": seven("b"),
      "synsetoffset2category.txt": "Chair 03001627",
    };
    const options = { clouds: files("shapes", texts) };
    const found = await counts(options);
    expect(found).toHaveLength(2);
    for (const each of found) {
      expect(Object.keys(each).sort()).toEqual(["none", "part 12", "part 13", "part 15"]);
      expect(each.none).toBe(16);
    }
    const { notes, labels: classes } = await fitted(options);
    expect(notes).toContainEqual(expect.stringMatching(/^3 named parts, from the files themselves/));
    expect(notes).toContainEqual(expect.stringMatching(/taken for lists .*: synsetoffset2category\.txt$/));
    expect(classes).toMatchObject({ names: ["02691156", "03001627"] });
  });

  it.each([
    ["colours in place of a normal", "120 80 40 255"],
    ["an intensity and colours", "0.5 200 200 255"],
    ["no normals", "0 0 0 7"],
  ])("are not read from seven columns with %s", async (_, rest) => {
    const text = (name: string): string => xyz(name).replaceAll(/$/gm, ` ${rest}`);
    expect(await counts({ clouds: files("shapes", { "a.txt": text("a"), "b.txt": text("b") }) })).toEqual([
      { none: 64 },
      { none: 64 },
    ]);
  });

  it("are not read from seven columns whose last holds other numbers", async () => {
    const texts = Object.fromEntries(
      ["a", "b"].map((name) => [`${name}.txt`, seven(name).replace(/12\.000000$/m, "0.5")]),
    );
    expect(await counts({ clouds: files("shapes", texts) })).toEqual([{ none: 64 }, { none: 64 }]);
  });

  it.each([
    ["beside the clouds", "02691156/points/a.pts", "02691156/points_label/a.seg"],
    ["in a folder of their own", "a.pts", "a.seg"],
  ])("are read from .seg files %s, the same ones", async (_, cloud, seg) => {
    const place = files("root", { [cloud]: xyz("a"), [seg]: labels });
    const clutterFrom = shapes("b.xyz", "c.xyz");
    const [found] = await counts({ clouds: place, masks: place, clutterFrom });
    // As the same clouds have them whose own columns name their parts; numbers of .seg files are of a class alone.
    const own = files("root", { [cloud.replace(".pts", ".txt")]: seven("a") });
    const whole = await counts({ clouds: own, clutterFrom });
    const group = cloud.includes("/") ? "02691156 " : "";
    const named = whole.map((each) =>
      Object.fromEntries(
        Object.entries(each).map(([name, count]) => [name === "none" ? name : `${group}${name}`, count]),
      ),
    );
    expect([found]).toEqual(named);
    expect(Object.keys(found ?? {})).toHaveLength(4);
    expect((await fitted({ clouds: place, masks: place, clutterFrom })).notes).toContain("3 named parts, from root");
  });

  it("come with samples that stay alone", async () =>
    expect(await counts({ clouds: files("shapes", { "a.txt": seven("a") }), alone: true })).toEqual([
      { "part 12": 22, "part 13": 21, "part 15": 21 },
    ]));

  it.each([
    ["no file", {}, /parts masks\/a\.seg: expected a file for every shape; got none; check --masks/],
    ["a word", { "a.seg": "wing\n" }, /masks\/a\.seg, line 1: expected the whole number of a part; got "wing"/],
    ["a fraction", { "a.seg": "1\n0.5\n" }, /masks\/a\.seg, line 2: expected the whole number of a part; got "0\.5"/],
    ["too few lines", { "a.seg": "1\n2\n" }, /parts masks\/a\.seg: expected one line for each of .* 64 points; got 2/],
    [
      "regions beside it",
      { "a.seg": labels, "a.txt": "foreground" },
      /expected files of regions .* or of parts .* got both/,
    ],
  ])("in files with %s are refused", async (_, texts, message) => {
    const masks = files("masks", { "z.seg": "1", ...texts });
    await expect(fitted({ clouds: shapes("a.xyz", "b.xyz"), masks })).rejects.toThrow(message);
  });
});
