import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import type { Tensor } from "@stillpoint/core";
import { convNet } from "@stillpoint/distill";
import { loadNetwork, OnnxFeatureModel } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import {
  fileIdentity,
  identifiedModel,
  isComplete,
  isWhole,
  modelDigest,
  modelFileAt,
  modelIdentity,
  readNetworkFile,
} from "./model-file.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const network = convNet({ seed: 1, shape: { channels: [1, 1, 1, 1], hidden: [2, 2] } });

/** Where the outermost fields of a file end, read in memory. */
function ends(bytes: Uint8Array): Set<number> {
  const found = new Set<number>();
  const varint = (from: number): [value: number, end: number] => {
    let [value, at] = [0, from];
    do value += ((bytes[at] ?? 0) % 128) * 128 ** (at - from);
    while ((bytes[at++] ?? 0) >= 128);
    return [value, at];
  };
  for (let place = 0; place < bytes.length; ) {
    const [tag, after] = varint(place);
    const [value, end] = varint(after);
    place = tag % 8 === 2 ? end + value : end;
    found.add(place);
  }
  return found;
}

describe("isWhole", () => {
  it("is true of a network's file, and false of every beginning of it that does not end with a field", () => {
    const whole = ends(network);
    expect(whole.has(network.length)).toBe(true);
    expect(whole.size).toBeLessThan(10);
    // Every place near an end of a field, of the file, or of its beginning; the rest by samples.
    const near = (length: number): boolean => [0, ...whole].some((end) => Math.abs(length - end) < 100);
    for (let length = 0; length <= network.length; length++) {
      if (!near(length) && length % 61 !== 0) continue;
      write("torn.onnx", network.subarray(0, length));
      if (isWhole(at("torn.onnx")) !== whole.has(length)) expect.fail(`${length} of ${network.length} bytes`);
    }
  });

  it("is false of text, of bytes behind the last field, and of a length beyond any file", () => {
    write("text.onnx", "hello\n");
    write("more.onnx", Uint8Array.of(...network, 7));
    write("long.onnx", Uint8Array.of(0x3a, 255, 255, 255, 255, 255, 255, 255, 255, 127, 0));
    write("endless.onnx", new Uint8Array(30).fill(255));
    for (const name of ["text", "more", "long", "endless"]) expect(isWhole(at(`${name}.onnx`)), name).toBe(false);
  });

  it("walks fields of every kind, fixed sizes among them", () => {
    const fields = [
      [0x08, 0x80, 0x01],
      [0x11, 1, 2, 3, 4, 5, 6, 7, 8],
      [0x1a, 2, 9, 9],
      [0x25, 1, 2, 3, 4],
      [0x9a, 0x01, 1, 7],
    ];
    write("fields.onnx", Uint8Array.from(fields.flat()));
    expect(isWhole(at("fields.onnx"))).toBe(true);
    for (const last of fields.slice(1)) {
      write("cut.onnx", Uint8Array.from([...fields.flat(), ...last.slice(0, -1)]));
      expect(isWhole(at("cut.onnx")), `${last}`).toBe(false);
    }
  });

  it("is not asked of what cannot be opened", () => {
    expect(() => isWhole(at("none.onnx"))).toThrow(expect.objectContaining({ code: "INPUT" }));
    mkdirSync(at("folder.onnx"));
    expect(() => isWhole(at("folder.onnx"))).toThrow();
  });
});

describe("identifiedModel", () => {
  it("gives the file that was there, and refuses one that came in its place, also after it was opened", async () => {
    write("a.onnx", network);
    const identity = await modelIdentity(at("a.onnx"));
    expect(identity).toContain(`${at("a.onnx")} ${network.length} `);
    const file = await identifiedModel(at("a.onnx"), identity);
    expect(await file.read(0, network.length)).toEqual(network);
    const replaced = /expected the file that was there when the run began.*--resume/;
    // The same size at another time, and another size at the same time.
    utimesSync(at("a.onnx"), 1, 1);
    await expect(identifiedModel(at("a.onnx"), identity)).rejects.toThrow(replaced);
    await expect(file.read(0, 1)).rejects.toThrow(replaced);
    await expect(file.path?.()).rejects.toThrow(replaced);
    const dated = await modelIdentity(at("a.onnx"));
    write("a.onnx", convNet({ seed: 1, shape: { channels: [1, 1, 1, 1], hidden: [2, 3] } }));
    utimesSync(at("a.onnx"), 1, 1);
    await expect(identifiedModel(at("a.onnx"), dated)).rejects.toMatchObject({ code: "INPUT" });
  });

  it("tells files of equal size and time apart by their path", () => {
    for (const name of ["x.onnx", "y.onnx"]) {
      write(name, "same");
      utimesSync(at(name), 5, 5);
    }
    expect(fileIdentity(at("x.onnx"))).not.toBe(fileIdentity(at("y.onnx")));
  });
});

