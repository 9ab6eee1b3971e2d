import { deflateSync } from "node:zlib";
import { readNetwork } from "@stillpoint/autodiff";
import { convNet } from "@stillpoint/distill";
import { fitImages } from "@stillpoint/preprocess";
import sharp, { type CreateRaw } from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { pictureFolder } from "./picture-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const SIDE = 48;
const graph = readNetwork(convNet({ seed: 1, shape: { channels: [4, 4, 6, 6], hidden: [8, 8] } })).graph;

/** A picture that no turn maps to itself. */
const drawn = (): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, k) => {
    const [x, y] = [Math.floor(k / 3) % SIDE, Math.floor(k / 3 / SIDE)];
    return (x * 7 + y * 3 + (k % 3) * 40) % 256;
  });
/** `object` in a corner block, `ground` elsewhere, `edge` on the row below the block. */
const block = (object: number, ground = 0, edge = ground): number[] =>
  Array.from({ length: SIDE * SIDE }, (_, k) => {
    const [x, y] = [k % SIDE, Math.floor(k / SIDE)];
    return x < 16 && y < 16 ? object : x < 16 && y < 24 ? edge : ground;
  });

const raw = (channels: 1 | 2 | 3 | 4, width = SIDE, height = SIDE): { raw: CreateRaw } => ({
  raw: { width, height, channels },
});
const grey = (levels: readonly number[]): Promise<Buffer> =>
  sharp(Uint8Array.from(levels), raw(1)).toColourspace("b-w").png().toBuffer();

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}
const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc(body))]);
};
/** A PNG of numbers below 256 (one byte each) or 65,536 (two), with a palette where one is given. */
function png(numbers: readonly number[], { bits = 8, palette }: { bits?: 8 | 16; palette?: number[] } = {}): Buffer {
  const rows = Array.from({ length: SIDE }, (_, y) => {
    const row = numbers.slice(y * SIDE, (y + 1) * SIDE);
    return [0, ...(bits === 16 ? row.flatMap((n) => [n >> 8, n & 255]) : row)];
  });
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk(
      "IHDR",
      Buffer.concat([uint32(SIDE), uint32(SIDE), Uint8Array.of(bits, palette === undefined ? 0 : 3, 0, 0, 0)]),
    ),
    ...(palette === undefined ? [] : [chunk("PLTE", Uint8Array.from(palette))]),
    chunk("IDAT", deflateSync(Uint8Array.from(rows.flat()))),
    chunk("IEND", new Uint8Array()),
  ]);
}
/** VOC's colours as its development kit computes them. */
const vocPalette = Array.from({ length: 256 }, (_, id) => {
  const colour = [0, 0, 0];
  for (let bit = 7, rest = id; bit >= 0; bit--, rest >>= 3)
    for (const c of [0, 1, 2]) colour[c]! |= ((rest >> c) & 1) << bit;
  return colour;
}).flat();

