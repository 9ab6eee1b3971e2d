import { readFileSync } from "node:fs";
import { ElementType, Emitter, encodeTensor, type Model, writeModel } from "@stillpoint/autodiff";
import { parseReport } from "@stillpoint/report";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();

/** Tells red pictures (class `red`) from blue ones; `flip` makes it say the other. Its first normalisation expects ImageNet's. */
function colourNetwork(flip = false): Uint8Array {
  const g = new Emitter("");
  const sign = flip ? -1 : 1;
  const statistics = (name: string, values: readonly number[]): string => {
    tensors.push(encodeTensor(name, ElementType.FLOAT, [3], Float32Array.from(values)));
    return name;
  };
  const tensors = [
    encodeTensor("w", ElementType.FLOAT, [3, 2], Float32Array.from([-1, 1, 0, 0, 1, -1].map((w) => sign * w))),
  ];
  const norm = [
    statistics("s", [1, 1, 1]),
    statistics("b", [0, 0, 0]),
    statistics("m", [0, 0, 0]),
    statistics("v", [2, 2, 2]),
  ];
  g.node("BatchNormalization", ["x", ...norm], ["n"]);
  g.node("ReduceMean", ["n", g.int64([2, 3])], ["pooled"], { keepdims: 0 });
  g.node("MatMul", ["pooled", "w"], ["logits"]);
  const port = (name: string, dims: readonly (string | number)[]) => ({ name, elementType: ElementType.FLOAT, dims });
  const model: Model = {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "colours",
      nodes: g.nodes,
      initializers: new Map([...g.constants, ...tensors.map((tensor) => [tensor.name, tensor] as const)]),
      inputs: [port("x", ["batch", 3, 6, 6])],
      outputs: [port("logits", ["batch", 2])],
      declared: new Map(),
    },
  };
  return writeModel(model);
}

async function picture(name: string, colour: "red" | "blue", k: number): Promise<void> {
  const pixels = Buffer.alloc(6 * 6 * 3);
  for (let at = 0; at < pixels.length; at += 3) {
    pixels[at + (colour === "red" ? 0 : 2)] = 255 - ((at * 37 * (k + 1)) % 120);
    pixels[at + 1] = (at * 13 * (k + 1)) % 160;
  }
  write(
    name,
    await sharp(pixels, { raw: { width: 6, height: 6, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

beforeAll(async () => {
  for (let k = 0; k < 5; k += 1) {
    for (const colour of ["blue", "red"] as const) {
      await picture(`photos/${colour}/${k}.png`, colour, k);
      await picture(`flat/${colour}${k}.png`, colour, k);
      for (const folder of [`masks/${colour}/${k}`, `flat-masks/${colour}${k}`]) {
        const mask = Buffer.alloc(36).fill(255, 0, 12);
        write(
          `${folder}.png`,
          await sharp(mask, { raw: { width: 6, height: 6, channels: 1 } })
            .png()
            .toBuffer(),
        );
      }
    }
  }
  write("right.onnx", colourNetwork());
  write("wrong.onnx", colourNetwork(true));
  write(
    "labels.csv",
    ["file,label", ...Array.from({ length: 5 }, (_, k) => `red${k}.png,rot\nblue${k}.png,blau`)].join("\n"),
  );
});
afterAll(remove);

function analyze(network: string, data: string, ...more: string[]): Promise<Outcome> {
  const masks = data === "photos" ? "masks" : "flat-masks";
  const files = ["--distilled", at(network), "--scratch", at("right.onnx"), "--data", at(data), "--masks", at(masks)];
  const rest = ["--modality", "image", "--layer", "logits", "--grid", "3x3", "--passes", "8", "--workers", "1"];
  return run("analyze", "--overwrite", "--out", at("out"), ...files, ...rest, ...more);
}

describe("labels first", () => {
  it("prints accuracy before measuring, and the report holds it", async () => {
    const { code, error } = await analyze("right.onnx", "photos");
    expect(error).toMatch(/labels: class from the top folder, classes blue, red/);
    expect(error).toMatch(
      /distilled of seed 0 answers 10 of 10 \(100 %\) of the labelled samples rightly \(guessing: 50 %\)/,
    );
    expect(error.indexOf("answers 10 of 10")).toBeLessThan(error.indexOf("measuring"));
    expect(code).toBe(0);
    const [task] = parseReport(readFileSync(at("out/report.json"), "utf8")).tasks;
    expect(task?.networks.distilled?.accuracy).toMatchObject({ blue: { mean: 1 }, red: { mean: 1 } });
  });

  it("stops a network that guesses, unless told to go on", async () => {
    const stopped = await analyze("wrong.onnx", "photos");
    expect(stopped.code).toBe(1);
    expect(stopped.error).toMatch(
      /accuracy: expected networks that know more than guessing; got distilled of seed 0 near chance/,
    );
    expect(stopped.error).not.toMatch(/measuring/);
    const gone = await analyze("wrong.onnx", "photos", "--no-accuracy");
    expect(gone.code).toBe(0);
    expect(gone.error).toMatch(/answers 0 of 10/);
  });

  it("takes labels of a file and the order of classes from the user", async () => {
    const sorted = await analyze("right.onnx", "flat", "--labels", at("labels.csv"));
    expect(sorted.error).toMatch(/classes blau, rot/);
    expect(sorted.code).toBe(0);
    const listed = await analyze("right.onnx", "flat", "--labels", at("labels.csv"), "--classes", "rot,blau");
    expect(listed.code).toBe(1);
    expect(listed.error).toMatch(/check the normalisation and the order of the classes/);
  });

  it("warns of another normalisation than in training, with labels and without", async () => {
    const bytes = ["--mean", "0.485,0.456,0.406", "--std", "58,57,57"];
    for (const data of ["photos", "flat"]) {
      const { error } = await analyze("right.onnx", data, ...bytes);
      expect(error).toMatch(/warning: normalised pixels hardly differ/);
      expect(error).toMatch(/warning: the samples are not what .* was trained on/);
    }
    const fine = await analyze("right.onnx", "flat");
    expect(fine.error).not.toMatch(/warning/);
  });

  it("names labels that fit no sample", async () => {
    const { code, error } = await analyze("right.onnx", "photos", "--labels", at("none.csv"));
    expect(code).toBe(1);
    expect(error).toMatch(/file .*none\.csv: expected a readable file.*check --labels/);
    write("other.csv", "x.png,1\ny.png,0\n");
    const other = await analyze("right.onnx", "photos", "--labels", at("other.csv"));
    expect(other.error).toMatch(/expected names of samples such as blue\/0; got names such as x/);
  });
});
