// Folders, dropped and chosen: what lies in them is found, and everything else is passed over.

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modelFile, openNetwork } from "@stillpoint/autodiff";
import { measureEntropy } from "@stillpoint/core";
import { networkOpener } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { fitQuestions } from "@stillpoint/preprocess";
import { readMerged } from "@stillpoint/report";
import { createTokenizer } from "@stillpoint/tokenizer";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../../packages/cli/fixtures/command.ts";
import { dropPaths, type FolderFiles, temporaryFolder } from "./folders.ts";
import { farthest, saved, wholeMaps } from "./maps.ts";
import { openSite, type Site, SKIPPED } from "./site.ts";

/** Nats. */
const SAME = 0.001;
const PASSES = 32;

const root = (below: string): string => fileURLToPath(new URL(`../../../${below}`, import.meta.url));
const span = readFileSync(root("apps/demo/fixtures/questions/bert-span.onnx"));
const tokenizerJson = readFileSync(root("apps/demo/fixtures/questions/tokenizer.json"), "utf8");

/** As the Hugging Face hub has it. */
const model = (tokenizer = tokenizerJson): FolderFiles => ({
  "config.json": JSON.stringify({ model_type: "bert", max_position_embeddings: 64 }),
  "generation_config.json": "{}",
  "trainer_state.json": JSON.stringify({ log_history: [] }),
  "tokenizer.json": tokenizer,
  "README.md": "# a model",
  "onnx/model.onnx": span,
});

const ASKED = {
  Question: "What city lies on the river?",
  Context: "The capital of the north lies in a sea of sand. The city of Oran lies on the river.",
  Answer: "Oran",
};

/** As the page measures it: at seed 0. */
async function inNode(layer: string): Promise<readonly number[]> {
  const file = modelFile("model.onnx", new Blob([span]), {});
  const { graph } = await openNetwork(file);
  const answers = [{ text: ASKED.Answer, answer_start: ASKED.Context.indexOf(ASKED.Answer) }];
  const qas = [{ id: "typed", question: ASKED.Question, answers, is_impossible: false, parts: {} }];
  const data = [{ title: "typed", paragraphs: [{ context: ASKED.Context, qas }] }];
  const { samples, from, modality } = await fitQuestions(
    { name: "model.onnx", graph },
    {
      questions: { place: "typed.json", text: JSON.stringify({ version: "v2.0", data }) },
      tokenizer: createTokenizer({ tokenizerJson: JSON.parse(tokenizerJson) }),
    },
  );
  const { info, input } = samples[0]!;
  await using runtime = nodeRuntime();
  await using cut = await networkOpener({ runtime, from, example: input.inputs })("model.onnx", file, layer);
  const wish = { smoothing: 0, ...modality.engine, passes: PASSES, seed: 0, sample: info.id };
  return [...(await measureEntropy(await cut.bind(input.inputs), input, wish)).entropies];
}

const ask = async (page: Page): Promise<void> => {
  for (const [label, text] of Object.entries(ASKED))
    await page.locator(`label:has-text("${label}") textarea`).first().fill(text);
};
const shownErrors = (page: Page): Promise<string[]> => page.locator("main .error").allTextContents();
const shownNames = (page: Page): Promise<string[]> => page.locator(".networks b").allTextContents();

