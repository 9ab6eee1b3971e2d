// Published data sets in their own folders and files: as many samples as there are, each with its regions and its class.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as made from "../../fixtures/data-sets.ts";
import { type DataChoice, fittedData, idsOf } from "../../fixtures/fitted-data.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const SETS = {
  ...{ imageFolder: made.imageFolder, voc: made.pascalVoc, cub: made.cub, coco: made.coco, det: made.ilsvrcDet },
  ...{ meshes: made.modelNetMeshes, points: made.modelNetPoints },
  ...{ normals: made.shapeNetNormals, segments: made.shapeNetSegments },
  ...{ sst2: made.sst2, csv: made.csvSentences, squad: made.squad },
} as const;
beforeAll(() => {
  for (const [folder, files] of Object.entries(SETS))
    for (const [name, content] of Object.entries(files)) write(`${folder}/${name}`, content);
});

const load = (modality: string, data: string, masks?: string, choice: DataChoice = {}) =>
  fittedData(modality, at(data), { ...choice, ...(masks === undefined ? {} : { masks: at(masks) }) });

/** How many units are of a region or a part, by sample. */
const counts = async (fitted: ReturnType<typeof load>, of: string): Promise<number[]> =>
  (await fitted).samples.map(
    ({ input: { units } }) => units.filter(({ region, part }) => region === of || part === of).length,
  );

/** Units of a region or a part, by sample. */
const patchesOf = ({ samples }: Awaited<ReturnType<typeof load>>, of: string): number[][] =>
  samples.map(({ input: { units } }) =>
    units.flatMap(({ region, part }, unit) => (region === of || part === of ? [unit] : [])),
  );

describe("pictures", () => {
  it.each([
    ["ImageFolder and a tree of masks", "imageFolder/images", "imageFolder/masks", 6, "class from the top folder"],
    ["Pascal VOC, boxes", "voc/JPEGImages", "voc/Annotations", 8, undefined],
    ["Pascal VOC, segmented ones only", "voc/JPEGImages", "voc/SegmentationClass", 3, undefined],
    ["CUB, boxes", "cub/images", "cub/bounding_boxes.txt", 6, "class from the top folder"],
    ["CUB, votes", "cub/images", "cub/segmentations", 6, "class from the top folder"],
    ["COCO, polygons and run lengths", "coco/val2017", "coco/annotations/instances_val2017.json", 5, undefined],
    ["ILSVRC, boxes", "det/Data/DET/val", "det/Annotations/DET/val", 6, undefined],
  ] as const)("of %s have each its own object", async (_, data, masks, count, labels) => {
    const fitted = await load("image", data, masks);
    expect(idsOf(fitted)).toHaveLength(count);
    expect(fitted.labels?.source).toBe(labels);
    // One of COCO's has no annotation. ImageFolder's are sorted by class: 0, 2, 4, then 1, 3, 5.
    const numbers = data.startsWith("imageFolder") ? [0, 2, 4, 1, 3, 5] : Array.from({ length: count }, (_, k) => k);
    const objects = numbers.map((k) => (data.startsWith("coco") && k === 4 ? [] : made.objectPatches(k)));
    expect(patchesOf(fitted, "foreground")).toEqual(objects);
    expect(fitted.notes.filter((note) => /left out/.test(note))).toHaveLength(
      masks.endsWith("SegmentationClass") ? 1 : 0,
    );
  });

  it("of Pascal VOC's segmented ones are asked for all their masks with strict", () =>
    expect(load("image", "voc/JPEGImages", "voc/SegmentationClass", { strict: true })).rejects.toThrow(
      /expected a mask file of the same name/,
    ));
});

