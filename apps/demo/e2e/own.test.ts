// Networks that PyTorch exported, dropped into the page: their maps are those that the packages measure in Node.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { modelFile, openNetwork } from "@stillpoint/autodiff";
import { pictureFolder } from "@stillpoint/cli/files";
import { measureEntropy } from "@stillpoint/core";
import { networkOpener } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import {
  type FittedNetwork,
  type FittedSamples,
  fitClouds,
  fitImages,
  fitQuestions,
  fitSentences,
} from "@stillpoint/preprocess";
import { createTokenizer, type Tokenizer } from "@stillpoint/tokenizer";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reported } from "./made-report.ts";
import { drop, farthest, saved, wholeMaps } from "./maps.ts";
import { openSite, type Site, SKIPPED } from "./site.ts";

/** Nats. */
const SAME = 0.001;
const PASSES = 32;

const path = (below: string): string => fileURLToPath(new URL(`../../../${below}`, import.meta.url));
const JOURNEYS = "benchmarks/journeys/fixtures/";

interface Case {
  readonly network: string;
  /** Dropped with it, by name. */
  readonly beside: Readonly<Record<string, string | Buffer>>;
  readonly address: string;
  /** Typed into the fields of these names. */
  readonly typed?: Readonly<Record<string, string>>;
  fit(network: FittedNetwork): Promise<FittedSamples>;
}

/** A spiral of points on a sphere and a cube's corner beside it. */
const CLOUD: string = Array.from({ length: 90 }, (_, k) => {
  const height = 1 - (2 * k) / 89;
  const radius = Math.sqrt(1 - height * height);
  return [radius * Math.cos(2.4 * k), radius * Math.sin(2.4 * k), height].map((x) => x.toFixed(5)).join(" ");
}).join("\n");
const OTHER: string = Array.from({ length: 125 }, (_, k) =>
  [k % 5, Math.floor(k / 5) % 5, Math.floor(k / 25)].join(" "),
).join("\n");

const SENTENCE = "A good story, but the ending was dull and far too long.";
const ASKED = {
  question: "What city lies on the river?",
  context: "The capital of the north lies in a sea of sand. The city of Oran lies on the river.",
  answer: "Oran",
};

const tokenizerAt = (file: string): Tokenizer =>
  createTokenizer({ tokenizerJson: JSON.parse(readFileSync(path(file), "utf8")) });

const QUESTIONS = "apps/demo/fixtures/questions/";

const cases: Readonly<Record<string, Case>> = {
  images: {
    network: `${JOURNEYS}images/student/seed0/00000200.onnx`,
    beside: {
      "1200.png": readFileSync(path(`${JOURNEYS}images/data/7/1200.png`)),
      "1200_mask.png": readFileSync(path(`${JOURNEYS}images/masks/7/1200.png`)),
    },
    address: "own?grid=6",
    fit: (network) =>
      fitImages(network, {
        pictures: pictureFolder(path(`${JOURNEYS}images/data/7`)),
        masks: pictureFolder(path(`${JOURNEYS}images/masks/7`)),
        grid: [6, 6],
      }),
  },
  clouds: {
    network: "packages/autodiff/fixtures/foreign/pointnet.dynamo.opset18.onnx",
    beside: { "ball.xyz": CLOUD, "cube.xyz": OTHER },
    address: "own",
    fit: (network) => {
      const files = new Map([
        ["ball.xyz", CLOUD],
        ["cube.xyz", OTHER],
      ]);
      const read = async (name: string) => new TextEncoder().encode(files.get(name));
      return fitClouds(network, { clouds: { place: "shapes", names: [...files.keys()], read }, clutter: 0.25 });
    },
  },
  sentences: {
    network: `${JOURNEYS}sentences/student/seed0/00000200.onnx`,
    beside: { "tokenizer.json": readFileSync(path(`${JOURNEYS}sentences/tokenizer.json`)) },
    address: "own",
    typed: { Sentence: SENTENCE },
    fit: (network) =>
      fitSentences(network, {
        sentences: { place: "typed.jsonl", text: JSON.stringify({ id: "typed", text: SENTENCE, parts: {} }) },
        tokenizer: tokenizerAt(`${JOURNEYS}sentences/tokenizer.json`),
        lexicon: async () => JSON.stringify({ good: 3, dull: -2 }),
      }),
  },
  questions: {
    network: `${QUESTIONS}bert-span.onnx`,
    beside: { "tokenizer.json": readFileSync(path(`${QUESTIONS}tokenizer.json`)) },
    address: "own",
    typed: { Question: ASKED.question, Context: ASKED.context, Answer: ASKED.answer },
    fit: (network) => {
      const { question, context, answer } = ASKED;
      const answers = [{ text: answer, answer_start: context.indexOf(answer) }];
      const qas = [{ id: "typed", question, answers, is_impossible: false, parts: {} }];
      const data = [{ title: "typed", paragraphs: [{ context, qas }] }];
      return fitQuestions(network, {
        questions: { place: "typed.json", text: JSON.stringify({ version: "v2.0", data }) },
        tokenizer: tokenizerAt(`${QUESTIONS}tokenizer.json`),
      });
    },
  },
};