describe.skipIf(SKIPPED !== undefined)(`folders (skipped where ${SKIPPED ?? "there is no browser"})`, () => {
  let site: Site;
  let expected: readonly number[] = [];
  let expectedLayer = "";
  const folders = temporaryFolder();
  const isNodes = async (page: Page): Promise<void> => {
    const file = await saved(page);
    if (file.layer !== expectedLayer) expected = await inNode(file.layer);
    expectedLayer = file.layer;
    expect(new Set(expected).size).toBeGreaterThan(5);
    for (const { entropies } of file.maps) expect(farthest(entropies, expected)).toBeLessThanOrEqual(SAME);
  };
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(async () => {
    await site.close();
    folders.remove();
  });

  it("a Hugging Face folder that is chosen by the button has the map of Node", async () => {
    const { page, context, faults } = await site.visit("own");
    await page.getByLabel("Choose a folder").last().setInputFiles(folders.put("bert", model()));
    await page.locator("textarea").first().waitFor();
    expect(await shownErrors(page)).toEqual([]);
    await ask(page);
    await wholeMaps(page);
    await isNodes(page);
    expect([await shownErrors(page), faults]).toEqual([[], []]);
    await context.close();
  });

  it("a folder among 10,000 other files has the map of Node", async () => {
    const junk = Object.fromEntries(Array.from({ length: 10_000 }, (_, k) => [`cache/${k % 50}/blob${k}.bin`, ""]));
    const hidden = { ".DS_Store": "x", "onnx/._model.onnx": "x", "._tokenizer.json": "x", ".git/a.onnx": "x" };
    const path = folders.put("heap", { ...junk, ...hidden, ...model() });
    const { page, context, faults } = await site.visit("own");
    await dropPaths(page, path);
    await page.locator("textarea").first().waitFor();
    await ask(page);
    await wholeMaps(page);
    expect(await shownNames(page)).toEqual(["model.onnx"]);
    await isNodes(page);
    expect([await shownErrors(page), faults]).toEqual([[], []]);
    await context.close();
    rmSync(path, { recursive: true });
  });

  it("two folders at once are told apart, and refused where their tokens mean other words", async () => {
    const { page, context, faults } = await site.visit("own");
    await dropPaths(page, folders.put("two/a", model()), folders.put("two/b", model()));
    await page.locator(".networks li .soft").nth(1).waitFor();
    await ask(page);
    await wholeMaps(page);
    expect(await shownNames(page)).toEqual(["a/onnx/model.onnx", "b/onnx/model.onnx"]);
    await isNodes(page);
    const swapped = tokenizerJson.replace(/"(city|river)"/g, (_, word) => (word === "city" ? '"river"' : '"city"'));
    expect(swapped).not.toBe(tokenizerJson);
    await dropPaths(page, folders.put("two/b", model(swapped)));
    await page.locator("main .error").first().waitFor();
    expect(await shownErrors(page)).toEqual([
      expect.stringMatching(
        /^tokenizers: expected the same tokens of typed for .* and b\/onnx\/model\.onnx; got others;/,
      ),
    ]);
    expect(await page.locator(".card").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("a finished run's folder is browsed, and its checkpoints are no networks of the visitor", async () => {
    const out = folders.put("out", {});
    const files = (below: string): string => root(`examples/files/${below}`);
    const networks = ["--distilled", files("student/00200.onnx"), "--scratch", files("baseline/00200.onnx")];
    const samples = ["--data", files("pictures"), "--masks", files("masks"), "--grid", "4x4", "--layer", "fc1"];
    const { code, error } = await run(
      "analyze",
      "--modality",
      "image",
      ...networks,
      ...samples,
      "--passes",
      "8",
      "--no-accuracy",
      "--out",
      out,
    );
    expect(code, error).toBe(0);
    folders.put("out", { "checkpoints/kd/0.onnx": "x", ".DS_Store": "x" });
    const [shard] = await readMerged(new Uint8Array(readFileSync(join(out, "entropies.parquet"))));
    const { page, context, faults } = await site.visit("own");
    await dropPaths(page, out);
    await page.locator(".report svg.map").first().waitFor();
    expect(shard?.maps.map(({ measurement }) => measurement.key.role)).toContain("distilled");
    const cells = page.locator(".report svg.map").first().locator("rect[data-unit]");
    expect(await cells.count()).toBe(shard?.maps[0]?.units.length);
    expect(await shownNames(page)).toEqual([]);
    expect([await shownErrors(page), faults]).toEqual([[], []]);
    await page.goto(`${site.address}#/runs`);
    await page.getByLabel("Choose its folder").last().setInputFiles(out);
    await page.locator(".report svg.map").first().waitFor();
    expect([await shownErrors(page), faults]).toEqual([[], []]);
    await context.close();
  });
});
