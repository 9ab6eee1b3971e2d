import { type PackedPictures, unpackedPictures } from "@stillpoint/viewer/packed";
import { describe, expect, it } from "vitest";
import { syntheticClouds } from "../fixtures/synthetic-clouds.ts";
import { syntheticPictures } from "../fixtures/synthetic-pictures.ts";
import { syntheticInput, syntheticSamples } from "../fixtures/synthetic-report.ts";
import { syntheticSentences } from "../fixtures/synthetic-texts.ts";
import { toReportHtml } from "./html.ts";
import { toReport } from "./json.ts";

const report = toReport(syntheticInput());

function dataOf(html: string): { readonly report: unknown } & PackedPictures {
  const [, text = ""] = /<script type="application\/json" id="stillpoint-data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(text);
}

describe("toReportHtml", () => {
  it("holds the report as it is", () => {
    expect(dataOf(toReportHtml({ report })).report).toEqual(JSON.parse(JSON.stringify(report)));
  });

  it("loads nothing: no address outside the file, and a policy that forbids it", () => {
    const html = toReportHtml({ report, pictures: syntheticSamples() });
    // Names of elements' kinds look like addresses and are none.
    const named = html.replaceAll(/http:\/\/www\.w3\.org\/(2000\/svg|1999\/xhtml)/g, "");
    const addresses = named.match(/(https?:)?\/\/[a-z0-9][a-z0-9.-]+\.[a-z]{2,}/gi) ?? [];
    expect(addresses).toEqual([]);
    expect(html).not.toMatch(/<(link|script|img|iframe)[^>]+(src|href)=/i);
    expect(html).toContain("default-src 'none'");
  });

  it("keeps text that looks like markup inside its script element", () => {
    const hostile = "</script><script>alert(1)</script><!-- \u2028";
    const names = { "image/emoji-vgg": hostile };
    const html = toReportHtml({ report: { ...report, names } });
    expect(html).not.toContain("alert(1)</script>");
    expect(dataOf(html).report).toMatchObject({ names });
    expect(html.match(/<\/script>/g)).toHaveLength(2);
  });

  it("keeps dollar signs of the data, which a text replacement would expand", () => {
    const html = toReportHtml({ report: { ...report, run: { command: "a $& b $' c $$" } } });
    expect(dataOf(html).report).toMatchObject({ run: { command: "a $& b $' c $$" } });
  });

  it("rounds entropies for drawing only", () => {
    const [picture] = syntheticPictures("t", 1);
    const [drawn] = unpackedPictures(dataOf(toReportHtml({ report, pictures: [picture!] })));
    drawn?.maps[0]?.entropies.forEach((value, unit) => {
      expect(Math.abs(value! - picture!.maps[0]!.entropies[unit]!)).toBeLessThanOrEqual(0.0005 + 1e-12);
    });
    expect(drawn?.maps).toHaveLength(picture!.maps.length);
  });

  it("keeps drawings that layers share once", () => {
    const once = toReportHtml({ report, pictures: syntheticPictures("a", 6) }).length;
    const twice = toReportHtml({ report, pictures: ["a", "b"].flatMap((task) => syntheticPictures(task, 6)) }).length;
    const bare = toReportHtml({ report }).length;
    const drawings = syntheticPictures("a", 6).reduce((sum, { picture, mask }) => sum + `${picture}${mask}`.length, 0);
    expect(twice - once).toBeLessThan(once - bare - drawings);
  });

  it("stays under 5 MB for two families at two layers with six samples each", () => {
    expect(toReportHtml({ report, pictures: syntheticSamples() }).length).toBeLessThan(5e6);
  });

  it("carries three.js only where there are points to turn", () => {
    const grids = toReportHtml({ report, pictures: syntheticPictures("t", 1) });
    const points = toReportHtml({ report, pictures: syntheticClouds("t", 1) });
    expect(grids).not.toContain("WebGLRenderer");
    expect(points).toContain("WebGLRenderer");
    expect(points.length - grids.length).toBeLessThan(7e5);
    expect(points.match(/<\/script>/g)).toHaveLength(2);
  });

  it("carries the notices of what is built into it", () => {
    const notices = (html: string): string => /<details class="notices">(.*?)<\/details>/s.exec(html)?.[1] ?? "";
    const grids = notices(toReportHtml({ report, pictures: syntheticPictures("t", 1) }));
    const points = notices(toReportHtml({ report, pictures: syntheticClouds("t", 1) }));
    for (const html of [grids, points]) {
      for (const library of ["d3-scale", "d3-shape", "d3-array"])
        expect(html).toMatch(new RegExp(`${library} \\d+\\.\\d+\\.\\d+`));
      expect(html).toContain("Mike Bostock");
      expect(html).toContain("THE SOFTWARE IS PROVIDED &quot;AS IS&quot;");
    }
    expect(points).toMatch(/three \d+\.\d+\.\d+\s+The MIT License\s+Copyright © [\d-]+ three\.js authors/);
    expect(points).toContain("The above copyright notice and this permission notice shall be included");
    expect(grids).not.toContain("three.js authors");
  });

  it("keeps the text of words to the character, and positions to three decimals", () => {
    const [text] = syntheticSentences("t");
    const [cloud] = syntheticClouds("t", 1);
    const [words, points] = unpackedPictures(dataOf(toReportHtml({ report, pictures: [text!, cloud!] })));
    expect(words).toMatchObject({ layout: text!.layout });
    const given = cloud!.layout.kind === "points" ? cloud!.layout.positions : [];
    const kept: unknown = points?.layout;
    expect(kept).toEqual({ kind: "points", positions: given.map((value) => Number(value.toFixed(3)) + 0) });
  });

  it("refuses units of a text that are numbered with gaps, and points that lie nowhere", () => {
    const segments = [
      { text: "a", unit: 0 },
      { text: " ", unit: null },
      { text: "b", unit: 2 },
    ];
    const words = { ...syntheticSentences("t")[0]!, layout: { kind: "words", blocks: [{ segments }] } as const };
    expect(() => toReportHtml({ report, pictures: [words] })).toThrow(/expected units 0\.\.1.*got unit 2/);
    const cloud = syntheticClouds("t", 1)[0]!;
    const at = (positions: number[]) => ({ ...cloud, layout: { kind: "points", positions } as const });
    expect(() => toReportHtml({ report, pictures: [at([1, 2])] })).toThrow(/x, y, z for each unit; got 2/);
    expect(() => toReportHtml({ report, pictures: [at([1, Number.NaN, 2])] })).toThrow(
      expect.objectContaining({ code: "NOT_FINITE" }),
    );
    expect(() => toReportHtml({ report, pictures: [at([1, 2, 3])] })).toThrow(/expected 1 units .* got 490/);
  });

  it("refuses a map that does not fill its layout", () => {
    const [picture] = syntheticPictures("t", 1);
    const pictures = [{ ...picture!, layout: { kind: "grid", rows: 5, cols: 5 } as const }];
    expect(() => toReportHtml({ report, pictures })).toThrow(expect.objectContaining({ code: "SHAPE" }));
  });
});