describe("shapes", () => {
  it.each([
    ["ModelNet40's meshes", "meshes", undefined, 8, ["airplane", "chair"]],
    ["ModelNet40's points", "points", undefined, 6, ["airplane", "chair"]],
    ["ShapeNetPart with normals", "normals", undefined, 6, ["02691156", "03001627"]],
    ["ShapeNetPart in its first form", "segments", "segments", 6, ["02691156", "03001627"]],
  ] as const)("of %s", async (_, data, masks, count, classes) => {
    const fitted = await load("pointcloud", data, masks);
    expect(idsOf(fitted)).toHaveLength(count);
    expect(fitted.labels).toMatchObject({ classes });
    expect(await counts(Promise.resolve(fitted), "background")).toEqual(Array(count).fill(8));
  });

  it.each([
    ["normals", undefined],
    ["segments", "segments"],
  ])("of ShapeNetPart's %s have their own parts, and clutter none", async (data, masks) => {
    const fitted = await load("pointcloud", data, masks);
    const parts = fitted.samples.map(({ input: { units } }) => [
      ...new Set(units.map(({ region, part }) => (region === "background" ? `clutter ${part}` : part))),
    ]);
    const names = (group: string, numbers: readonly number[]): string[] =>
      numbers.map((part) => (masks === undefined ? `part ${part}` : `${group} part ${part}`));
    const own =
      masks === undefined
        ? [
            [0, 1, 3],
            [12, 13],
          ]
        : [
            [1, 2, 3],
            [1, 2],
          ];
    const [airplane, chair] = [names("02691156", own[0] ?? []), names("03001627", own[1] ?? [])].map((found) =>
      ["clutter undefined", ...found].sort(),
    );
    expect(parts.map((own) => own.sort())).toEqual([airplane, airplane, airplane, chair, chair, chair]);
  });
});

describe("sentences", () => {
  it.each([
    ["GLUE's SST-2", "sst2/train.tsv", 3, ["0", "0", "1"]],
    ["GLUE's SST-2, held out", "sst2/dev.tsv", 1, ["1"]],
    ["GLUE's SST-2, without labels", "sst2/test.tsv", 2, undefined],
    ["a CSV with classes as words", "csv/reviews.csv", 3, ["positive", "negative", "positive"]],
  ] as const)("of %s", async (_, data, count, labels) => {
    const fitted = await load("sentiment", data);
    expect(idsOf(fitted)).toHaveLength(count);
    expect(fitted.labels && "names" in fitted.labels ? fitted.labels.names : undefined).toEqual(labels);
  });

  it("of a CSV keep commas and line breaks in quotes, and say in which order words are classes", async () => {
    const { samples, labels } = await load("sentiment", "csv/reviews.csv");
    expect(samples.map((sample) => "texts" in sample && sample.texts)).toEqual([
      ["good, and\nwarm"],
      ["dull"],
      ["a fine film"],
    ]);
    expect(labels).toMatchObject({ classes: ["negative", "positive"], order: "listed" });
  });
});

describe("tables of sentences", () => {
  it.each([
    [
      "a quote in a TSV is a letter",
      "q.tsv",
      'text\tlabel\n"Great film.\t1\nI loved it."\t0\n',
      ['"Great film.', 'I loved it."'],
    ],
    ["SST-2 without headings may begin with any word", "h.tsv", "content\t1\na film\t0\n", ["content", "a film"]],
  ])("%s", async (_, name, text, texts) => {
    write(name, text);
    const { samples, labels } = await load("sentiment", name);
    expect(samples.map((sample) => "texts" in sample && sample.texts)).toEqual(texts.map((own) => [own]));
    expect(labels).toMatchObject({ names: ["1", "0"] });
  });

  it("have all the classes of the file, however few are measured", async () => {
    const rows = [
      "text,label",
      ...["neg", "pos"].flatMap((label) => Array.from({ length: 4 }, (_, k) => `film ${k},${label}`)),
    ];
    write("sorted.csv", rows.join("\n"));
    const { labels } = await load("sentiment", "sorted.csv", undefined, { samples: 2 });
    expect(labels).toMatchObject({ names: ["neg", "neg"], classes: ["neg", "pos"] });
  });

  it.each([
    ["two columns of texts", "text,review\na,b\n", /expected one column of text, .*got "text, review"/],
    ["a quote that swallows lines", 'text,label\n"good,1\nbad,0\n', /u\.csv:2: expected cells whole in quotes/],
    ["a quote within a cell in quotes", 'text,label\n"a "good" one",1\n', /u\.csv:2: expected cells whole in quotes/],
  ])("with %s are refused", async (_, text, message) => {
    write("u.csv", text);
    await expect(load("sentiment", "u.csv")).rejects.toThrow(message);
  });
});

