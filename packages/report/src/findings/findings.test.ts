import type { Drawing, Finding, Study } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticDrawings, syntheticStudy } from "../../fixtures/synthetic-study.ts";
import { findingsJson, findingsJsonSchema, parseFindings } from "./findings.ts";

const RUN = { command: "stillpoint transfer", versions: { stillpoint: "0.1.0" }, time: "2026-11-28T16:00:00Z" };
const NONE = Number.NaN;

function studyWith(drawing: Drawing): Study {
  const [section] = syntheticStudy().sections;
  return { ...syntheticStudy(), sections: [{ ...section!, findings: [], drawings: [drawing] }] };
}

function again(study: Study): Study {
  return parseFindings(findingsJson(study, RUN), "findings.json").study;
}

describe("findings.json", () => {
  it("gives back the study and the run", () => {
    const study = syntheticStudy();
    expect(parseFindings(findingsJson(study, RUN), "findings.json")).toEqual({ study, run: RUN });
  });

  it("is the same text once more, whatever the order of a record's keys", () => {
    const text = findingsJson(syntheticStudy(), RUN);
    const { study, run } = parseFindings(text, "findings.json");
    expect(findingsJson(study, run)).toBe(text);
    const turned = { time: RUN.time, versions: RUN.versions, command: RUN.command };
    expect(findingsJson(study, turned)).toBe(text);
  });

  it("gives back a study of nothing, and of one network", () => {
    const study = { ...syntheticStudy(), sections: [], unsaid: [], settings: [] };
    for (const networks of [[], study.networks.slice(0, 1)])
      expect(again({ ...study, networks })).toEqual({ ...study, networks });
  });

  it("writes null with a reason where there is no number, and no number is infinite", () => {
    const finding: Finding = { ...syntheticStudy().sections[0]!.findings[0]!, value: Number.POSITIVE_INFINITY };
    const interval = { mean: 1, low: NONE, high: NONE };
    const sections = [{ ...syntheticStudy().sections[0]!, findings: [{ ...finding, interval }] }];
    const text = findingsJson({ ...syntheticStudy(), sections }, RUN);
    const written = JSON.parse(text).study.sections[0].findings[0];
    expect(written.value).toBeNull();
    expect(written.interval).toEqual({ mean: 1, low: null, high: null, reason: "no interval here" });
    expect(JSON.parse(text).study.networks.at(-1)).toMatchObject({
      accuracy: null,
      reasons: { accuracy: "there are no labels" },
    });
  });

  it("keeps pictures as bytes: pixels to whole numbers, heat to 1/254, nothing where there is no heat", () => {
    const raster = { width: 2, height: 1, rgb: [0, 127.4, 255, 300, -5, 12.6] };
    const heat = { width: 3, height: 1, values: [0.5, NONE, 2] };
    const row = { name: "r", pictures: [{ ...raster, heat }] };
    const drawing: Drawing = { kind: "pictures", id: "p", title: "", caption: "", columns: ["c"], rows: [row] };
    const [found] = again(studyWith(drawing)).sections[0]!.drawings;
    const picture = found?.kind === "pictures" ? found.rows[0]!.pictures[0]! : undefined;
    expect(picture?.rgb).toEqual([0, 127, 255, 255, 0, 13]);
    expect(picture?.heat?.values).toEqual([127 / 254, NONE, 1]);
  });

  it("keeps lists of numbers on one line, and every text as it is", () => {
    const caption = 'line\n[\n 1,\n 2\n]\n"quoted" \u2028 <b>';
    const drawing = { ...syntheticDrawings()[0]!, caption };
    expect(again(studyWith(drawing)).sections[0]!.drawings[0]!.caption).toBe(caption);
    expect(findingsJson(studyWith(drawing), RUN)).toContain('"values": [1, 0.97, 0.9, 0.82, 0.7]');
  });
});

describe("a study that contradicts itself is not written", () => {
  const by = (kind: Drawing["kind"]): Drawing => syntheticDrawings().find((one) => one.kind === kind)!;
  it.each([
    ["a series shorter than its axis", { ...by("lines"), x: { label: "x", values: [1, 2] } }],
    ["a logarithmic axis with 0", { ...by("lines"), x: { label: "x", values: [0, 1, 2, 3, 4], logarithmic: true } }],
    ["too few values", { ...by("heat"), rows: ["a"] }],
    ["ends that are one", { ...by("heat"), low: 1, high: 1 }],
    ["a middle outside", { ...by("heat"), middle: 7 }],
    ["too few counts", { ...by("histogram"), x: { label: "x", edges: [0, 1] } }],
    ["edges that fall", { ...by("histogram"), x: { label: "x", edges: [0, 2, 1, 3, 4] } }],
    ["a picture too few", { ...by("pictures"), columns: ["one"] }],
    ["cells too few", { ...by("regions"), width: 31 }],
    ["a class without a name", { ...by("regions"), classNames: ["one"] }],
    ["positions too few", { ...by("clouds"), clouds: [{ name: "n", positions: [1, 2], weights: [1] }] }],
  ] as const)("%s", (_, drawing) => {
    expect(() => findingsJson(studyWith(drawing as Drawing), RUN)).toThrow(/^study of .*: expected .*; got .*; /);
  });
});

describe("a text that is no findings.json", () => {
  const text = findingsJson(syntheticStudy(), RUN);
  it.each([
    ["", /^out\/findings\.json: expected JSON; got/],
    ["{", /expected JSON; got/],
    ["{}", /schema: expected stillpoint\.findings\/1; got nothing/],
    [
      text.replace("findings/1", "findings/2"),
      /expected stillpoint\.findings\/1; got the later stillpoint\.findings\/2; update/,
    ],
    [text.replace('"transfer"', '"magic"'), /study\.kind: expected one of mechanism, transfer; got "magic"/],
    [
      text.replace('"direction": "higher"', '"direction": "up"'),
      /direction: expected one of higher, lower, neither; got "up"/,
    ],
    [text.replace(/"reason": "one seed"/, '"other": 1'), /a reason beside null/],
    [text.replace(/"rgb": "..../, '"rgb": "****'), /study\.sections\.1\.drawings/],
  ])("%# is refused by name and place", (broken, message) => {
    expect(() => parseFindings(broken, "out/findings.json")).toThrow(message);
  });

  it("of a later version is read as far as it is known", () => {
    const later = text.replace('"kind": "transfer",', '"kind": "transfer", "more": [1],');
    expect(parseFindings(later, "x").study).toEqual(syntheticStudy());
  });
});

it("has a JSON Schema", () => {
  expect(JSON.stringify(findingsJsonSchema())).toContain("stillpoint.findings/1");
});
