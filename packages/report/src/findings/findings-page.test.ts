import type { Drawing } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticStudy } from "../../fixtures/synthetic-study.ts";
import { findingsHtml } from "./findings-html.ts";
import { findingsMarkdown } from "./findings-markdown.ts";
import { markdownText } from "./markdown.ts";

const RUN = { command: "stillpoint transfer", versions: { stillpoint: "0.1.0" }, time: "2026-11-28T16:00:00Z" };
const HOSTILE = "| `<b>`</script><script>alert(1)</script> [x](y) __STILLPOINT_BODY__ $&";

describe("findings.html", () => {
  it("is one file that loads nothing and holds the study", () => {
    const page = findingsHtml(syntheticStudy(), RUN);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("<title>What else was handed over: image/emoji-vgg</title>");
    expect(page).not.toContain("__STILLPOINT_");
    for (const [, address = ""] of page.matchAll(/(?:src|href)="([^"]*)"/g)) expect(address).toMatch(/^(#|data:)/);
    expect(page).toContain("default-src 'none'");
  });

  it("shows texts of strangers as texts, the places of the page among them", () => {
    const page = findingsHtml({ ...syntheticStudy(), subject: HOSTILE }, { command: HOSTILE });
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).toContain("__STILLPOINT_BODY__ $&amp;</title>");
  });

  it("refuses a drawing that contradicts itself, as the file does", () => {
    const [first, second] = syntheticStudy().sections;
    const drawings = second!.drawings.map((one): Drawing => (one.kind === "heat" ? { ...one, rows: [] } : one));
    expect(() => findingsHtml({ ...syntheticStudy(), sections: [first!, { ...second!, drawings }] }, RUN)).toThrow(
      /rows x columns/,
    );
  });
});

describe("a study in Markdown", () => {
  it("has a table for each claim with its control", () => {
    const text = findingsMarkdown(syntheticStudy(), RUN);
    expect(text).toContain("| 0.055 | [0.02, 0.09] | −0.003 [−0.02, 0.015] | 0.002 |");
    expect(text.indexOf("## Shown")).toBeLessThan(text.indexOf("## Cannot be told"));
    expect(text).not.toMatch(/NaN|undefined/);
  });

  it("keeps every row a row, whatever its texts", () => {
    const [section] = syntheticStudy().sections;
    const findings = section!.findings.map((one) => ({ ...one, sentence: `${HOSTILE}\n\n# a heading\n|` }));
    const text = findingsMarkdown({ ...syntheticStudy(), sections: [{ ...section!, findings }] }, RUN);
    expect(text).not.toMatch(/<b>|<script|^# a heading/m);
    const rows = text.split("\n").filter((line) => line.includes("alert"));
    expect(rows).toHaveLength(findings.length);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
  });

  it.each([
    ["- item", "\\- item"],
    ["1. item", "1\\. item"],
    ["a*b_c`d", "a\\*b\\_c\\`d"],
    ["<img src=x>", "&lt;img src=x\\>"],
    ["see https://evil.example", "see https&#58;//evil.example"],
  ])("writes %j as text", (text, written) => {
    expect(markdownText(text)).toBe(written);
  });
});
