import type { Finding, Study } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticStudy } from "../../../../packages/report/fixtures/synthetic-study.ts";
import { CLAIM_FACES, CLAIMS } from "./claim.ts";
import { findingForest } from "./finding-forest.ts";
import { findingsCsv } from "./findings-sheet.ts";
import { placedFindings, studyPage, studyTitle } from "./study-page.ts";

const EMPTY: Study = {
  kind: "mechanism",
  subject: "nothing",
  settings: [],
  networks: [],
  sections: [],
  unsaid: [],
};

describe("the page of a study", () => {
  it("tells claims first, in the order of what they let one say, each with its number, interval and control", () => {
    const page = studyPage(syntheticStudy(), {});
    const places = CLAIMS.map((claim) => page.indexOf(`<h3>${CLAIM_FACES[claim].heading}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(page.indexOf("<h2>What it looks like")).toBeGreaterThan(places.at(-1)!);
    expect(page.match(/class="told"/g)).toHaveLength(7);
    expect(page).toContain("<b>0.055</b> <small>[0.02, 0.09]</small>");
    expect(page).toContain("no placebo student was given");
  });

  it("is well formed: what opens closes, and every link within leads somewhere", () => {
    const page = studyPage(syntheticStudy(), { command: "x", time: "y", versions: { a: "1" } });
    const open: string[] = [];
    for (const [, end, name = "", rest = ""] of page.matchAll(/<(\/?)([a-z0-9]+)((?:"[^"]*"|[^">])*)>/g)) {
      if (["br", "img"].includes(name) || rest.endsWith("/")) continue;
      if (end === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    const anchors = [...page.matchAll(/href="#([^"]+)"/g)].map(([, to]) => to);
    expect(anchors.length).toBeGreaterThan(10);
    for (const to of anchors) expect(page).toContain(`id="${to}"`);
    // Contents lead to every part, and a part's findings are told once: it names them and leads there.
    const parts = [...page.matchAll(/<section class="block" id="([^"]+)"/g)].map(([, id]) => id);
    const [nav = ""] = /<nav class="contents".*?<\/nav>/.exec(page) ?? [];
    expect([...nav.matchAll(/href="#([^"]+)"/g)].map(([, to]) => to)).toEqual(parts);
    const { sentence } = syntheticStudy().sections[0]!.findings[0]!;
    expect(page.split(sentence)).toHaveLength(2);
  });

  it("of no finding says so", () => {
    const page = studyPage(EMPTY, {});
    expect(page).toContain("Nothing was measured.");
    expect(page).not.toMatch(/NaN|undefined/);
  });

  it("of one network and of numbers alone claims nothing", () => {
    const { sections, networks } = syntheticStudy();
    const described = sections[0]!.findings.slice(-1);
    const page = studyPage(
      { ...EMPTY, networks: networks.slice(0, 1), sections: [{ ...sections[0]!, findings: described }] },
      {},
    );
    expect(page).toContain("The numbers below describe; none is a claim.");
  });

  it("shows hostile texts as texts", () => {
    const hostile = `"'><img src=x onerror=alert(1)>`;
    const poisoned = (value: unknown): unknown => {
      if (typeof value === "string") return /^[a-z-]+$/.test(value) ? value : value + hostile;
      if (Array.isArray(value)) return value.map(poisoned);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poisoned(one)]));
    };
    const study = poisoned(syntheticStudy()) as Study;
    const page = studyPage(study, { command: hostile, time: hostile, versions: { [hostile]: hostile } });
    expect(page).toContain("&lt;img src=x");
    expect(page).not.toContain("<img");
    expect(page.match(/.{80}="[^"]*"'.{40}/s)?.[0]).toBeUndefined();
    expect(studyTitle(study)).toContain(hostile);
  });
});

describe("the table of findings", () => {
  it("has a line a finding, numbers in full and nothing where there is none", () => {
    const all = placedFindings(syntheticStudy());
    const rows = findingsCsv(all).trim().split("\r\n");
    expect(rows).toHaveLength(all.length + 1);
    expect(rows[1]).toContain("adversarial.fooled,came-along,there,0.055,0.02,0.09,,");
    expect(rows.join()).not.toContain("NaN");
  });
});

describe("the forest of a finding", () => {
  const finding: Finding = placedFindings(syntheticStudy())[0]!.told.finding;

  it("puts value, interval, control and nothing on one linear axis", () => {
    const markup = findingForest(finding);
    const at = (kind: string, name: string): number => {
      const group = markup.slice(markup.indexOf(`line-${kind}`));
      return Number(group.match(new RegExp(`${name}="([\\d.]+)"`))?.[1]);
    };
    const zero = Number(markup.match(/class="zero" x1="([\d.]+)"/)?.[1]);
    const [low, high, mean] = [at("difference", "x1"), at("difference", "x2"), at("difference", "cx")];
    const scale = (high - low) / (0.09 - 0.02);
    expect(low - zero).toBeCloseTo(0.02 * scale, 0);
    expect(mean - zero).toBeCloseTo(0.055 * scale, 0);
    expect(at("control", "x1") - zero).toBeCloseTo(-0.02 * scale, 0);
    expect(at("control", "x2") - zero).toBeCloseTo(0.015 * scale, 0);
  });

  it("draws nothing of what does not exist", () => {
    const none = { mean: Number.NaN, low: Number.NaN, high: Number.NaN, reason: "none" };
    expect(findingForest({ ...finding, value: Number.NaN, interval: none, control: none })).toBe("");
    const markup = findingForest({ ...finding, control: none });
    expect(markup).not.toContain("NaN");
    expect(markup.match(/class="bar"/g)).toHaveLength(1);
  });
});
