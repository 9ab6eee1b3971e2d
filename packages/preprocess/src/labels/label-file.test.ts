import { describe, expect, it } from "vitest";
import { labelsFor, readLabelFile, readVocLabels } from "./label-file.ts";

const table = (text: string, place = "labels.csv") => readLabelFile({ place, text });

describe("readLabelFile", () => {
  it.each([
    ["headings in any order", "label,split,file\ncat,val,a/1.png\ndog,val,a/2.png\n", "l.csv"],
    ["no headings", "a/1.png,cat\na/2.png,dog", "l.csv"],
    [
      "tabs, a byte order mark, Windows' line ends and an empty line",
      "\ufefffile\tlabel\r\n.\\a\\1.png\tcat\r\n\r\na/2\tdog\r\n",
      "l.tsv",
    ],
    ["quotes", 'file,label\n"a/1.png","cat"\na/2.png,dog', "l.csv"],
  ])("reads a table with %s", (_, text, place) => {
    const read = table(text, place);
    expect([...read.byFile]).toEqual([
      ["a/1", "cat"],
      ["a/2", "dog"],
    ]);
    expect(read.classes).toEqual(["cat", "dog"]);
  });

  it.each([
    ["file,label\n1.png,", /labels.csv:2: expected a file and its class/],
    ["1.png,cat,3", /labels.csv:1/],
    ["file,label\n1.png,cat\n1.png,dog", /labels.csv:3: expected class cat for 1.png/],
    ["file,label\n", /expected lines such as/],
  ])("names the line of %j", (text, message) => {
    expect(() => table(text)).toThrow(message);
  });

  it("reads groups beside classes, and of nothing else", () => {
    const both = { place: "people.csv", text: "file,group,label\na/1.png,old,cat\na/2.png,young,cat\n" };
    expect([...readLabelFile(both, "group").byFile]).toEqual([
      ["a/1", "old"],
      ["a/2", "young"],
    ]);
    expect(readLabelFile(both).classes).toEqual(["cat"]);
    expect([...readLabelFile({ place: "g.csv", text: "file,group\na/1.png,old" }, "group").byFile]).toEqual([
      ["a/1", "old"],
    ]);
    expect(() => readLabelFile({ place: "l.csv", text: "file,label,split\na/1.png,cat,val" }, "group")).toThrow(
      "groups l.csv:1: expected a file and its group",
    );
  });

  it("takes a COCO picture's one category, and none for a picture of several", () => {
    const coco = {
      images: [
        { id: 7, file_name: "x/1.jpg" },
        { id: 8, file_name: "x/2.jpg" },
        { id: 9, file_name: "x/3.jpg" },
      ],
      annotations: [
        { image_id: 7, category_id: 18 },
        { image_id: 7, category_id: 18 },
        { image_id: 8, category_id: 18 },
        { image_id: 8, category_id: 3 },
      ],
      categories: [
        { id: 18, name: "dog" },
        { id: 3, name: "car" },
      ],
    };
    const read = table(JSON.stringify(coco), "instances.json");
    expect([...read.byFile]).toEqual([["x/1", "dog"]]);
    expect(read).toMatchObject({ several: 1, classes: ["car", "dog"] });
    expect(() => table("{}", "i.json")).toThrow(/COCO/);
    expect(() => table(JSON.stringify({ ...coco, categories: [] }), "i.json")).toThrow(/listed categories/);
  });
});

describe("readVocLabels", () => {
  const xml = (...names: string[]): string =>
    `<annotation><filename>p.jpg</filename>${names.map((name) => `<object><name>${name}</name><part><name>head</name></part></object>`).join("")}</annotation>`;
  const files = (texts: Readonly<Record<string, string>>) => ({
    place: "voc",
    names: Object.keys(texts),
    read: async (name: string) => new TextEncoder().encode(texts[name]),
  });

  it("takes the class of all objects, not of their parts", async () => {
    const read = await readVocLabels(
      files({ "1.xml": xml("cat", "cat"), "2.xml": xml("cat", "dog"), "3.xml": xml(), "x.txt": "" }),
    );
    expect([...read.byFile]).toEqual([["1", "cat"]]);
    expect(read.several).toBe(1);
  });

  it("names what is no annotation", async () => {
    await expect(readVocLabels(files({ "1.xml": "<a></b>" }))).rejects.toThrow(/voc\/1.xml: expected/);
    await expect(readVocLabels(files({ "1.txt": "" }))).rejects.toThrow(/labels voc: expected Pascal VOC/);
  });
});

describe("labelsFor", () => {
  it("finds a file by its path, else by its name where that is one file's only", () => {
    const named = {
      source: "t",
      byFile: new Map([
        ["a/1", "cat"],
        ["b/1", "dog"],
        ["b/2", "eel"],
      ]),
      several: 0,
      classes: [],
    };
    expect(labelsFor(["a/1", "1", "2", "c/2", "3"], named).names).toEqual(["cat", undefined, "eel", "eel", undefined]);
  });
});
