import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readAnnotations } from "./annotation-file.ts";
import { readSst2 } from "./sst2.ts";
import { readUciSentences } from "./uci.ts";
import { listedSpans, parseAfinn } from "./word-list.ts";

const shared = new URL("../../../../shared/data/sst2/", import.meta.url);
const published = new URL("../../datasets/node_modules/sentiment/", import.meta.url);
const text = (name: string, folder: URL): string => readFileSync(new URL(name, folder), "utf8");

describe("readSst2", () => {
  it.skipIf(!existsSync(shared))("reads the files beside the repository with their exact counts", () => {
    const counts = ["train", "dev"].map((name) => {
      const sentences = readSst2(text(`${name}.tsv`, shared), `${name}.tsv`);
      return [
        sentences.length,
        sentences.filter(({ label }) => label === 1).length,
        new Set(sentences.map(({ id }) => id)).size,
      ];
    });
    expect(counts).toEqual([
      [6920, 3610, 6920],
      [872, 444, 872],
    ]);
  });

  it("skips GLUE's heading, a byte order mark and Windows line ends, and counts lines from 1", () => {
    expect(readSst2("\ufeffsentence\tlabel\r\na fine film \t1\r\n", "data/dev.tsv")).toEqual([
      { id: "dev/2", text: "a fine film", label: 1 },
    ]);
  });

  it.each([
    ["a missing label", "good\t1\nbad\n", /^train.tsv:2: expected sentence<TAB>0 or sentence<TAB>1; got "bad"/],
    ["another label", "good\t2\n", /train.tsv:1/],
    ["an empty line", "good\t1\n\nbad\t0\n", /train.tsv:2: .* got ""/],
    ["an empty sentence", " \t1\n", /train.tsv:1/],
    ["a third column", "good\t1\t1\n", /train.tsv:1/],
  ])("names %s by file and line", (_, tsv, message) => expect(() => readSst2(tsv, "train.tsv")).toThrow(message));
});

describe("readUciSentences", () => {
  it.skipIf(!existsSync(published))(
    "reads the npm package's files, 500 of each class and one empty record each",
    () => {
      for (const name of ["amazon", "imdb", "yelp"]) {
        const { sentences, empty } = readUciSentences(text(`test/fixtures/${name}.json`, published), `${name}.json`);
        expect([sentences.length, sentences.filter(({ label }) => label === 1).length, empty]).toEqual([1000, 500, 1]);
      }
    },
  );

  it.each([
    ["text that is no JSON", "{", /yelp.json: expected JSON/],
    ["an object", "{}", /yelp.json: expected an array/],
    ["a class that is none", '[{"text":"a","class":3}]', /yelp.json, record 0: expected a text and a class of 0 or 1/],
    ["a text without class", '[{"text":"a","class":1},{"text":"b","class":null}]', /record 1/],
    ["a record that is none", "[3]", /record 0: .* got 3/],
  ])("names %s", (_, json, message) => expect(() => readUciSentences(json, "yelp.json")).toThrow(message));
});

describe("listedSpans", () => {
  const list = parseAfinn('{"good": 3, "can\'t stand": -3, "well-being": 2, "don\'t": -1, "meh": 0}', "afinn.json");
  const found = (sentence: string): string[] =>
    listedSpans(sentence, list).map(([start, end]) => sentence.slice(start, end));

  it("finds whole words in any case, contractions and hyphens as listed, and reads no negation", () => {
    expect(found("Not GOOD, goodness: I don’t well-being meh")).toEqual(["GOOD", "don’t", "well-being"]);
    expect(found("I can't stand it")).toEqual([]);
  });

  it.skipIf(!existsSync(published))("reads AFINN as npm `sentiment` carries it", () => {
    const afinn = parseAfinn(text("languages/en/labels.json", published), "labels.json");
    expect(afinn.size).toBe(3380);
    expect([afinn.get("abandon"), afinn.get("wonderful")]).toEqual([-2, 4]);
    const sentences = ["amazon", "imdb", "yelp"].flatMap(
      (name) => readUciSentences(text(`test/fixtures/${name}.json`, published), name).sentences,
    );
    const share =
      sentences.filter((sentence) => listedSpans(sentence.text, afinn).length > 0).length / sentences.length;
    expect(share).toBeCloseTo(0.77, 1);
  });

  it("names a list that is none", () => {
    expect(() => parseAfinn('{"good": "3"}', "labels.json")).toThrow(
      /labels.json, word "good": expected a finite score; got "3"/,
    );
    expect(() => parseAfinn('{"good": 1e400}', "labels.json")).toThrow(/word "good": expected a finite score/);
    expect(() => parseAfinn("[1]", "labels.json")).toThrow(/labels.json: expected an object of words and scores/);
  });
});