/** The regions of the only picture's 6 x 6 cells as a text, and the notes. */
async function regions(name: string): Promise<{ text: string; notes: string; pixels: readonly number[] }> {
  const { samples, notes } = await fitImages(
    { name: "net.onnx", graph },
    {
      pictures: pictureFolder(at(`${name}/pictures`)),
      masks: pictureFolder(at(`${name}/masks`)),
      grid: [6, 6],
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
  );
  const [{ input, info }] = samples as [(typeof samples)[0]];
  const text = info.units.map(({ region }) => ({ foreground: "F", background: ".", border: "b" })[region]).join("");
  return { text, notes: notes.join("\n"), pixels: Array.from(Object.values(input.inputs)[0]!.data, Number) };
}
let count = 0;
async function withMask(mask: Uint8Array, file = "a.png"): Promise<ReturnType<typeof regions>> {
  const name = `case-${count++}`;
  write(`${name}/pictures/a.png`, await sharp(drawn(), raw(3)).png().toBuffer());
  write(`${name}/masks/${file}`, mask);
  return regions(name);
}
const PLAIN = "FF....FF....".padEnd(36, ".");
const WITH_EDGE = "FF....FF....bb....".padEnd(36, ".");

describe("masks", () => {
  it("belong to pictures whose own names end as those of masks do", async () => {
    const name = `case-${count++}`;
    write(`${name}/pictures/gas_mask.png`, await sharp(drawn(), raw(3)).png().toBuffer());
    write(
      `${name}/masks/gas_mask.png`,
      await sharp(Uint8Array.from(block(255)), raw(1))
        .png()
        .toBuffer(),
    );
    expect((await regions(name)).text).toBe(PLAIN);
  });

  it.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
    ["white on black", () => grey(block(255)), PLAIN],
    ["a label id", () => grey(block(5)), PLAIN],
    ["a label id in 16 bits", () => png(block(5), { bits: 16 }), PLAIN],
    ["a large id in 16 bits", () => png(block(26_001), { bits: 16 }), PLAIN],
    ["white in 16 bits", () => png(block(65_535), { bits: 16 }), PLAIN],
    ["a light object on a ground of 3", () => grey(block(250, 3)), PLAIN],
    ["a ground of 0 and 3", () => grey(block(250, 0, 3)), PLAIN],
    ["an id with VOC's void", () => grey(block(5, 0, 255)), WITH_EDGE],
    ["an id with the void in 16 bits", () => png(block(5, 0, 255), { bits: 16 }), WITH_EDGE],
    ["VOC's palette", () => png(block(15, 0, 255), { palette: vocPalette }), WITH_EDGE],
    ["VOC's palette, a dark colour", () => png(block(64), { palette: vocPalette }), PLAIN],
    ["a palette whose colours say nothing", () => png(block(2), { palette: [0, 0, 0, 1, 0, 0, 2, 1, 0] }), PLAIN],
    ["a palette of greys in another order", () => png(block(0, 1), { palette: [255, 255, 255, 0, 0, 0] }), PLAIN],
    [
      "VOC's colours as RGB",
      () => {
        const colours = block(15, 0, 255).flatMap((id) => vocPalette.slice(3 * id, 3 * id + 3));
        return sharp(Uint8Array.from(colours), raw(3)).png().toBuffer();
      },
      WITH_EDGE,
    ],
    [
      "colours of no palette",
      () =>
        sharp(Uint8Array.from(block(1).flatMap((on) => [on * 250, on * 20, 0])), raw(3))
          .png()
          .toBuffer(),
      PLAIN,
    ],
    [
      "opacity",
      () =>
        sharp(Uint8Array.from(block(255).flatMap((on) => [255, 255, 255, on])), raw(4))
          .png()
          .toBuffer(),
      PLAIN,
    ],
  ])("of %s are read", async (_, mask, expected) => {
    expect((await withMask(await mask())).text).toBe(expected);
  });

  it("of JPEG are black and white where their numbers lie at both ends", async () => {
    const white = await sharp(Uint8Array.from(block(255)), raw(1))
      .jpeg({ quality: 80 })
      .toBuffer();
    const { text, notes } = await withMask(white, "a.jpg");
    expect(text).toBe(PLAIN);
    expect(notes).toContain("object from 128 on");
    const ids = await sharp(Uint8Array.from(block(5, 0, 2)), raw(1))
      .jpeg({ quality: 80 })
      .toBuffer();
    await expect(withMask(ids, "a.jpg")).rejects.toThrow(/masks .*: expected black and white in JPEG files.*PNG/);
  });

  it("keep their numbers whatever their colour profile says", async () => {
    const profiled = await sharp(Uint8Array.from(block(5)), raw(1))
      .withIccProfile("p3")
      .png()
      .toBuffer();
    expect((await withMask(profiled)).text).toBe(PLAIN);
  });

  it("say how they were read", async () => {
    expect((await withMask(await grey(block(5, 0, 255)))).notes).toMatch(
      /0, 5, 255: .*every id but 0, and 255 is void/,
    );
    expect((await withMask(await grey(block(255)))).notes).not.toMatch(/masks/);
  });

  it("of several readings, of no object or of nothing else are refused by name", async () => {
    await expect(withMask(await grey(block(255, 0, 3)))).rejects.toThrow(/expected label ids with a void of 255, or/);
    await expect(withMask(await grey(block(2, 1)))).rejects.toThrow(/expected a ground of 0; got 1, 2/);
    await expect(withMask(await grey(block(0)))).rejects.toThrow(/an object in at least one of them; got 1 without/);
    await expect(withMask(await grey(block(255, 255)))).rejects.toThrow(/expected .*; got .*255/);
  });
});

