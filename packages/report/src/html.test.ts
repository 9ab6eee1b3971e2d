import { describe, expect, it } from "vitest";
import { syntheticPictures } from "../fixtures/synthetic-pictures.ts";
import { syntheticInput, syntheticSamples } from "../fixtures/synthetic-report.ts";
import { toReportHtml } from "./html.ts";
import { toReport } from "./json.ts";

const report = toReport(syntheticInput());

function dataOf(html: string): { report: unknown; pictures: { title: string; maps: { entropies: number[] }[] }[] } {
  const [, text = ""] = /<script type="application\/json" id="stillpoint-data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(text);
}

describe("toReportHtml", () => {
  it("holds the report as it is", () => {
    expect(dataOf(toReportHtml({ report })).report).toEqual(JSON.parse(JSON.stringify(report)));
  });

  it("loads nothing: no address outside the file, and a policy that forbids it", () => {
    const html = toReportHtml({ report, pictures: syntheticSamples() });
    const addresses = html.match(/(https?:)?\/\/[a-z0-9][a-z0-9.-]+\.[a-z]{2,}/gi) ?? [];
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
    const [drawn] = dataOf(toReportHtml({ report, pictures: [picture!] })).pictures;
    drawn?.maps[0]?.entropies.forEach((value, unit) => {
      expect(Math.abs(value - picture!.maps[0]!.entropies[unit]!)).toBeLessThanOrEqual(0.0005 + 1e-12);
    });
    expect(drawn?.maps).toHaveLength(picture!.maps.length);
  });

  it("stays under 5 MB for two families at two layers with six samples each", () => {
    expect(toReportHtml({ report, pictures: syntheticSamples() }).length).toBeLessThan(5e6);
  });

  it("refuses a map that does not fill its layout", () => {
    const [picture] = syntheticPictures("t", 1);
    const pictures = [{ ...picture!, layout: { kind: "grid", rows: 5, cols: 5 } as const }];
    expect(() => toReportHtml({ report, pictures })).toThrow(expect.objectContaining({ code: "SHAPE" }));
  });
});
