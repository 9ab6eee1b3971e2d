import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Inspection } from "@stillpoint/core";
import { afterAll, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { described } from "./inspect.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);
const exported = (name: string): Buffer => {
  return readFileSync(new URL(`../../../autodiff/fixtures/modules/${name}.onnx`, import.meta.url));
};

it("suggests layers, folds the rest and ends with the command that measures them", async () => {
  write("bert.onnx", exported("bert.dynamo"));
  const { code, out } = await run("inspect", at("bert.onnx"));
  expect(code).toBe(0);
  expect(out).toMatch(/bert\.onnx: ONNX opset 20, 1,463 weights, by pytorch\n/);
  expect(out).toMatch(/input {3}input_ids int64 \[batch, 6\] {2}token ids \[batch, tokens\]\n/);
  expect(out).toMatch(/noise is added to add_\d+\n/);
  expect(out).toMatch(
    /suggested layers\n {2}bert\.encoder\.layer\.0 +a block half way \[batch, 6, 8\], tensor layer_norm_2\n/,
  );
  expect(out).toMatch(/ {2}… \d\d more, --all lists them\n/);
  expect(out).toMatch(
    /\nmeasure\n {2}stillpoint analyze --distilled .*bert\.onnx'? .*--modality sentiment --layer bert\.encoder\.layer\.0,bert\.encoder\.layer\.1,bert\.pooler /,
  );
  const rows = (text: string): number => text.split("\n").filter((line) => line.includes("[batch")).length;
  const all = (await run("inspect", at("bert.onnx"), "--all")).out;
  expect(all).not.toContain("more, --all");
  expect(all).toContain("\n bert.encoder.layer.1\n");
  expect(rows(all)).toBeGreaterThan(rows(out) + 30);
});

it("prints all of it as JSON", async () => {
  write("residual.onnx", exported("residual.torchscript"));
  const { out } = await run("inspect", at("residual.onnx"), "--json");
  const found: Inspection & { readonly command: string; readonly file: string } = JSON.parse(out);
  expect(found.file).toBe(at("residual.onnx"));
  expect(found.layers.length).toBeGreaterThan(15);
  expect(found.suggested.map(({ layer }) => layer)).toEqual(["layer1.1", "layer2.0", "avgpool"]);
  expect(found.command).toContain("--layer layer1.1,layer2.0,avgpool");
});

it("names the file in its errors", async () => {
  write("torn.onnx", exported("residual.torchscript").subarray(0, 1000));
  const { code, error } = await run("inspect", at("torn.onnx"));
  expect(code).toBe(1);
  expect(error).toMatch(/network .*torn\.onnx: /);
});

it("refuses a network that cannot be opened, in the words of analyze", async () => {
  // The same length, so that nothing else is damaged.
  const bytes = Buffer.from(exported("residual.torchscript").toString("latin1").replaceAll("Relu", "Relo"), "latin1");
  write("relo.onnx", bytes);
  const file = at("relo.onnx");
  const { code, out, error } = await run("inspect", file);
  expect([code, out]).toEqual([1, ""]);
  expect(error).toMatch(/network .*relo\.onnx: model: expected one ONNX Runtime can open; got: .*Relo/);
  const examples = (name: string): string =>
    fileURLToPath(new URL(`../../../../examples/files/${name}`, import.meta.url));
  const networks = ["--distilled", file, "--scratch", file, "--layer", "layer1.1"];
  const data = [
    "--data",
    examples("pictures"),
    "--masks",
    examples("masks"),
    "--mean",
    "0,0,0",
    "--std",
    "1,1,1",
    "--grid",
    "4x4",
  ];
  const analyzed = await run("analyze", "--modality", "image", ...networks, ...data, "--out", at("out"));
  expect(analyzed.code).toBe(1);
  expect(analyzed.error).toContain(error.trim().split("\n")[0]);
});

it("shows what any engine found", () => {
  const found: Inspection = {
    ...{ format: "TensorFlow.js layers model", producer: "keras", weights: 1000 },
    inputs: [{ name: "x", type: "float32", shape: ["batch", 4] }],
    outputs: [{ name: "y", type: "float32", shape: ["batch", 2] }],
    from: "x",
    layers: [
      { name: "dense", modules: [], group: "", op: "Dense", shape: ["batch", 2] },
      { name: "odd", modules: [], group: "", op: "Odd", shape: undefined, obstacle: "no gradient" },
    ],
    suggested: [],
    warnings: ["the batch is fixed"],
  };
  expect(described("model.json", found, false, "")).toBe(
    [
      "model.json: TensorFlow.js layers model, 1,000 weights, by keras",
      "input   x float32 [batch, 4]  noise is added here",
      "output  y float32 [batch, 2]",
      "warning the batch is fixed",
      "",
      "layers (measure with --layer NAME)",
      "  dense     Dense                [batch, 2]",
      "  odd       Odd                    not measurable: no gradient",
      "",
    ].join("\n"),
  );
});