/** As the page measures: the first sample of this id, at seed 0. */
async function inNode({ network, fit }: Case, layer: string, id: string): Promise<readonly number[]> {
  const file = modelFile(network, new Blob([readFileSync(path(network))]), {});
  const { graph } = await openNetwork(file);
  const { samples, from, modality } = await fit({ name: network, graph });
  const sample = samples.find(({ info }) => info.id === id);
  if (sample === undefined) throw new Error(`sample ${id}: expected one of ${samples.map(({ info }) => info.id)}`);
  const { info, input } = sample;
  await using runtime = nodeRuntime();
  await using model = await networkOpener({ runtime, from, example: input.inputs })(network, file, layer);
  const wish = { smoothing: 0, ...modality.engine, passes: PASSES, seed: 0, sample: info.id };
  return [...(await measureEntropy(await model.bind(input.inputs), input, wish)).entropies];
}

async function dropped(page: Page, { network, beside, typed }: Case): Promise<void> {
  const files = Object.entries({ "network.onnx": readFileSync(path(network)), ...beside });
  await drop(
    page,
    files.map(([name, content]) => ({ name, mimeType: "", buffer: Buffer.from(content) })),
  );
  for (const [label, text] of Object.entries(typed ?? {}))
    await page.locator(`label:has-text("${label}") textarea`).first().fill(text);
}

describe.skipIf(SKIPPED !== undefined)(`PyTorch's exports (skipped where ${SKIPPED ?? "there is no browser"})`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  it.each(Object.keys(cases))("%s: the page's map is Node's", async (name) => {
    const { page, context, faults, abroad } = await site.visit(cases[name]!.address);
    await dropped(page, cases[name]!);
    await wholeMaps(page);
    expect(await page.locator(".error").allTextContents()).toEqual([]);
    const file = await saved(page);
    expect(file.maps).toHaveLength(1);
    const expected = await inNode(cases[name]!, file.layer, file.sample?.id ?? "");
    expect(farthest(file.maps[0]?.entropies ?? [], expected)).toBeLessThanOrEqual(SAME);
    expect(new Set(expected).size).toBeGreaterThan(5);
    expect([faults, abroad]).toEqual([[], []]);
    await context.close();
  });

  it("a map that is stopped leaves the page usable, and the report has the numbers of Node too", async () => {
    const { network } = cases.images!;
    const { page, context, faults } = await site.visit(
      "own?grid=6&passes=512",
      // Small networks are soon done: whoever clicks from outside comes too late.
      `const waiting = setInterval(() => {
         if (!/of 512/.test(document.querySelector(".card .state")?.textContent)) return;
         clearInterval(waiting);
         document.querySelector(".progress button").click();
       }, 1);`,
    );
    // At once, so that there is one map to stop: it is stopped at the first.
    await dropped(page, cases.images!);
    await page.locator(".card[aria-busy=false]").waitFor();
    expect(await page.locator(".card .state").textContent()).toMatch(/[^0-9](8|16|32|64|128|256) passes/);
    await page.locator("label:has-text('Passes') input").fill(`${Math.log2(PASSES)}`);
    await wholeMaps(page);
    const file = await saved(page);
    const expected = await inNode(cases.images!, file.layer, file.sample?.id ?? "");
    expect(farthest(file.maps[0]?.entropies ?? [], expected)).toBeLessThanOrEqual(SAME);
    await drop(page, [
      { name: "scratch.onnx", mimeType: "", buffer: readFileSync(path(network.replace("student", "scratch"))) },
    ]);
    await page.locator(".card").nth(1).waitFor();
    await wholeMaps(page);
    const maps = await reported(page);
    expect(maps.map(({ role }) => role).sort()).toEqual(["distilled", "scratch"]);
    for (const { role, entropies } of maps) {
      const other = { ...cases.images!, network: network.replace("student", role === "scratch" ? role : "student") };
      expect(farthest(entropies, await inNode(other, file.layer, "1200"))).toBeLessThanOrEqual(SAME);
    }
    expect([await page.locator(".error").allTextContents(), faults]).toEqual([[], []]);
    await context.close();
  });
});
