// One network, one sentence, tokens from our reading of a folder and from both transformers.js packages. No network access.

import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as current from "@huggingface/transformers";
import { readNetwork } from "@stillpoint/autodiff";
import { measureEntropy } from "@stillpoint/core";
import { networkOpener } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { createTokenizer, loadTokenizer, type Tokenizer } from "@stillpoint/tokenizer";
import * as former from "@xenova/transformers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fitSentences } from "./fit-sentences.ts";

const place = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const bytes = new Uint8Array(readFileSync(place("datasets/data/teacher-text-cnn.onnx")));
const network = { name: "teacher-text-cnn.onnx", graph: readNetwork(bytes).graph };
const kind = "bert";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "stillpoint-entropies-"));
  cpSync(place("tokenizer/fixtures/folders"), root, { recursive: true });
  for (const { env } of [current, former]) {
    env.allowRemoteModels = false;
    env.localModelPath = root;
    env.useFSCache = false;
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function entropies(tokenizer: Tokenizer): Promise<number[]> {
  const text = "The caf\u00e9 wasn't good, but great \u{1F600}!\t1\n";
  const { samples, from, modality } = await fitSentences(network, {
    tokenizer,
    sentences: { place: "sentences.tsv", text: `sentence\tlabel\n${text}` },
    lexicon: async () => '{"good":3,"great":3}',
  });
  const [{ info, input } = expect.unreachable()] = samples;
  await using runtime = nodeRuntime({ workers: 1 });
  const open = networkOpener({ runtime, from, example: input.inputs });
  await using model = await open(network.name, bytes, "fc1");
  const { entropies: values } = await measureEntropy(await model.bind(input.inputs), input, {
    ...modality.engine,
    passes: 16,
    seed: 0,
    sample: info.id,
  });
  return [...values];
}

it("entropies are the same, whichever read the tokenizer", async () => {
  const json = (file: string): unknown => JSON.parse(readFileSync(join(root, kind, file), "utf8"));
  const own = await entropies(
    createTokenizer({ tokenizerJson: json("tokenizer.json"), tokenizerConfig: json("tokenizer_config.json") }),
  );
  expect(own.length).toBe(9);
  expect(new Set(own).size).toBeGreaterThan(4);
  expect(await entropies(loadTokenizer(await current.AutoTokenizer.from_pretrained(kind)))).toEqual(own);
  expect(await entropies(loadTokenizer(await former.AutoTokenizer.from_pretrained(kind)))).toEqual(own);
}, 60_000);
