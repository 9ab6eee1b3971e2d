// `--layer` with the paths of modules: exports of one network by both of PyTorch's exporters are the same network.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chanceOf } from "@stillpoint/core";
import { encodePng } from "@stillpoint/image";
import { readShard } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
const SIZE = 8;
const exported = (style: string): Buffer => {
  return readFileSync(new URL(`../../../autodiff/fixtures/modules/residual.${style}.onnx`, import.meta.url));
};

beforeAll(() => {
  const chance = chanceOf({ seed: 0, sample: "picture", purpose: "pixels", pass: 0 });
  const bytes = Uint8Array.from({ length: SIZE * SIZE * 3 }, () => Math.floor(255 * chance.uniform()));
  const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, p) => (p % SIZE < SIZE / 2 ? 255 : 0));
  write("pictures/p.png", encodePng({ height: SIZE, width: SIZE, channels: 3, bytes }));
  write("masks/p.png", encodePng({ height: SIZE, width: SIZE, channels: 1, bytes: mask }));
  for (const step of [0, 10]) {
    write(`torchscript/${step}.onnx`, exported("torchscript"));
    write(`dynamo/${step}.onnx`, exported("dynamo"));
  }
});
afterAll(remove);

function analyze(layers: string, ...extra: string[]): Promise<Outcome> {
  const networks = ["--distilled", at("torchscript"), "--scratch", at("dynamo")];
  const data = ["--modality", "image", "--data", at("pictures"), "--masks", at("masks"), "--grid", "4x4"];
  const rest = ["--layer", layers, "--workers", "1", "--overwrite", "--out", at("out")];
  return run("analyze", ...networks, ...data, ...rest, ...extra);
}

/** Entropies by layer and role at the last step. */
async function maps(): Promise<Record<string, readonly number[]>> {
  const found: Record<string, readonly number[]> = {};
  const shards = readdirSync(at("out/shards"), { recursive: true, encoding: "utf8" });
  for (const file of shards.filter((name) => name.endsWith(".parquet"))) {
    for (const { measurement } of (await readShard(readFileSync(join(at("out/shards"), file)))).maps) {
      const { layer, role } = measurement.key;
      found[`${layer} ${role}`] = [...measurement.map.entropies];
    }
  }
  return found;
}

describe("a module's path", () => {
  it("gives the same maps in both styles, under the name that was typed", async () => {
    const layers = ["layer1.0.bn2", "layer1.1", "avgpool"];
    const { code, error } = await analyze(layers.join(","), "--input", "x");
    expect(code, error).toBe(0);
    const found = await maps();
    expect(Object.keys(found)).toHaveLength(2 * layers.length);
    for (const layer of layers) {
      const [one = [], other = []] = [found[`${layer} distilled`], found[`${layer} scratch`]];
      expect(one).toHaveLength(16);
      for (const [unit, entropy] of one.entries()) expect(other[unit], layer).toBeCloseTo(entropy, 4);
    }
    expect(error).toContain("layer layer1.0.bn2: the exporter folded it into layer1.0.conv2");
  });

  it("may be where noise is added", async () => {
    const { code, error } = await analyze("layer1.0", "--input", "bn1");
    expect(code, error).toBe(0);
    expect(error).toContain("input bn1: the exporter folded it into conv1");
    const found = await maps();
    for (const [unit, entropy] of (found["layer1.0 distilled"] ?? []).entries())
      expect(found["layer1.0 scratch"]?.[unit]).toBeCloseTo(entropy, 4);
  });

  it("that is misspelt or ambiguous is refused with the file's name", async () => {
    const misspelt = await analyze("layer1.0.bn3");
    expect(misspelt.error).toMatch(
      /network .*0\.onnx: layer layer1\.0\.bn3: expected a tensor or module.*did you mean/,
    );
    expect(misspelt.code).toBe(1);
    expect((await analyze("layer1.0.relu")).error).toMatch(/choose among layer1\.0\.relu#1 .*layer1\.0\.relu#2/);
  });
});