it("a network that is none is named by its file", async () => {
  write("text.onnx", "hello\n");
  await expect(readNetworkFile(at("text.onnx"))).rejects.toThrow(/^network .*text\.onnx: /);
});

describe("a model whose weights lie in a file beside it", () => {
  const fixture = (name: string) => new URL(`../../../autodiff/fixtures/files/${name}`, import.meta.url);
  const image = (): Tensor => ({
    type: "float32",
    shape: [1, 3, 8, 8],
    data: Float32Array.from({ length: 192 }, (_, k) => Math.sin(k)),
  });

  function copied(folder: string): string {
    mkdirSync(at(folder), { recursive: true });
    for (const name of ["external.onnx", "external.onnx.data"]) copyFileSync(fixture(name), at(`${folder}/${name}`));
    return at(`${folder}/external.onnx`);
  }

  it("gives the features and gradients of the same weights inside", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    const results: unknown[] = [];
    for (const source of [modelFileAt(copied("beside")), readFileSync(fixture("dynamo.onnx"))]) {
      const network = await loadNetwork(source, { image: image() }, runtime);
      await using model = new OnnxFeatureModel({ id: "a", network, runtime, from: "image", to: "linear" });
      const layer = await model.bind({ image: image() });
      const features = await layer.features(layer.x0, 1);
      results.push([features, await layer.vjp(layer.x0, features, 1)]);
    }
    expect(results[0]).toEqual(results[1]);
  });

  it("is mapped into memory where its weights are large, with the same features and gradients to the last bit", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    const large = convNet({ seed: 3 });
    write("large.onnx", large);
    const picture = (): Tensor => ({
      type: "float32",
      shape: [1, 3, 48, 48],
      data: Float32Array.from({ length: 3 * 48 * 48 }, (_, k) => Math.sin(k)),
    });
    const results: unknown[] = [];
    for (const source of [modelFileAt(at("large.onnx")), large]) {
      const network = await loadNetwork(source, { input: picture() }, runtime, undefined, ["fc1"]);
      const mapped = [...network.model.graph.initializers.values()].some(
        ({ data }) => data.length >= 2 ** 16 && "file" in data,
      );
      expect(mapped).toBe(source !== large);
      await using model = new OnnxFeatureModel({ id: "a", network, runtime, from: "input", to: "fc1" });
      const layer = await model.bind({ input: picture() });
      const features = await layer.features(layer.x0, 1);
      results.push([features, await layer.vjp(layer.x0, features, 1)]);
    }
    expect(results[0]).toEqual(results[1]);
  });

  it("is another network once its data are others, and refused when they are gone or cut short", async () => {
    const path = copied("changed");
    const [identity, hash] = [await modelIdentity(path), await modelDigest(path, await modelIdentity(path))];
    const data = `${path}.data`;
    expect(identity.split("\n")).toHaveLength(2);
    const changed = readFileSync(data);
    changed[1000] = (changed[1000] ?? 0) ^ 1;
    write("changed/external.onnx.data", changed);
    utimesSync(data, 7, 7);
    await expect(identifiedModel(path, identity)).rejects.toThrow(/it was replaced since/);
    expect(await modelDigest(path, await modelIdentity(path))).not.toBe(hash);
    write("changed/external.onnx.data", changed.subarray(0, 3000));
    await expect(isComplete(path)).rejects.toThrow(/^network .*external\.onnx: tensor .*: expected .* cut short/);
    rmSync(data);
    await expect(isComplete(path)).rejects.toThrow(
      /^network .*: weight .*: expected its values in external\.onnx\.data beside/,
    );
  });

  it("may not lead out of its folder by a link, but may lie in a cache of contents", async () => {
    const path = copied("links");
    write("secret.bin", readFileSync(`${path}.data`));
    rmSync(`${path}.data`);
    symlinkSync(at("secret.bin"), `${path}.data`);
    await expect(readNetworkFile(path)).rejects.toThrow(
      /^network .*: data .*: expected a file in the model's folder; got a link/,
    );
    mkdirSync(at("snapshot"), { recursive: true });
    mkdirSync(at("blobs"), { recursive: true });
    copyFileSync(fixture("external.onnx"), at("blobs/aaa"));
    copyFileSync(fixture("external.onnx.data"), at("blobs/bbb"));
    symlinkSync(at("blobs/aaa"), at("snapshot/external.onnx"));
    symlinkSync(at("blobs/bbb"), at("snapshot/external.onnx.data"));
    expect((await readNetworkFile(at("snapshot/external.onnx"))).graph.nodes.length).toBeGreaterThan(3);
  });
});