describe("pictures", () => {
  it("are turned by their EXIF orientation, the mask by its own, and it is said", async () => {
    const upright = await withMask(await grey(block(255)));
    const name = "turned";
    for (const [folder, bytes] of [
      ["pictures", await sharp(drawn(), raw(3)).png().toBuffer()],
      ["masks", await grey(block(255))],
    ] as const)
      write(
        `${name}/${folder}/a.png`,
        await sharp(await sharp(bytes).rotate(180).png().toBuffer())
          .withMetadata({ orientation: 3 })
          .png()
          .toBuffer(),
      );
    const { text, pixels, notes } = await regions(name);
    expect(text).toBe(PLAIN);
    expect(pixels).toEqual(upright.pixels);
    expect(notes).toContain("1 of 1 pictures turned as their EXIF orientation says");
  });

  it("of another size than their mask are named with the orientation", async () => {
    const wide = await sharp({ create: { width: 20, height: 10, channels: 3, background: "red" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    write("sizes/pictures/a.jpg", wide);
    write(
      "sizes/masks/a.png",
      await sharp(new Uint8Array(200), raw(1, 20, 10))
        .png()
        .toBuffer(),
    );
    await expect(regions("sizes")).rejects.toThrow(
      /mask a\.png: expected the 20x10 pixels of a\.jpg turned by its EXIF orientation 6; got 10x20/,
    );
  });

  it("hidden beside others are passed over and said once; folders may be called anything", async () => {
    const name = "odd [1] *? #é";
    const picture = await sharp(drawn(), raw(3)).png().toBuffer();
    write(`${name}/pictures/A.PNG`, picture);
    for (const hidden of ["._A.PNG", ".DS_Store", "Thumbs.db", "__MACOSX/A.PNG", ".git/b.png"])
      write(`${name}/pictures/${hidden}`, "Mac OS X");
    write(`${name}/masks/A.PNG`, await grey(block(255)));
    const { text, notes } = await regions(name);
    expect(text).toBe(PLAIN);
    expect(notes.match(/hidden files passed over/g)).toHaveLength(1);
  });

  it("of one name are refused", async () => {
    const picture = await sharp(drawn(), raw(3)).png().toBuffer();
    for (const file of ["p0.png", "p0.jpg"]) write(`twins/pictures/${file}`, picture);
    write("twins/masks/p0.png", await grey(block(255)));
    await expect(regions("twins")).rejects.toThrow(/one picture of each name; got p0\.jpg and p0\.png/);
  });

  it("of more bits, more pages, ink or transparency are measured and said", async () => {
    const pixels = drawn();
    const picture = sharp(pixels, raw(3));
    const files = {
      bits: await sharp(
        Uint16Array.from(pixels, (n) => n * 257),
        raw(3),
      )
        .toColourspace("rgb16")
        .png()
        .toBuffer(),
      ink: await picture.clone().toColourspace("cmyk").tiff().toBuffer(),
      clear: await picture.clone().ensureAlpha(0.5).png().toBuffer(),
      pages: await sharp(Buffer.concat([pixels, pixels.toReversed()]), {
        raw: { width: SIDE, height: 2 * SIDE, channels: 3, pageHeight: SIDE },
      })
        .gif({ loop: 0 })
        .toBuffer(),
      grey: await sharp(pixels.slice(0, SIDE * SIDE), raw(1))
        .png()
        .toBuffer(),
    };
    for (const [name, bytes] of Object.entries(files)) {
      write(`kinds/pictures/${name}.${name === "ink" ? "TIFF" : name === "pages" ? "gif" : "png"}`, bytes);
      write(`kinds/masks/${name}.png`, await grey(block(255)));
    }
    const { notes } = await regions("kinds");
    expect(notes).toMatch(/several pages.*hold more than 8 bits.*not stored as RGB.*transparent pixels/s);
  });
});
