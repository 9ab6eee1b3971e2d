import { ElementType, type Graph } from "@stillpoint/autodiff";
import { uniformNumbers } from "@stillpoint/core";
import { expect, it } from "vitest";
import type { Files } from "../files.ts";
import { type CloudOptions, fitClouds } from "./fit-clouds.ts";

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
