import { StillpointError } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import type { Files } from "../files.ts";
import { type AnnotatedPicture, annotatedMasks } from "./annotated-masks.ts";
import { readCubBoxes, readVocBoxes } from "./box-regions.ts";
import { readCocoRegions } from "./coco-regions.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function folder(files: Readonly<Record<string, string>>): Files {
  return { place: "Annotations", names: Object.keys(files), read: async (name) => bytes(files[name] ?? "") };
}

function voc(box: string, size = "<size><width>8</width><height>6</height><depth>3</depth></size>"): string {
  return `<annotation><filename>a.jpg</filename>${size}<object><name>bird</name>${box}</object></annotation>`;
}

const bndbox = (xmin: unknown, ymin: unknown, xmax: unknown, ymax: unknown): string =>
  `<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`;

function coco(annotation: object, image: object = { id: 1, file_name: "birds/a.jpg", height: 6, width: 8 }): string {
  return JSON.stringify({ images: [image], annotations: [{ id: 7, image_id: 1, ...annotation }] });
}

const cub = (boxes: string, images = "1 001.Albatross/a.jpg\n2 002.Auklet/b.jpg\n"): readonly AnnotatedPicture[] =>
  readCubBoxes({ place: "bounding_boxes.txt", text: boxes }, { place: "images.txt", text: images });

async function maskOf(pictures: readonly AnnotatedPicture[]): Promise<string[]> {
  const files = annotatedMasks("x", pictures);
  const { height, width, bytes: own } = await files.decodeMask!(files.names[0]!, undefined, { height: 6, width: 8 });
  return Array.from({ length: height }, (_, y) =>
    Array.from(own.subarray(y * width, (y + 1) * width), (value) => (value === 255 ? "#" : ".")).join(""),
  );
}

/** Three pixels by three, from the second column and the third row. */
const SQUARE = ["........", "........", ".###....", ".###....", ".###....", "........"];

