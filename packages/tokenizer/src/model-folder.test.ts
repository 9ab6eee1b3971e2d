import { describe, expect, it } from "vitest";
import { isReduced, longestByConfig, readModelFolder } from "./model-folder.ts";

const texts: Record<string, string> = {
  "config.json": '{"model_type":"distilbert","max_position_embeddings":512,"id2label":{"1":"POSITIVE","0":"NEGATIVE"}}',
  "tokenizer.json": '{"model":{}}',
  "tokenizer_config.json": '{"pad_token":"[PAD]"}',
};
const read = (files: readonly string[], model?: string, changed: Record<string, string> = {}): unknown =>
  readModelFolder(files, (path) => ({ ...texts, ...changed })[path] ?? "", model);
const whole = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "onnx/model.onnx",
  "onnx/model_quantized.onnx",
];

describe("readModelFolder", () => {
  it("takes the fp32 network and what belongs to it, quantised files beside it or not", () => {
    expect(read(whole)).toEqual({
      model: "onnx/model.onnx",
      tokenizerJson: { model: {} },
      tokenizerConfig: { pad_token: "[PAD]" },
      modelType: "distilbert",
      longest: 512,
      labels: ["NEGATIVE", "POSITIVE"],
    });
    expect(read(["config.json", "tokenizer.json", "model.onnx"], undefined, { "config.json": "{}" })).toEqual({
      model: "model.onnx",
      tokenizerJson: { model: {} },
      labels: [],
    });
  });

  it("takes another network by name", () => {
    expect(read([...whole, "onnx/student.onnx"], "onnx/student.onnx")).toMatchObject({ model: "onnx/student.onnx" });
    expect(() => read(whole, "onnx/student.onnx")).toThrow(/expected onnx\/student.onnx; got onnx\/model.onnx/);
  });

  it.each(["quantized", "int8", "uint8", "q4", "q4f16", "bnb4", "fp16", "q8"])(
    "refuses model_%s.onnx and names the fp32 file",
    (kind) => {
      const reduced = `onnx/model_${kind}.onnx`;
      expect(() => read([...whole, reduced], reduced)).toThrow(
        `${reduced}: expected 32-bit weights; got a quantised file; use onnx/model.onnx beside it`,
      );
      if (kind === "fp16") return;
      expect(() => read([...whole.slice(0, 3), reduced])).toThrow(
        `${reduced}: expected 32-bit weights; got a quantised file; download onnx/model.onnx beside it`,
      );
    },
  );

  it("takes half precision where no fp32 file lies beside it: it is measured in float32", () => {
    const half = "onnx/model_fp16.onnx";
    expect(read([...whole.slice(0, 3), half])).toMatchObject({ model: half });
    const named = "onnx/student_float16.onnx";
    expect(read([...whole.slice(0, 3), half, named], named)).toMatchObject({ model: named });
    expect(() => read([...whole.slice(0, 3), "onnx/model_q4f16.onnx"])).toThrow(/expected 32-bit weights/);
  });

  it("does not take plain names for quantised ones", () => {
    for (const name of [
      "onnx/model.onnx",
      "student.onnx",
      "sequence8.onnx",
      "onnx/decoder_model.onnx",
      "int8less/model.onnx",
    ])
      expect(isReduced(name), name).toBe(false);
    expect(isReduced("model-int8.onnx")).toBe(true);
  });

  it.each([
    ["config.json", /expected config.json; got tokenizer.json, tokenizer_config.json/],
    ["tokenizer.json", /expected tokenizer.json; got/],
  ])("names a missing %s", (missing, message) =>
    expect(() => read(whole.filter((file) => file !== missing))).toThrow(message),
  );

  it("names a missing network and a file that is no JSON", () => {
    expect(() => read(whole.slice(0, 3))).toThrow(/expected onnx\/model.onnx; got none; export/);
    expect(() => read(whole, undefined, { "config.json": "<html>" })).toThrow(
      /config.json: expected JSON; got "<html>"/,
    );
  });
});

describe("longestByConfig", () => {
  it.each([
    ["bert", undefined, 512, 512],
    ["roberta", 1, 514, 512],
    ["xlm-roberta", undefined, 514, 512],
    ["mpnet", 0, 514, 513],
    [undefined, 1, 514, 514],
  ])(
    "of %s with padding %s takes from %i rows %i tokens",
    (model_type, pad_token_id, max_position_embeddings, longest) => {
      expect(longestByConfig({ model_type, pad_token_id, max_position_embeddings })).toBe(longest);
    },
  );

  it.each([
    [{ max_position_embeddings: -1 }, /got -1; mend/],
    [{ max_position_embeddings: 0 }, /got 0; mend/],
    [{ max_position_embeddings: 1.5 }, /got 1.5; mend/],
    [{ max_position_embeddings: Number.NaN }, /got NaN; mend/],
    [{ model_type: "roberta", max_position_embeddings: 2 }, /got 2 and a padding token 1; mend/],
  ])("refuses %s", (config, message) => expect(() => longestByConfig(config)).toThrow(message));

  it("says nothing where the config says nothing", () => {
    for (const config of [{ model_type: "roberta" }, {}, null, "514"]) expect(longestByConfig(config)).toBeUndefined();
  });
});
