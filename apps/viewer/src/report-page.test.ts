import { toReport } from "@stillpoint/report";
import { describe, expect, it } from "vitest";
import { syntheticInput } from "../../../packages/report/fixtures/synthetic-report.ts";
import { seedDifferences, sixMetrics } from "./metric.ts";
import { reportPage } from "./report-page.ts";
import { taskAnchor } from "./task-name.ts";
import type { ReportView } from "./view.ts";

const report: ReportView = toReport(syntheticInput());
const page: string = reportPage({ report, pictures: [] });

function words(html: string): string {
  return html.replace(/<[^>]*>/g, " ");
}

describe("reportPage", () => {
  it("shows every task, and a link to each", () => {
    for (const task of report.tasks) {
      expect(page).toContain(`id="${taskAnchor(task)}"`);
      expect(page).toContain(`href="#${taskAnchor(task)}"`);
    }
  });

  it("prints no number that does not exist as one", () => {
    expect(words(page)).not.toMatch(/\b(NaN|undefined|null|Infinity)\b(?! line|\))/);
    expect(page).not.toMatch(/(x|y|x1|x2|cx|cy|height|width)="[^"]*(NaN|undefined)/);
  });

  it("gives every verdict a word and a sign beside its colour", () => {
    const labels = page.match(/<span class="verdict [\s\S]*?<\/b>[\s\S]*?(?=<\/span>)/g) ?? [];
    expect(labels.length).toBeGreaterThan(30);
    for (const label of labels)
      expect(words(label)).toMatch(/[✓✕≈·]\s+(Supported|Contradicted|Inconclusive|No verdict)/);
  });

  it("says for every one of the six numbers which direction is better", () => {
    for (const metric of sixMetrics("image")) expect(page).toContain(`${metric.better} is better`);
    expect(page.match(/is better<\/span>/g)?.length).toBeGreaterThanOrEqual(6 * report.tasks.length);
  });

  it("lets no name or reason of a run become markup", () => {
    const [task] = report.tasks;
    const hostile = "<img src=x>";
    const tasks = [{ ...task!, id: hostile, layer: hostile, exclusions: [{ sample: hostile, reason: hostile }] }];
    const html = reportPage({ report: { ...report, tasks, names: {}, run: { command: hostile } }, pictures: [] });
    expect(html).not.toContain("<img");
  });

  it("draws a report without tasks, and a task without null network, parts, seeds or curve", () => {
    expect(words(reportPage({ report: { seeds: [], tasks: [] }, pictures: [] }))).toContain("At a glance");
    const [task] = report.tasks;
    const { distilled, scratch } = task!.networks;
    const bare = {
      ...task!,
      networks: { ...(distilled ? { distilled } : {}), ...(scratch ? { scratch } : {}) },
      hypotheses: task!.hypotheses.map(({ nullDifference: _, ...hypothesis }) => hypothesis),
      parts: {},
      groups: {},
      bySeed: [],
      curve: [],
      exclusions: [],
    };
    expect(words(reportPage({ report: { seeds: [0], tasks: [bare] }, pictures: [] }))).not.toMatch(/NaN|undefined/);
  });
});

describe("seedDifferences", () => {
  it("subtracts scratch from distilled within each seed", () => {
    const [task] = report.tasks;
    const [metric] = sixMetrics("image");
    const differences = seedDifferences(task!, metric!);
    expect(differences.map(({ seed }) => seed)).toEqual([0, 1, 2]);
    const networks = task!.bySeed[1]!.networks;
    expect(differences[1]?.value).toBe(networks.distilled!.foregroundCount! - networks.scratch!.foregroundCount!);
  });
});