describe("masks of annotations", () => {
  it("are the same by COCO's polygon, run lengths, text and box, VOC's XML, ILSVRC's and CUB's table", async () => {
    const polygons = { segmentation: [[1, 2, 4, 2, 4, 5, 1, 5]] };
    const counts = [8, 3, 3, 3, 3, 3, 25];
    for (const own of [
      polygons,
      { segmentation: { size: [6, 8], counts } },
      { segmentation: { size: [6, 8], counts: "833000f0" } },
      { bbox: [1, 2, 3, 3] },
      { segmentation: [], bbox: [1, 2, 3, 3] },
    ])
      expect(await maskOf(readCocoRegions({ place: "c.json", text: coco(own) }))).toEqual(SQUARE);
    // VOC counts from 1, and the last pixel belongs to the box.
    expect(await maskOf(await readVocBoxes(folder({ "a.xml": voc(bndbox(2, 3, 4, 5)) })))).toEqual(SQUARE);
    const ilsvrc = { "a.xml": voc(bndbox(1, 2, 3, 4)), "b.xml": voc(bndbox(0, 0, 1, 1)) };
    expect(await maskOf(await readVocBoxes(folder(ilsvrc)))).toEqual(SQUARE);
    expect(await maskOf(cub("1 1.0 2.0 3.0 3.0\n2 0 0 1 1\n"))).toEqual(SQUARE);
  });

  it("hold all objects of a picture, and none of a picture without one", async () => {
    const both = JSON.stringify({
      images: [
        { id: 1, file_name: "a.jpg", height: 6, width: 8 },
        { id: 2, file_name: "b.jpg", height: 6, width: 8 },
      ],
      annotations: [
        { id: 1, image_id: 1, bbox: [0, 0, 1, 1] },
        { id: 2, image_id: 1, bbox: [7, 5, 1, 1] },
      ],
    });
    const [first, second] = readCocoRegions({ place: "c.json", text: both });
    expect(await maskOf([first!])).toEqual([
      "#.......",
      ...SQUARE.slice(0, 1),
      ".".repeat(8),
      ".".repeat(8),
      ".".repeat(8),
      ".......#",
    ]);
    expect((await maskOf([second!])).join("")).toBe(".".repeat(48));
    const bare = await readVocBoxes(
      folder({ "a.xml": "<annotation><size><width>8</width><height>6</height></size></annotation>" }),
    );
    expect(bare).toEqual([{ path: "a.xml", size: { height: 6, width: 8 }, regions: [] }]);
  });

  it("have the size of the annotation, or of the picture where it has none, and stretch with the picture", async () => {
    const files = annotatedMasks("x", cub("1 1 2 3 3"));
    const twice = await files.decodeMask!("001.Albatross/a.jpg", { height: 12, width: 16 }, { height: 6, width: 8 });
    expect([twice.height, twice.width, twice.bytes.filter((value) => value > 0).length]).toEqual([12, 16, 36]);
    await expect(files.decodeMask!("001.Albatross/a.jpg")).rejects.toThrow(/expected the size of 001.Albatross\/a.jpg/);
    const own = annotatedMasks("x", readCocoRegions({ place: "c", text: coco({ bbox: [0, 0, 1, 1] }) }));
    expect(await own.decodeMask!("birds/a.jpg", undefined, { height: 99, width: 99 })).toMatchObject({
      height: 6,
      width: 8,
    });
    const unsized = await readVocBoxes(
      folder({ "a.xml": voc(bndbox(1, 1, 2, 2), "<size><width>0</width><height>0</height></size>") }),
    );
    expect(unsized[0]).not.toHaveProperty("size");
  });

  it.each<[string, () => unknown, RegExp]>([
    ["no JSON", () => readCocoRegions({ place: "c.json", text: "{" }), /^masks c\.json: expected JSON; got/],
    ["a list", () => readCocoRegions({ place: "c.json", text: "[]" }), /COCO's images and annotations/],
    [
      "no pictures",
      () => readCocoRegions({ place: "c.json", text: '{"images":[],"annotations":[]}' }),
      /expected pictures among the images/,
    ],
    [
      "an unknown picture",
      () => readCocoRegions({ place: "c.json", text: coco({ image_id: 9 }) }),
      /annotation 7: expected an image_id among the images; got 9/,
    ],
    [
      "two corners",
      () => readCocoRegions({ place: "c.json", text: coco({ segmentation: [[1, 2, 3, 4]] }) }),
      /annotation 7: expected polygons of three corners or more/,
    ],
    [
      "an odd corner",
      () => readCocoRegions({ place: "c.json", text: coco({ segmentation: [[1, 2, 3, 4, 5, 6, 7]] }) }),
      /three corners or more/,
    ],
    [
      "texts as corners",
      () => readCocoRegions({ place: "c.json", text: coco({ segmentation: [["1", 2, 3, 4, 5, 6]] }) }),
      /three corners or more/,
    ],
    [
      "no runs",
      () => readCocoRegions({ place: "c.json", text: coco({ segmentation: { counts: "!!" } }) }),
      /counts as a list of whole numbers, or as COCO's text/,
    ],
    [
      "runs below 0",
      () => readCocoRegions({ place: "c.json", text: coco({ segmentation: { counts: [8, -3] } }) }),
      /counts as a list/,
    ],
    [
      "nothing marked",
      () => readCocoRegions({ place: "c.json", text: coco({}) }),
      /a segmentation, or a bbox of four numbers/,
    ],
    [
      "a nameless picture",
      () => readCocoRegions({ place: "c.json", text: coco({ bbox: [0, 0, 1, 1] }, { id: 1 }) }),
      /expected a file_name in quotes/,
    ],
    [
      "a table without ids",
      () => cub("1 2 3\n"),
      /^masks bounding_boxes\.txt:1: expected an id, left, top, width and height; got "1 2 3"/,
    ],
    ["a box of no width", () => cub("1 1 2 3 3\n2 0 0 0 4\n"), /bounding_boxes\.txt:2: /],
    ["a box of words", () => cub("1 a b c d"), /bounding_boxes\.txt:1: /],
    ["a box of nobody", () => cub("3 1 2 3 3"), /bounding_boxes\.txt:1: expected an id of images\.txt; got "3"/],
    ["a picture without a path", () => cub("1 1 2 3 3", "1\n"), /^masks images\.txt:1: /],
    ["no boxes", () => cub("\n"), /bounding_boxes\.txt: expected lines of boxes/],
  ])("refuse %s in one sentence", (_, read, message) => {
    expect(read).toThrow(StillpointError);
    expect(read).toThrow(message);
  });

  it.each([
    ["no XML at all", {}, /masks Annotations: expected Pascal VOC's XML files; got 0 other files/],
    ["another XML", { "a.xml": "<other/>" }, /masks Annotations\/a\.xml: expected an <annotation>/],
    ["no box", { "a.xml": voc("") }, /a\.xml, object 1: expected a <bndbox> with xmin, ymin, xmax, ymax/],
    ["a box of words", { "a.xml": voc(bndbox("x", 1, 2, 3)) }, /a\.xml, object 1: expected a <bndbox>/],
    ["an empty end", { "a.xml": voc(bndbox("", 1, 2, 3)) }, /a\.xml, object 1: expected a <bndbox>/],
    ["a box turned round", { "a.xml": voc(bndbox(5, 1, 2, 3)) }, /object 1: expected a box whose ends come after/],
  ])("refuse %s in one sentence", async (_, files, message) => {
    await expect(readVocBoxes(folder(files))).rejects.toThrow(message);
  });
});
