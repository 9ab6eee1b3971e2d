import { readFileSync } from "node:fs";
import { ElementType, Emitter, encodeTensor, type Model, writeModel } from "@stillpoint/autodiff";
import { parseFindings } from "@stillpoint/report";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAsTyped } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
const COLOURS = ["blue", "green", "red"] as const;

type Fault = "dropout" | "random" | "softmax" | undefined;

/** Tells pictures by their brightest channel: the pooled channels by a matrix, channel k of the picture for class 2 − k. */
function network(scale: number, fault?: Fault): Uint8Array {
  const g = new Emitter("");
  const weights = [0, 0.3, 1, 0, 1, 0.2, 1, 0.3, 0].map((weight) => scale * weight);
  const tensors = [encodeTensor("w", ElementType.FLOAT, [3, 3], Float32Array.from(weights))];
  g.node("ReduceMean", ["x", g.int64([2, 3])], ["pooled"], { keepdims: 0 });
  let features = "pooled";
  if (fault === "dropout") {
    tensors.push(encodeTensor("ratio", ElementType.FLOAT, [], Float32Array.of(0.5)));
    tensors.push(encodeTensor("training", ElementType.BOOL, [], Uint8Array.of(1)));
    g.node("Dropout", ["pooled", "ratio", "training"], ["dropped"]);
    features = "dropped";
  } else if (fault === "random") {
    g.node("RandomNormalLike", ["pooled"], ["noise"]);
    g.node("Add", ["pooled", "noise"], ["noisy"]);
    features = "noisy";
  }
  g.node("MatMul", [features, "w"], [fault === "softmax" ? "z" : "logits"]);
  if (fault === "softmax") g.node("Softmax", ["z"], ["logits"], { axis: -1 });
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
      outputs: [port("logits", ["batch", 3])],
      declared: new Map(),
    },
  };
  return writeModel(model);
}

beforeAll(async () => {
  for (let k = 0; k < 5; k += 1)
    for (const [of, colour] of COLOURS.entries()) {
      const pixels = Buffer.from(
        Array.from({ length: 6 * 6 * 3 }, (_, p) =>
          p % 3 === 2 - of ? 200 + ((p * 7 * (k + 1)) % 50) : (p * 13 * (k + 2)) % 120,
        ),
      );
      const raw = { width: 6, height: 6, channels: 3 } as const;
      write(`photos/${colour}/${k}.png`, await sharp(pixels, { raw }).png().toBuffer());
    }
  write("teacher.onnx", network(3));
  write("student.onnx", network(1.5));
  for (const fault of ["dropout", "random", "softmax"] as const) write(`${fault}.onnx`, network(3, fault));
});
afterAll(remove);

function mechanism(teacher: string, ...more: string[]): ReturnType<typeof runAsTyped> {
  const data = ["--modality", "image", "--data", at("photos"), "--workers", "1", "--out", at("out"), "--overwrite"];
  return runAsTyped(() => undefined, "mechanism", "--teacher", at(teacher), ...data, ...more);
}

const loss = ["--temperature", "2", "--teacher-weight", "0.9", "--temperature-squared", "yes"];

function findings(): ReturnType<typeof parseFindings>["study"] {
  return parseFindings(readFileSync(at("out/findings.json"), "utf8"), "findings.json").study;
}

describe("stillpoint mechanism on networks", () => {
  it("computes logits here, with features and templates of the last layer", async () => {
    const { code, error } = await mechanism("teacher.onnx", "--student", at("student.onnx"), ...loss);
    expect({ code, error }).toMatchObject({ code: 0 });
    const { networks, sections, unsaid } = findings();
    expect(networks.map(({ accuracy }) => accuracy)).toEqual([1, 1]);
    // The student is its teacher at another scale: it ranks all wrong classes alike.
    const ids = new Map(sections.flatMap((one) => one.findings).map((finding) => [finding.id, finding]));
    expect(ids.get("relations.wrongClassRank")?.value).toBe(1);
    expect(ids.has("relations.templateRank")).toBe(true);
    expect(unsaid.map(({ id }) => id)).toEqual(["independent", "seeds"]);
  });

  it("shows how far it is, network by network, and says of options that tables have that they are none of its", async () => {
    const { error } = await mechanism("teacher.onnx", "--student", at("student.onnx"), ...loss);
    expect(error).toMatch(/answers: 30\n/);
    expect(error).toMatch(/answers: 30\/30 in/);
    expect(await mechanism("teacher.onnx", "--same-order")).toMatchObject({
      code: 2,
      error: expect.stringMatching(/--same-order: expected with tables of logits; got it with networks/),
    });
    expect(await mechanism("teacher.onnx", "--points", "64")).toMatchObject({
      code: 2,
      error: expect.stringMatching(/--points: expected with --modality pointcloud; got it with image/),
    });
  });

  it("is of the task that a config names, so that a statement finds the two together", async () => {
    write("own.json", JSON.stringify({ task: "image/colours@fc1", modality: "image", data: "photos" }));
    const typed = ["mechanism", at("own.json"), "--teacher", at("teacher.onnx"), "--workers", "1"];
    const out = ["--out", at("out"), "--overwrite"];
    expect(await runAsTyped(() => undefined, ...typed, ...out)).toMatchObject({ code: 0 });
    expect(findings().subject).toBe("image/colours");
    expect(await runAsTyped(() => undefined, ...typed, ...out, "--subject", "mine")).toMatchObject({ code: 0 });
    expect(findings().subject).toBe("mine");
  });

  it("stops where it is asked to, and leaves results that were there", async () => {
    await mechanism("teacher.onnx");
    const before = readFileSync(at("out/findings.json"), "utf8");
    const { code, error } = await runAsTyped(
      (text) => {
        if (text.startsWith("answers: ")) process.emit("SIGINT");
      },
      ...["mechanism", "--teacher", at("teacher.onnx"), "--student", at("student.onnx"), ...loss],
      ...["--modality", "image", "--data", at("photos"), "--workers", "1", "--out", at("out"), "--overwrite"],
    );
    expect({ code, error }).toMatchObject({
      code: 130,
      error: expect.stringMatching(/nothing was written or removed/),
    });
    expect(readFileSync(at("out/findings.json"), "utf8")).toBe(before);
  });

  it("takes what lies before a network's own softmax", async () => {
    await mechanism("teacher.onnx");
    const expected = findings().sections;
    expect(await mechanism("softmax.onnx")).toMatchObject({ code: 0 });
    expect(findings().sections).toEqual(expected);
  });

  it("refuses teachers in training mode, and such as draw numbers", async () => {
    const dropout = await mechanism("dropout.onnx");
    expect(dropout).toMatchObject({
      code: 1,
      error: expect.stringMatching(/dropout\.onnx: node .*Dropout.*evaluation mode/),
    });
    const random = await mechanism("random.onnx");
    expect(random).toMatchObject({ code: 1, error: expect.stringMatching(/random\.onnx: node .*draws no numbers/) });
  });
});
