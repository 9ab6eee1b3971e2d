import { describe, expect, it } from "vitest";
import { unitRange } from "./bytes.ts";
import { type ImageFile, readImageFolder } from "./folder.ts";

const file = (path: string, channels = 3, size = 2, fill = 255): ImageFile => ({
  path,
  height: size,
  width: size,
  channels,
  bytes: new Uint8Array(size * size * channels).fill(fill),
});

const read = (images: ImageFile[], masks?: ImageFile[]) =>
  readImageFolder({ images, normalisation: unitRange, ...(masks === undefined ? {} : { masks }) });

describe("readImageFolder", () => {
  it("pairs by path first, then by name, whatever the extension or a trailing _mask", () => {
    const images = [file("cat/b.jpg"), file("cat/a.jpg"), file("dog/a.jpg")];
    const masks = [file("cat/a.png", 1), file("dog/a_mask.png", 1, 2, 0), file("b-mask.png", 1)];
    const samples = read(images, masks);
    expect(samples.map(({ id, label }) => [id, label])).toEqual([
      ["cat/a", "cat"],
      ["cat/b", "cat"],
      ["dog/a", "dog"],
    ]);
    expect(samples.map(({ mask }) => mask[0])).toEqual([1, 1, 0]);
  });

  it("has no label at the top level", () => {
    expect(read([file("a.png")], [file("a.png", 1)])[0]).not.toHaveProperty("label");
  });

  it("takes transparency for the mask where no masks are given", () => {
    const image = file("a.png", 4);
    image.bytes[3] = 0;
    expect(read([image])[0]?.mask).toEqual(Float32Array.of(0, 1, 1, 1));
  });

  it.each([
    ["an empty folder", [], [], /at least one picture; got an empty folder/],
    [
      "a picture without mask",
      [file("a.png")],
      [file("b.png", 1)],
      /image a.png: expected a mask file of the same name/,
    ],
    ["an opaque picture and no masks", [file("a.png")], undefined, /a mask or a transparent background; got neither/],
    [
      "a mask of another size",
      [file("a.png")],
      [file("a.png", 1, 3)],
      /mask a.png: expected the 2x2 pixels of a.png; got 3x3; make both/,
    ],
    [
      "two masks for one picture",
      [file("a.jpg")],
      [file("a.png", 1), file("a_mask.png", 1)],
      /image a.jpg: expected one mask; got a.png, a_mask.png/,
    ],
  ])("names %s", (_, images, masks, message) => {
    expect(() => read(images, masks)).toThrow(message);
    expect(() => read(images, masks)).toThrow(expect.objectContaining({ code: "INPUT" }));
  });
});
