// The guide from a PyTorch training loop to a report, on what the journeys' scripts left; Python is not needed.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { weightPaths } from "@stillpoint/distill";
import { parsePathRecord } from "@stillpoint/experiment";
import { parseReport } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../packages/cli/fixtures/command.ts";
import { compareJourney } from "./compare.ts";

const scratch = mkdtempSync(join(tmpdir(), "stillpoint-"));
const at = (name: string): string => join(scratch, name);

beforeAll(() => cpSync(fileURLToPath(new URL("fixtures/", import.meta.url)), scratch, { recursive: true }));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each([
  ["images", ["--mean", "0.3", "--std", "0.37"], ["conv1", "bn2", "fc1"]],
  ["sentences", ["--layer", "lstm,fc1"], ["lstm", "fc1"]],
  // Clouds are averaged around each sample unless told otherwise; the exact Jacobian is the one at it.
  ["clouds", ["--layer", "fc1", "--smoothing", "0"], ["conv1", "bn2", "fc1"]],
  ["questions", ["--layer", "fc1"], ["lstm", "fc1"]],
])("the journey of %s", (name, options, modules) => {
  it("goes from a folder of checkpoints to a report whose maps are PyTorch's exact ones", async () => {
    const written = await run("init", at(name));
    expect(written.code, written.error).toBe(0);
    expect(written.out).not.toContain("not clear");
    expect(written.out).toMatch(/distilled, seed 2: student\/seed2, steps 0, [12]00, [24]00/);

    const { code, error } = await run("analyze", at(`${name}/stillpoint.jsonc`), "--workers", "1", ...options);
    expect(code, error).toBe(0);
    expect(error).toMatch(/labels: .*/);
    expect(error).toMatch(/distilled of seed 0 answers \d+ of (12|24)/);

    const { tasks } = parseReport(readFileSync(at(`${name}/stillpoint-report/report.json`), "utf8"));
    for (const task of tasks) {
      expect(Object.keys(task.networks).sort()).toEqual(["distilled", "scratch", "teacher"]);
      expect(task.hypotheses.find(({ id }) => id === "H2.meanDistance")?.pathSource ?? "record").toBe("record");
    }

    const maps = await compareJourney(at(name));
    expect(maps).toHaveLength(6);
    for (const { difference, stated, free } of maps) {
      expect(free).toBeGreaterThan(3);
      expect(stated).toBe(0);
      expect(difference).toBeLessThan(1e-3);
    }
  }, 120_000);

  it("finds the layers by their modules' names", async () => {
    const { code, out } = await run("inspect", "--json", at(`${name}/student/seed0/00000200.onnx`));
    expect(code).toBe(0);
    const layers: readonly { readonly modules: readonly string[] }[] = JSON.parse(out).layers;
    expect(layers.flatMap((layer) => layer.modules)).toEqual(expect.arrayContaining(modules));
  });

  it("writes a path record that is the path of the weights it exports", async () => {
    const folder = at(`${name}/student/seed1`);
    const files = readdirSync(folder)
      .filter((file) => file.endsWith(".onnx"))
      .sort();
    const exported = await weightPaths(
      files.map((file) => ({
        step: Number.parseInt(file, 10),
        read: async () => new Uint8Array(readFileSync(join(folder, file))),
      })),
      "fc1",
    );
    const recorded = parsePathRecord(readFileSync(join(folder, "path.csv"), "utf8"), "path.csv", "fc1");
    for (const [step, { layer, network }] of exported.steps) {
      expect(recorded.get(step)?.layer.perCheckpoint).toBeCloseTo(layer.perCheckpoint, 5);
      // An LSTM's weights are exported as others than PyTorch has.
      if (name === "images" || name === "clouds")
        expect(recorded.get(step)?.network.perCheckpoint).toBeCloseTo(network.perCheckpoint, 5);
      // Over steps the way is longer than over checkpoints.
      expect(recorded.get(step)?.layer.perStep).toBeGreaterThanOrEqual(layer.perCheckpoint - 1e-6);
    }
  });
});
