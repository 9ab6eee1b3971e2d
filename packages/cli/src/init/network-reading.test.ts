import { spanTransformer, textCnn } from "@stillpoint/distill";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { readNetworkAt } from "./network-reading.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);
const text = { seed: 1, vocabulary: 24, length: 8 };

describe("readNetworkAt", () => {
  it("takes starts and ends in one output for those of questions", async () => {
    write("span.onnx", spanTransformer(text));
    expect(await readNetworkAt(at("span.onnx"))).toMatchObject({ modality: "qa" });
  });

  it("takes scores of classes for those of sentences", async () => {
    write("scores.onnx", textCnn(text));
    expect(await readNetworkAt(at("scores.onnx"))).toMatchObject({ modality: "sentiment" });
  });
});