describe("readAnnotations", () => {
  const read = (...lines: string[]): unknown => readAnnotations(lines.join("\n"), "own.jsonl");

  it("reads every field and numbers sentences without id by their line", () => {
    expect(
      read(
        '{"text":"A dull film.","foreground":[[2,6]],"label":0,"id":"d1","border":[[7,11]],"parts":{"cue":[[0,1]]},"group":"mine"}',
        "",
        '{"text":"ok","foreground":[]}',
      ),
    ).toEqual([
      {
        id: "d1",
        text: "A dull film.",
        label: 0,
        group: "mine",
        foreground: [[2, 6]],
        border: [[7, 11]],
        parts: { cue: [[0, 1]] },
      },
      { id: "own.jsonl:3", text: "ok", foreground: [] },
    ]);
  });

  it("counts spans in code points and gives them in UTF-16 code units", () => {
    const text = "\ufeff\u{1F600} e\u0301t\u00e9 \u{1F468}\u200d\u{1F469} bad";
    const start = [...text].length - 3;
    const [sentence] = readAnnotations(`${JSON.stringify({ text, foreground: [[start, start + 3]] })}\r\n`, "a.jsonl");
    const [[from, to]] = sentence!.foreground as [[number, number]];
    expect(text.slice(from, to)).toBe("bad");
    expect(() => read(JSON.stringify({ text: "\u{1F600}", foreground: [[0, 2]] }))).toThrow(/<= 1; got \[0, 2\]/);
  });

  it("finds the foreground elsewhere where a file gives parts only", () => {
    const lines = '{"text":"so bad","parts":{"cue":[[0,2]]}}';
    expect(readAnnotations(lines, "a.jsonl", () => [[3, 6]])).toMatchObject([{ foreground: [[3, 6]] }]);
    expect(() => readAnnotations(`${lines}\n{"text":"a","foreground":[]}`, "a.jsonl", () => [[3, 6]])).toThrow(
      /a.jsonl:1, foreground: expected spans/,
    );
  });

  const fine = '{"text":"ok","foreground":[]}';
  it.each([
    ["text that is no JSON", "{text: 1}", /^own.jsonl:2: expected JSON; got "\{text: 1\}"/],
    ["a list", "[]", /own.jsonl:2: expected an object/],
    ["a misspelt field", '{"text":"a","forground":[]}', /own.jsonl:2: expected fields .* got "forground"/],
    [
      "a group without quotes",
      '{"text":"a","foreground":[],"group":3}',
      /own.jsonl:2: expected a group in quotes; got 3/,
    ],
    ["no text", '{"foreground":[]}', /own.jsonl:2: expected a text; got nothing/],
    ["no foreground", '{"text":"a"}', /own.jsonl:2, foreground: expected spans/],
    [
      "half a span",
      '{"text":"a","foreground":[[0]]}',
      /own.jsonl:2, foreground: expected spans \[start, end\]; got \[0\]/,
    ],
    ["a span outside the text", '{"text":"a","foreground":[[0,2]]}', /own.jsonl:2, foreground: .* <= 1; got \[0, 2\]/],
    ["a part that is no list", '{"text":"a","foreground":[],"parts":{"cue":1}}', /own.jsonl:2, parts "cue"/],
    ["a label that is no class", '{"text":"a","foreground":[],"label":-1}', /own.jsonl:2: expected a label/],
    ["an id used twice", '{"text":"a","foreground":[],"id":"own.jsonl:1"}', /own.jsonl:2: expected an id used once/],
  ])("names %s by file and line", (_, line, message) => expect(() => read(fine, line)).toThrow(message));
});