describe("questions", () => {
  it.each([
    ["1.1", "squad/dev-v1.1.json", 3],
    ["2.0, those with an answer", "squad/dev-v2.0.json", 2],
  ] as const)("of SQuAD %s", async (_, data, count) => expect(idsOf(await load("qa", data))).toHaveLength(count));
});

describe("a manifest", () => {
  // Each picture has the mask of the one before it, so that names alone would give others.
  const fileOf = (k: number): string => `${k % 2 === 0 ? "cat" : "dog"}/${100 + k}.png`;
  const line = (k: number): string => {
    const [mask, ground] = [`masks/${fileOf(k - 1)}`, `masks/${fileOf(k - 3)}`];
    return `images/${fileOf(k)},${mask},${k % 2 === 0 ? "feline" : "canine"},${ground},note`;
  };
  const HEAD = "image,mask,label,part:Ground,comment";

  it("lists pictures, each with its own mask, parts and class", async () => {
    write("imageFolder/list.csv", [HEAD, ...[3, 4, 5].map(line)].join("\r\n"));
    const listed = await load("image", "imageFolder/list.csv");
    expect(idsOf(listed)).toEqual(["images/cat/104", "images/dog/103", "images/dog/105"]);
    expect(patchesOf(listed, "foreground")).toEqual([3, 2, 4].map(made.objectPatches));
    const grounds = [1, 0, 2].map(made.objectPatches);
    const within = (own: readonly number[], object: readonly number[]) =>
      own.filter((patch) => !object.includes(patch));
    expect(patchesOf(listed, "Ground").map((own, k) => within(own, made.objectPatches([3, 2, 4][k]!)))).toEqual(
      grounds.map((own, k) => within(own, made.objectPatches([3, 2, 4][k]!))),
    );
    expect(listed.labels).toMatchObject({ names: ["feline", "canine", "canine"], classes: ["canine", "feline"] });
    await expect(load("image", "imageFolder/list.csv", "imageFolder/masks")).rejects.toThrow(
      /--masks: expected none beside the masks that .*list\.csv lists; got .*masks; leave one/,
    );
  });

  it("lends no mask and no label to a picture of the same name in another folder", async () => {
    for (const folder of ["a", "b"]) write(`same/${folder}/1.png`, made.imageFolder["images/cat/100.png"] ?? "");
    write("same/m.png", made.imageFolder["masks/cat/100.png"] ?? "");
    write("same/list.csv", "file,mask,label\na/1.png,m.png,cat\nb/1.png,,\n");
    const listed = await load("image", "same/list.csv");
    expect([idsOf(listed), listed.labels]).toMatchObject([["a/1"], { names: ["cat"] }]);
    await expect(load("image", "same/list.csv", undefined, { strict: true })).rejects.toThrow(
      /image b\/1\.png: expected a mask file of the same name/,
    );
  });

  it("may use other names, absolute paths and tabs, and any of its masks twice", async () => {
    const mask = at("imageFolder/masks/cat/100.png");
    const rows = [
      ["path", "mask"],
      ["images/dog/101.png", mask],
      [at("imageFolder/images/dog/103.png"), mask],
    ];
    write("imageFolder/list.tsv", rows.map((row) => row.join("\t")).join("\n"));
    expect(patchesOf(await load("image", "imageFolder/list.tsv"), "foreground")).toEqual(
      [0, 0].map(made.objectPatches),
    );
  });

  it("lists shapes with their regions or parts, whatever they are called", async () => {
    const rows = Array.from(
      { length: 3 },
      (_, k) => `03001627/points/1a${k}.pts,03001627/points_label/1a${k}.seg,chair`,
    );
    write("segments/list.csv", ["file,mask,label", ...rows].join("\n"));
    const { samples, labels } = await load("pointcloud", "segments/list.csv");
    const parts = new Set(samples.flatMap(({ input: { units } }) => units.flatMap(({ part }) => part ?? [])));
    expect([...parts].sort()).toEqual(["chair part 1", "chair part 2"]);
    expect(labels).toMatchObject({ names: ["chair", "chair", "chair"] });
  });

  it("lists shapes of any name with their regions, at any size, and tells a fault's file", async () => {
    const cloud = String(made.shapeNetSegments["03001627/points/1a0.pts"]);
    const regions = Array.from({ length: 40 }, (_, p) => (p % 4 === 0 ? "background" : "foreground"));
    write("own/x.asc", cloud);
    write("own/y.asc", cloud);
    write("own/r.regions", regions.join("\n"));
    write("own/list.csv", "file,mask\nx.asc,r.regions\ny.asc,r.regions\n");
    const scaled = { ...(await load("pointcloud", "own/list.csv")) };
    expect(idsOf(scaled)).toEqual(["x", "y"]);
    expect(scaled.samples.map(({ input: { units } }) => new Set(units.map(({ region }) => region)).size)).toEqual([
      2, 2,
    ]);
    write("own/bad.csv", "file,mask\nx.asc,s.regions\n");
    write("own/s.regions", "sideways");
    await expect(load("pointcloud", "own/bad.csv")).rejects.toThrow(/own\/s\.regions, line 1: expected foreground/);
    write("own/parts.csv", "file,part:leg\nx.asc,r.regions\n");
    await expect(load("pointcloud", "own/parts.csv")).rejects.toThrow(
      /expected no columns of parts with shapes; got part:leg/,
    );
  });

  it("has bad lines left out and named, where there are few", async () => {
    const good = Array.from({ length: 30 }, (_, k) => {
      write(`many/p${k}.png`, made.imageFolder["images/cat/100.png"] ?? "");
      return `p${k}.png,m.png`;
    });
    write("many/m.png", made.imageFolder["masks/cat/100.png"] ?? "");
    write(
      "many/list.csv",
      ["file,mask", ...good.slice(0, 9), "p9.png", ...good.slice(9), "p3.png,m.png", "gone.png,m.png"].join("\n"),
    );
    const { samples, notes } = await load("image", "many/list.csv");
    expect(samples).toHaveLength(30);
    const [note = ""] = notes.filter((own) => own.includes("could not be read"));
    expect(note).toMatch(/^3 of 33 pictures of .*list\.csv/);
    expect(note).toMatch(/list\.csv:11: expected 2 columns, as there are headings; got "p9\.png"/);
    expect(note).toMatch(/list\.csv:33: expected every sample once; got "p3\.png"/);
    expect(note).toMatch(/gone\.png: expected an image file/);
    await expect(load("image", "many/list.csv", undefined, { strict: true })).rejects.toThrow(
      /list\.csv:11: expected 2 columns/,
    );
  });

  it.each([
    [
      "no headings",
      "p0.png,m.png\n",
      /manifest .*x\.csv: expected headings such as file,mask,label .*; got "p0\.png,m\.png"/,
    ],
    ["headings alone", "file,mask\n\n", /manifest .*x\.csv: expected a line for every sample; got its headings alone/],
    [
      "two columns of masks",
      "file,mask,regions\na,b,c\n",
      /expected one column of mask, regions, .*got "mask, regions"/,
    ],
    ["a part twice", "file,part:a,part:a\na,b,c\n", /expected one column of a part; got "part:a twice"/],
    [
      "a quote that does not close",
      'file,mask\n"a.png,b.png\nc.png,d.png\n',
      /x\.csv:2: expected cells whole in quotes, .*got ""a\.png,b\.png"/,
    ],
    ["nothing", "", /manifest .*x\.csv: expected headings/],
    ["files that are not there", "file,mask\na.png,b.png\n", /a\.png: expected an image file/],
  ])("with %s is refused", async (_, text, message) => {
    write("many/x.csv", text);
    await expect(load("image", "many/x.csv")).rejects.toThrow(message);
  });
});
