import { mkdirSync, utimesSync } from "node:fs";
import { convNet } from "@stillpoint/distill";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { fileIdentity, identifiedModel, isWhole, modelIdentity, readNetworkFile } from "./model-file.ts";

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
