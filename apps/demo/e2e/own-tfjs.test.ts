// Networks of TensorFlow.js, dropped into the page: their maps are those that the packages measure in Node.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pictureFolder } from "@stillpoint/cli/files";
import { measureEntropy } from "@stillpoint/core";
import { type FittedNetwork, type FittedSamples, fitImages, fitSentences } from "@stillpoint/preprocess";
import { type Backend, hasTextMaximum, inspectTfjs, openTfjsNetwork, shadowModel } from "@stillpoint/tfjs";
import { createTokenizer } from "@stillpoint/tokenizer";
import * as tf from "@tensorflow/tfjs";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  convNetwork,
  graphNetwork,
  type SavedNetwork,
  savedLayers,
  textNetwork,
} from "../../../packages/cli/fixtures/saved-networks.ts";
import { dropPaths, type FolderFiles, temporaryFolder } from "./folders.ts";
import { reported } from "./made-report.ts";
import { farthest, saved, wholeMaps } from "./maps.ts";
import { openSite, type Site, SKIPPED } from "./site.ts";

/** Nats. */
const SAME = 0.001;
const PASSES = 32;
const GRID = 4;
const SENTENCE = "A good story, but the ending was dull.";

const backend: Backend = { name: "cpu", tf, passedOver: [] };
const tokenizerFile = fileURLToPath(
  new URL("../../../packages/datasets/data/vocabulary/tokenizer.json", import.meta.url),
);

/** 8x8 pixels, a bright square inside, and what says where it lies. */
async function pictureFiles(): Promise<FolderFiles> {
  const isInside = (k: number): boolean => k % 8 > 2 && k % 8 < 7 && k > 15 && k < 48;
  const png = (value: (k: number, channel: number) => number): Promise<Buffer> => {
    const pixels = Uint8Array.from({ length: 192 }, (_, p) => value(Math.floor(p / 3), p % 3));
    return sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
      .png()
      .toBuffer();
  };
  return {
    "pictures/picture.png": await png((k, channel) => (isInside(k) ? 190 : 30) + ((13 * k + 7 * channel) % 40)),
    "masks/picture.png": await png((k) => (isInside(k) ? 255 : 0)),
  };
}

/** Pictures of 32x32 pixels and many channels: a map of many passes takes seconds. */
function wideNetwork(seed: number): SavedNetwork {
  const model = tf.sequential({ name: "wide" });
  const conv = { kernelSize: 3, padding: "same", activation: "relu" } as const;
  model.add(tf.layers.conv2d({ ...conv, inputShape: [32, 32, 3], filters: 32, name: "conv1" }));
  model.add(tf.layers.conv2d({ ...conv, filters: 32, name: "conv2" }));
  model.add(tf.layers.globalAveragePooling2d({ name: "pool" }));
  model.add(tf.layers.dense({ units: 2, name: "fc" }));
  return savedLayers(model, seed);
}

type Fit = (network: FittedNetwork) => Promise<FittedSamples>;

/** As the page measures: the only sample, at seed 0. */
async function inNode(network: SavedNetwork, layer: string, fit: Fit): Promise<readonly number[]> {
  const shard = async (path: string): Promise<Uint8Array> => {
    const bytes = network[path];
    if (!(bytes instanceof Uint8Array)) throw new Error(`no ${path}`);
    return bytes;
  };
  const own = await openTfjsNetwork(String(network["model.json"]), shard, backend);
  const { outputs } = await inspectTfjs(own, backend);
  const shapes = outputs.map(
    ({ name, shape = [] }) => [name, shape.map((size) => (typeof size === "number" ? size : null))] as const,
  );
  const { graph } = shadowModel(own.network, own.producer, new Map(shapes));
  const { samples, from, modality } = await fit({ name: "network", graph });
  const { info, input } = samples[0]!;
  await using model = own.cut(from, layer, layer);
  const behind = hasTextMaximum(own.network.nodes, from, layer) ? modality.behindMaximum : {};
  const wish = { smoothing: 0, ...modality.engine, ...behind, passes: PASSES, seed: 0, sample: info.id };
  const { entropies } = await measureEntropy(await model.bind(input.inputs), input, wish);
  own.network.close();
  return [...entropies];
}

