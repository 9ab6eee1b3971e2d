import { describe, expect, it } from "vitest";
import { syntheticPictures } from "../../../packages/report/fixtures/synthetic-pictures.ts";
import { syntheticInput } from "../../../packages/report/fixtures/synthetic-report.ts";
import { compactPictures } from "../../../packages/report/src/picture.ts";
import { firstState } from "./browser-state.ts";
import { crossTable } from "./cross-table.ts";
import { mapSheet } from "./map-sheet.ts";
import { unpackedPictures } from "./packed-picture.ts";
import { csvText, exact, exactNumbers, fileName } from "./sheet.ts";
import type { ReportView } from "./view.ts";

describe("csvText", () => {
  it("quotes what must be, keeps numbers in full and leaves empty what is none", () => {
    const rows = [
      ["a,b", 0.1 + 0.2, null],
      ['say "hi"', -1e-9, Number.NaN],
      ["two\nlines", 0, "plain"],
    ];
    expect(csvText({ columns: ["x", "y", "z"], rows })).toBe(
      'x,y,z\r\n"a,b",0.30000000000000004,\r\n"say ""hi""",-1e-9,\r\n"two\nlines",0,plain\r\n',
    );
  });

  it("lets no text be a formula", () => {
    const rows = [["=1+1"], ["@SUM(A1)"], ["+1"], ["-1"], [-1]];
    expect(csvText({ columns: ["c"], rows })).toBe("c\r\n'=1+1\r\n'@SUM(A1)\r\n'+1\r\n'-1\r\n-1\r\n");
  });
});

describe("exact", () => {
  it("comes back to the last bit", () => {
    for (const numbers of [[0.1 + 0.2, null, -1e-300], [null], [1 / 3, 2 / 3, Math.PI]])
      expect(exactNumbers(exact(...numbers).match(/"(.*)"/)?.[1] ?? "")).toEqual(numbers);
  });

  it("stands behind every cell of the large table", () => {
    const report: ReportView = JSON.parse(JSON.stringify(syntheticInput()));
    const html = crossTable(report);
    for (const { hypotheses } of report.tasks)
      for (const { difference } of hypotheses)
        expect(html).toContain(exact(difference.mean, difference.low, difference.high));
  });
});

describe("mapSheet", () => {
  it("has a row a unit, with the entropies and points that are shown", () => {
    const [picture] = unpackedPictures(compactPictures(syntheticPictures("t", 1)));
    const state = firstState(picture!);
    const { columns, rows } = mapSheet(picture!, state);
    expect(rows).toHaveLength(144);
    const at = columns.indexOf("entropy scratch, seed 0, step 450");
    const last = picture!.maps.find(({ role, step }) => role === "scratch" && step === 450)!;
    expect(rows.map((row) => row[at])).toEqual(last.entropies);
    expect(rows.filter((row) => row[at + 1] === 1)).toHaveLength(last.points.length);
    expect(new Set(rows.map((row) => row[3]))).toEqual(new Set(["foreground", "background", "border"]));
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });
});

describe("fileName", () => {
  it("is plain, short and never empty", () => {
    expect(fileName("VGG-ähnlich, layer fc1", "Points & more?")).toBe("vgg-a-hnlich-layer-fc1-points-more");
    expect(fileName("../..")).toBe("stillpoint");
    expect(fileName("x".repeat(500)).length).toBeLessThanOrEqual(120);
  });
});
