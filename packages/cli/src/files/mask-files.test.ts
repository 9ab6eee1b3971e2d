// Masks as people have them, beside the same pictures: every form marks the same units.

import { type ImageFile, imagenet } from "@stillpoint/image";
import { imageSamples, type PictureFiles } from "@stillpoint/preprocess";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { maskFiles } from "./mask-files.ts";
import { pictureFolder } from "./picture-folder.ts";

const [HEIGHT, WIDTH] = [24, 32];
/** Left, top, right, bottom of the object of each picture. */
const OBJECTS = { "birds/one": [4, 6, 20, 18], "birds/two": [16, 0, 32, 12] } as const;
const { at, write, remove } = scratchFolder();

beforeAll(async () => {
  const names = Object.entries(OBJECTS);
  for (const [k, [name, [left, top, right, bottom]]] of names.entries()) {
    const raw = { height: HEIGHT, width: WIDTH } as const;
    const pixels = Buffer.from(Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, (_, p) => (37 * p + 11 * k) % 251));
    write(
      `pictures/${name}.png`,
      await sharp(pixels, { raw: { ...raw, channels: 3 } })
        .png()
        .toBuffer(),
    );
    const mask = Uint8Array.from({ length: HEIGHT * WIDTH }, (_, p) => {
      const [x, y] = [p % WIDTH, Math.floor(p / WIDTH)];
      return left <= x && x < right && top <= y && y < bottom ? 255 : 0;
    });
    write(
      `masks/${name}.png`,
      await sharp(Buffer.from(mask), { raw: { ...raw, channels: 1 } })
        .png()
        .toBuffer(),
    );
    write(
      `xml/${name.split("/").at(-1)}.xml`,
      `<annotation><size><width>${WIDTH}</width><height>${HEIGHT}</height></size><object><name>bird</name><bndbox><xmin>${left + 1}</xmin><ymin>${top + 1}</ymin><xmax>${right}</xmax><ymax>${bottom}</ymax></bndbox></object></annotation>`,
    );
  }
  const images = names.map(([name], k) => ({ id: k, file_name: `${name}.png`, height: HEIGHT, width: WIDTH }));
  const annotations = names.map(([, [left, top, right, bottom]], k) => ({
    ...{ id: k, image_id: k, category_id: 1 },
    segmentation: [[left, top, right, top, right, bottom, left, bottom]],
  }));
  write("instances.json", JSON.stringify({ images, annotations, categories: [] }));
  write("cub/images.txt", names.map(([name], k) => `${k + 1} ${name}.png`).join("\n"));
  write(
    "cub/bounding_boxes.txt",
    names.map(([, [l, t, r, b]], k) => `${k + 1} ${l}.0 ${t}.0 ${r - l}.0 ${b - t}.0`).join("\n"),
  );
});
afterAll(remove);

async function regionsOf(masks: PictureFiles, size?: Pick<ImageFile, "height" | "width">): Promise<unknown> {
  const { samples } = await imageSamples({
    ...{ pictures: pictureFolder(at("pictures")), masks, parts: {}, normalisation: imagenet, grid: [6, 8] },
    ...{ input: "input", layout: "channels-first", size },
  });
  return samples.map(({ info: { id, units } }) => [id, units.map(({ region }) => region)]);
}

describe("masks in every form", () => {
  it.each(["instances.json", "xml", "cub/bounding_boxes.txt"])("%s marks what a folder of masks does", async (form) => {
    for (const size of [undefined, { height: 48, width: 64 }, { height: 12, width: 16 }]) {
      const found = await regionsOf(await maskFiles(at(form)), size);
      expect(found).toEqual(await regionsOf(await maskFiles(at("masks")), size));
      expect(JSON.stringify(found)).toContain("foreground");
    }
  });

  it("is refused by name where it is none", async () => {
    write("other/notes.md", "nothing");
    write("cub-alone/bounding_boxes.txt", "1 0 0 1 1");
    write(
      "wrong.json",
      JSON.stringify({ images: [{ id: 1, file_name: "one.png", height: 9, width: 9 }], annotations: [] }),
    );
    await expect(maskFiles(at("nowhere"))).rejects.toThrow(
      /nowhere: expected a folder of pictures; got none of this name/,
    );
    await expect(maskFiles(at("other"))).rejects.toThrow(/other: expected PNG, JPEG or WebP pictures/);
    await expect(maskFiles(at("cub-alone/bounding_boxes.txt"))).rejects.toThrow(
      /images\.txt: expected a readable file/,
    );
    await expect(regionsOf(await maskFiles(at("wrong.json")))).rejects.toThrow(/one\.png: expected the 24x32 pixels/);
  });
});
