import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { Emitter } from "../emitter.ts";
import { openNetwork, readNetwork } from "../network.ts";
import { ElementType, type Initializer, type StoredRange } from "./graph.ts";
import { type ModelFile, modelFile } from "./model-file.ts";
import { dataLocations, loadWeights } from "./open.ts";
import { encodeTensor, externalData, tensorValues } from "./tensor.ts";
import { gatherModel, writeModel } from "./write.ts";

const values = Float32Array.from({ length: 600 }, (_, k) => k / 7 - 40);
const data = new Uint8Array(values.buffer);

/** A model whose weight `w` of 600 numbers lies where `entries` say, and `v` of one inside. */
function external(entries: Readonly<Record<string, string>>): Uint8Array {
  const g = new Emitter("");
  g.node("Mul", ["x", "w"], ["m"]);
  g.node("Add", ["m", "v"], ["y"]);
  const graph = {
    name: "external",
    nodes: g.nodes,
    initializers: new Map([["v", encodeTensor("v", ElementType.FLOAT, [1], Float32Array.of(2))]]),
    inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: ["batch", 600] }],
    outputs: [{ name: "y", elementType: ElementType.FLOAT, dims: ["batch", 600] }],
    declared: new Map(),
  };
  const bytes = writeModel({ irVersion: 8, opsets: new Map([["", 18]]), producer: "", metadata: new Map(), graph });
  const tensor = new BinaryWriter().tag(1, WireType.Varint).int64(600).tag(2, WireType.Varint).int32(ElementType.FLOAT);
  tensor.tag(8, WireType.LengthDelimited).string("w");
  const weight = Uint8Array.from([...tensor.finish(), ...externalData(entries)]);
  // The graph is the last field of the file; the weight goes to its end.
  const reader = new BinaryReader(bytes);
  let start = 0;
  let inner: Uint8Array = new Uint8Array();
  while (reader.pos < reader.len) {
    const begin = reader.pos;
    const [field, wire] = reader.tag();
    if (field !== 7) reader.skip(wire, field);
    else [start, inner] = [begin, reader.bytes()];
  }
  const longer = new BinaryWriter().raw(inner).tag(5, WireType.LengthDelimited).bytes(weight).finish();
  return new BinaryWriter().raw(bytes.subarray(0, start)).tag(7, WireType.LengthDelimited).bytes(longer).finish();
}

async function weight(file: ModelFile): Promise<readonly number[]> {
  const model = await loadWeights(await openNetwork(file));
  const found = model.graph.initializers.get("w");
  return found === undefined ? [] : Array.from(tensorValues(found), Number);
}

const expected = Array.from(values);
const shifted = Uint8Array.from([...new Uint8Array(128), ...data, 1, 2, 3]);

describe("external data", () => {
  it.each([
    ["all of it said", { location: "w.bin", offset: "0", length: "2400" }, data],
    ["no offset and no length", { location: "w.bin" }, data],
    ["a length alone", { location: "w.bin", length: "2400" }, shifted.subarray(128)],
    ["an offset alone", { location: "w.bin", offset: "128" }, shifted],
    ["a folder below", { location: "weights/w.bin", offset: "128", length: "2400" }, shifted],
    ["a dot before it", { location: "./w.bin" }, data],
  ])("is read with %s", async (_, entries: Readonly<Record<string, string>>, content) => {
    const model = external(entries);
    const location = entries.location ?? "";
    expect(await weight(modelFile("m.onnx", model, { [location]: content }))).toEqual(expected);
    expect(await dataLocations(modelFile("m.onnx", model))).toEqual([location]);
  });

  it.each([
    "/etc/passwd",
    "../w.bin",
    "a/../../w.bin",
    "a/..",
    "..\\w.bin",
    "a\\b.bin",
    "C:w.bin",
    "C:/w.bin",
    "c:\\w.bin",
    "\\\\server\\w.bin",
    "//server/w.bin",
    "a//w.bin",
    "w\0.bin",
    "",
  ])("at %j is refused by name", async (location) => {
    const file = modelFile("m.onnx", external({ location }), { [location]: data, "w.bin": data });
    await expect(openNetwork(file)).rejects.toMatchObject({
      code: "MODEL",
      message: expect.stringMatching(/^weight w: expected its data file beside the model.*; got ".*"; /),
    });
  });

  it.each([
    [
      "a file that is not there",
      { location: "x.bin" },
      /^weight w: expected its values in x.bin beside the model; got no such file; /,
    ],
    [
      "an offset behind the end",
      { location: "w.bin", offset: "8" },
      /^tensor w: expected 2408 bytes in w.bin; got 2400; /,
    ],
    ["an offset no file has", { location: "w.bin", offset: "-4" }, /^tensor w: expected offset .*; got -4; /],
    ["an offset beyond numbers", { location: "w.bin", offset: "9".repeat(30) }, /^tensor w: expected offset /],
    [
      "a length that is not its shape's",
      { location: "w.bin", length: "2396" },
      /^tensor w: expected 2400 bytes .*; got 2396; /,
    ],
  ])("with %s is refused", async (_, entries, message) => {
    const file = modelFile("m.onnx", external(entries), { "w.bin": data });
    await expect(openNetwork(file)).rejects.toMatchObject({ code: "MODEL", message: expect.stringMatching(message) });
  });

  it("is refused in bytes alone, with the remedy", async () => {
    const model = external({ location: "w.bin" });
    expect(() => readNetwork(model)).toThrow(
      /^weight w: expected its values inside the model file; got .*w\.bin; .*openNetwork/,
    );
  });

  it("is written as the values it holds, or stays where it is", async () => {
    const model = await openNetwork(modelFile("m.onnx", external({ location: "w.bin" }), { "w.bin": data }));
    expect(() => writeModel(model)).toThrow(/^tensor w: expected values in memory; .*loadWeights/);
    const inside = await gatherModel(model);
    expect(Array.from(tensorValues(readNetwork(inside).graph.initializers.get("w")!), Number)).toEqual(expected);
    const outside = await gatherModel(model, ({ file }) => file.name);
    expect(outside.length).toBeLessThan(400);
    expect(await weight(modelFile("m.onnx", outside, { "w.bin": data }))).toEqual(expected);
  });

  it("of 16 bits becomes float32 when it is read", async () => {
    const halves = new Uint8Array(Uint16Array.from({ length: 600 }, (_, k) => (k % 2 === 0 ? 0x3c00 : 0xfbff)).buffer);
    const file = modelFile("w.bin", halves);
    const range: StoredRange = { file, offset: 0, length: 1200, elementType: ElementType.FLOAT16 };
    const plain = await openNetwork(modelFile("m.onnx", external({ location: "w.bin" }), { "w.bin": data }));
    const tensor: Initializer = { name: "w", elementType: ElementType.FLOAT, dims: [600], data: range };
    const model = { ...plain, graph: { ...plain.graph, initializers: new Map([["w", tensor]]) } };
    const written = readNetwork(await gatherModel(model, () => "never used for values that change"));
    const [one, lowest] = tensorValues(written.graph.initializers.get("w")!);
    expect([one, lowest]).toEqual([1, -65504]);
  });
});
