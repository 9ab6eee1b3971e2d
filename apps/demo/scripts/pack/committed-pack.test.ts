// The committed pack: whole, within its size, and giving the maps it should.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineOf } from "@stillpoint/bench";
import { engineChoice } from "@stillpoint/core";
import { loadNetwork, openOutputs } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { answerReader } from "@stillpoint/preprocess";
import { describe, expect, it } from "vitest";
import { type OpenPack, readPack } from "../../src/pack/read-pack.ts";
import { VIEWS, type ViewName } from "../../src/pack/view-pack.ts";
import type { Golden } from "./golden.ts";
import { choiceOf, fitted, measureSource } from "./measure.ts";
import { PACKED_TASKS } from "./packed-tasks.ts";

const app: string = fileURLToPath(new URL("../../", import.meta.url));
const folder: string = join(app, "public/pack");
/** Bytes of the whole pack. */
const BUDGET = 9_200_000;
/** Nats; kernels of other machines sum in another order. */
const SAME = 2e-5;

const goldens: Readonly<Record<ViewName, Golden>> = JSON.parse(
  readFileSync(join(app, "fixtures/entropies.json"), "utf8"),
);

function files(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

const openPacks: Readonly<Record<ViewName, Promise<OpenPack>>> = {
  images: opened("images"),
  clouds: opened("clouds"),
  sentences: opened("sentences"),
  questions: opened("questions"),
};

function opened(view: ViewName): Promise<OpenPack> {
  return readPack(view, "http://localhost/", {
    fetch: async (address) => new Response(readFileSync(join(folder, new URL(address).pathname))),
  });
}

async function bytesOf(blob: Promise<{ readonly content: Blob }>): Promise<Uint8Array> {
  return new Uint8Array(await (await blob).content.arrayBuffer());
}

describe("the committed pack", () => {
  it("holds every file it names, and none that is left over", async () => {
    const named = new Set(["README.md", "ATTRIBUTION.md", "furniture.attribution.md"]);
    for (const view of VIEWS) {
      const { pack } = await openPacks[view];
      const samples = pack.samples.flatMap(({ file, annotation }) => [file, ...(annotation ? [annotation] : [])]);
      const own = ["pack.json", ...pack.networks.map(({ file }) => file), ...samples, ...pack.tokenizer];
      for (const path of own) named.add(`${view}/${path}`);
    }
    expect(files().filter((path) => !named.has(path) && !path.startsWith("licenses/"))).toEqual([]);
    expect([...named].filter((path) => !files().includes(path))).toEqual([]);
  });

  it("keeps within its size, of which it says the truth network by network", async () => {
    const sizes = files().map((path) => statSync(join(folder, path)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET);
    for (const view of VIEWS) {
      for (const { file, bytes } of (await openPacks[view]).pack.networks) {
        expect(statSync(join(folder, view, file)).size).toBe(bytes);
      }
    }
  });

  it("has teacher, pair and controls at the moments that are compared, equal ones once", async () => {
    for (const view of VIEWS) {
      const { pack } = await openPacks[view];
      const steps = pack.report.tasks[0]?.checkpoints ?? [];
      const last = steps.at(-1) ?? 0;
      const found = pack.networks.map(({ role, step, answers }) => `${role} ${step}${answers ? " answers" : ""}`);
      const middle = steps[Math.floor(steps.length / 2)];
      expect(found).toEqual([
        "teacher 0 answers",
        "distilled 0",
        `distilled ${middle}`,
        `distilled ${last} answers`,
        "scratch 0 answers",
        `scratch ${middle} answers`,
        `scratch ${last} answers`,
        "placebo 0",
        `placebo ${last} answers`,
        `null ${last} answers`,
      ]);
      const starts = pack.networks.filter(({ role, step }) => role !== "teacher" && step === 0);
      expect(new Set(starts.map(({ file }) => file)).size).toBe(1);
      expect(new Set(pack.networks.map(({ file }) => file)).size).toBe(8);
    }
  });

  it("has eight to twelve samples a view, of both groups, spread over classes", async () => {
    for (const view of VIEWS) {
      const { samples, classes } = (await openPacks[view]).pack;
      expect(samples.length).toBeGreaterThanOrEqual(8);
      expect(samples.length).toBeLessThanOrEqual(12);
      expect(new Set(samples.map(({ group }) => group))).toEqual(new Set(["held-out", "training"]));
      const labels = new Set(samples.flatMap(({ label }) => (label === undefined ? [] : [label])));
      expect(labels.size).toBe(Math.min(classes.length, samples.length));
      expect([...labels].filter((label) => classes[label] === undefined)).toEqual([]);
    }
  });

  it("reports the one task at the one layer, with curves and controls, and names no machine's path", async () => {
    for (const { view, id, layer } of PACKED_TASKS) {
      const { pack } = await openPacks[view];
      const [task] = pack.report.tasks;
      expect(pack.layer).toBe(layer);
      expect(task).toMatchObject({ id, layer });
      for (const role of ["teacher", "distilled", "scratch", "placebo", "null"]) {
        expect(task?.networks[role], role).toBeDefined();
        expect(task?.trajectories[role]?.length, role).toBeGreaterThan(0);
      }
      expect(task?.curve.length).toBeGreaterThan(2);
      expect(task?.hypotheses.length).toBeGreaterThan(0);
      expect(pack.report.run).toMatchObject({ command: expect.stringMatching(/^stillpoint bench /) });
      expect(readFileSync(join(folder, view, "pack.json"), "utf8")).not.toMatch(
        /"\/|[a-z]:\\\\|\/(tmp|home|work|root)\//i,
      );
    }
  });

  it("measures as the run did: the lab's choice of a wish is the benchmark's own", async () => {
    for (const { view, benchmark, family } of PACKED_TASKS) {
      const { wish } = (await openPacks[view]).pack;
      const run = engineChoice(engineOf(benchmark, family, "quick"), { recipe: "limit", seed: 0 });
      expect(choiceOf(benchmark.modality, wish)).toEqual(run);
    }
  });

  it.each(VIEWS)("gives in Node the committed entropies: %s", async (view) => {
    await using runtime = nodeRuntime({ workers: 1 });
    const { pack, network, source } = await openPacks[view];
    const { sample: id, layer, role, step, seed, passes, entropies, run } = goldens[view];
    const sample = pack.samples.find((each) => each.id === id);
    const measured = pack.networks.find((each) => each.role === role && each.step === step);
    if (sample === undefined || measured === undefined) return expect.fail("not in the pack");
    expect([layer, seed]).toEqual([pack.layer, pack.wish.seed]);
    const map = await measureSource(
      await bytesOf(network(measured)),
      { ...pack, source: await source([sample]) },
      runtime,
    );
    expect(map.passes).toBe(passes);
    expect(map.entropies.length).toBe(entropies.length);
    const farthest = (from: readonly number[]): number =>
      Math.max(...from.map((entropy, k) => Math.abs(entropy - (map.entropies[k] ?? Number.NaN))));
    expect(farthest(entropies)).toBeLessThan(SAME);
    // Rounded weights are within what the map states as its error; those of clouds are not rounded.
    expect(farthest(run)).toBeLessThan(view === "clouds" ? SAME : map.monteCarloError);
  });

  it("has a teacher that knows most of the samples by the labels of the pack", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    for (const view of VIEWS) {
      const { pack, network, source } = await openPacks[view];
      const [teacher] = pack.networks;
      if (teacher === undefined) return expect.fail("no teacher");
      const onnx = await bytesOf(network(teacher));
      const { samples, labels } = await fitted(onnx, await source(pack.samples), pack.choices);
      let right = 0;
      for (const { info, input } of samples) {
        const at = samples.findIndex((each) => each.info.id === info.id);
        const question = labels?.kind === "span" ? labels.questions[at] : undefined;
        const example = await loadNetwork(onnx, input.inputs, runtime);
        const reader = answerReader(example.model.graph, question);
        if (typeof reader === "string") return expect.fail(reader);
        await using outputs = await openOutputs(
          await loadNetwork(onnx, input.inputs, runtime, undefined, reader.outputs),
          reader.outputs,
          runtime,
        );
        const answer = reader.read(await outputs.run(input.inputs));
        const label = pack.samples.find(({ id }) => id === info.id)?.label;
        if (answer.kind === "span") right += question?.answers.includes(answer.text) ? 1 : 0;
        else right += answer.probabilities.indexOf(Math.max(...answer.probabilities)) === label ? 1 : 0;
      }
      expect(samples.map(({ info }) => info.id).sort()).toEqual(pack.samples.map(({ id }) => id).sort());
      expect(right / samples.length, view).toBeGreaterThan(0.6);
    }
  });
});