const layersShown = async (page: Page): Promise<string[]> =>
  (await page.locator("aside .layers option").allTextContents()).map((text) => text.replace(/ {2}.*$/, ""));

const shownErrors = (page: Page): Promise<string[]> => page.locator("main .error").allTextContents();

describe.skipIf(SKIPPED !== undefined)(
  `networks of TensorFlow.js (skipped where ${SKIPPED ?? "there is no browser"})`,
  () => {
    let site: Site;
    const folders = temporaryFolder();
    let samples = "";
    beforeAll(async () => {
      tf.enableProdMode();
      await tf.setBackend("cpu");
      samples = folders.put("samples", await pictureFiles());
      site = await openSite();
    });
    afterAll(async () => {
      await site.close();
      folders.remove();
    });

    const pictures = (): string[] => [join(samples, "pictures/picture.png"), join(samples, "masks")];
    const fitPicture: Fit = (network) =>
      fitImages(network, {
        pictures: pictureFolder(join(samples, "pictures")),
        masks: pictureFolder(join(samples, "masks")),
        grid: [GRID, GRID],
      });

    it.each([
      ["layers model", convNetwork, "fc1", ["conv1", "fc1", "fc2", "flat", "pool"]],
      ["graph model", graphNetwork, "block/relu", ["block/biased", "block/relu", "conv", "flat", "logits", "scaled"]],
    ] as const)(
      "a %s with a picture: its layers are listed and its map is Node's",
      async (kind, made, layer, layers) => {
        const network = made(3);
        const { page, context, faults, abroad } = await site.visit(
          `own?grid=${GRID}&layer=${encodeURIComponent(layer)}`,
        );
        await dropPaths(page, folders.put(kind, network), ...pictures());
        await wholeMaps(page);
        expect((await layersShown(page)).sort()).toEqual(layers);
        const file = await saved(page);
        expect(file.layer).toBe(layer);
        const expected = await inNode(network, layer, fitPicture);
        expect(farthest(file.maps[0]?.entropies ?? [], expected)).toBeLessThanOrEqual(SAME);
        expect(new Set(expected).size).toBeGreaterThan(5);
        expect([await shownErrors(page), faults, abroad]).toEqual([[], [], []]);
        await context.close();
      },
    );

    it.each(["conv", "pooled"])(
      "a network of token ids at %s, with a typed sentence: its map is Node's",
      async (layer) => {
        const network = textNetwork(3);
        const { page, context, faults } = await site.visit(`own?layer=${layer}`);
        await dropPaths(page, folders.put("text", { ...network, "tokenizer.json": readFileSync(tokenizerFile) }));
        await page.locator("textarea").first().fill(SENTENCE);
        await wholeMaps(page);
        const file = await saved(page);
        expect(file.layer).toBe(layer);
        const tokenizer = createTokenizer({ tokenizerJson: JSON.parse(readFileSync(tokenizerFile, "utf8")) });
        const text = JSON.stringify({ id: "typed", text: SENTENCE, parts: {} });
        const expected = await inNode(network, layer, (own) =>
          fitSentences(own, { sentences: { place: "typed.jsonl", text }, tokenizer, lexicon: async () => "{}" }),
        );
        expect(farthest(file.maps[0]?.entropies ?? [], expected)).toBeLessThanOrEqual(SAME);
        expect(new Set(expected).size).toBeGreaterThan(5);
        expect([await shownErrors(page), faults]).toEqual([[], []]);
        await context.close();
      },
    );

    it("three at once have the maps of Node, by role, and a report of the same numbers", async () => {
      const roles = { teacher: 5, distilled: 6, scratch: 7 } as const;
      const trained = Object.entries(roles).map(([role, seed]) => folders.put(`kd/${role}`, convNetwork(seed)));
      const { page, context, faults } = await site.visit(`own?grid=${GRID}&layer=fc1`);
      await dropPaths(page, join(trained[0]!, ".."), ...pictures());
      await wholeMaps(page);
      const { maps } = await saved(page);
      const expected: Record<string, readonly number[]> = {};
      for (const [role, seed] of Object.entries(roles))
        expected[role] = await inNode(convNetwork(seed), "fc1", fitPicture);
      expect(maps.map(({ role }) => role).sort()).toEqual(Object.keys(roles).sort());
      for (const { role = "", entropies } of maps)
        expect(farthest(entropies, expected[role] ?? [])).toBeLessThanOrEqual(SAME);
      expect(new Set(maps.map(({ title }) => title)).size).toBe(3);
      const inReport = await reported(page);
      expect(inReport.map(({ role }) => role).sort()).toEqual(Object.keys(roles).sort());
      for (const { role, entropies } of inReport)
        expect(farthest(entropies, expected[role] ?? [])).toBeLessThanOrEqual(SAME);
      expect([await shownErrors(page), faults]).toEqual([[], []]);
      await context.close();
    });

    it("a shard that is missing is named, and measured once it comes", async () => {
      const network = convNetwork(8);
      const { "model.json": json = "", "weights.bin": weights = "" } = network;
      const { page, context, faults } = await site.visit(`own?grid=${GRID}&layer=fc1`);
      await dropPaths(page, join(folders.put("lost", { "model.json": json }), "model.json"), ...pictures());
      await page.locator("main .error").first().waitFor();
      expect(await shownErrors(page)).toEqual([
        "network model.json: weights: expected weights.bin beside the model.json; got no such file; drop both together, or their folder",
      ]);
      await dropPaths(page, join(folders.put("lost", { "weights.bin": weights }), "weights.bin"));
      await page.locator("main .error").first().waitFor({ state: "detached" });
      await wholeMaps(page);
      const file = await saved(page);
      const expected = await inNode(network, "fc1", fitPicture);
      expect(farthest(file.maps[0]?.entropies ?? [], expected)).toBeLessThanOrEqual(SAME);
      expect([await shownErrors(page), faults]).toEqual([[], []]);
      await context.close();
    });

    it("files of the same names and sizes that come later are the ones that are measured", async () => {
      const { page, context, faults } = await site.visit(`own?grid=${GRID}&layer=fc1`);
      for (const seed of [1, 2]) {
        const folder = folders.put(`step ${seed}`, convNetwork(seed));
        await page.evaluate("document.querySelector('.card')?.setAttribute('data-before', '')");
        await dropPaths(page, join(folder, "model.json"), join(folder, "weights.bin"), ...pictures());
        await page.locator(".card:not([data-before])").waitFor();
        await wholeMaps(page);
        const expected = await inNode(convNetwork(seed), "fc1", fitPicture);
        expect(farthest((await saved(page)).maps[0]?.entropies ?? [], expected)).toBeLessThanOrEqual(SAME);
      }
      expect(await page.locator(".networks li").count()).toBe(1);
      expect([await shownErrors(page), faults]).toEqual([[], []]);
      await context.close();
    });

    it.each([
      ["Stop", ".progress button"],
      ["Remove everything", ".own-given > button:has-text('Remove')"],
      ["Another view", "nav a[href='#/runs']"],
    ])("%s in the middle of a long map leaves the page usable", async (_, button) => {
      const { page, context, faults } = await site.visit(`own?grid=${GRID}&layer=conv2&passes=512`);
      await dropPaths(page, folders.put("wide", wideNetwork(3)), ...pictures());
      await page.locator(".card .state:has-text('of 512')").waitFor();
      await page.locator(button).click();
      expect(await page.locator(".card[aria-busy=true]").count()).toBe(0);
      if ((await page.locator(".own-given").count()) === 0)
        await page.goto(`${site.address}#/own?grid=${GRID}&layer=conv2`);
      await page.locator(".own-given").waitFor();
      const wide = page.getByLabel("Remove wide/model.json");
      if ((await wide.count()) > 0) await wide.click();
      await dropPaths(page, folders.put("second", convNetwork(3)), ...pictures());
      await page.locator("label:has-text('Passes') input").fill("5");
      await wholeMaps(page);
      const file = await saved(page);
      const expected = await inNode(convNetwork(3), file.layer, fitPicture);
      expect(farthest(file.maps[0]?.entropies ?? [], expected)).toBeLessThanOrEqual(SAME);
      expect([await shownErrors(page), faults]).toEqual([[], []]);
      await context.close();
    });
  },
);
