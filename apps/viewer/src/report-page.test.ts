import { describe, expect, it } from "vitest";
import { syntheticPictures } from "../../../packages/report/fixtures/synthetic-pictures.ts";
import { syntheticInput } from "../../../packages/report/fixtures/synthetic-report.ts";
import { seedDifferences, sixMetrics } from "./metric.ts";
import { reportPage } from "./report-page.ts";
import { taskAnchor } from "./task-name.ts";
import type { ReportView } from "./view.ts";

// as a file gives it back: null for what is no number
const report: ReportView = JSON.parse(JSON.stringify(syntheticInput()));
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
      expect(words(label)).toMatch(/[✓✕≈○·]\s+(Supported|Contradicted|Inconclusive|Withheld|No verdict)/);
  });

  it("says for every one of the six numbers which direction is better", () => {
    for (const metric of sixMetrics()) expect(page).toContain(`${metric.better} is better`);
    expect(page.match(/is better<\/span>/g)?.length).toBeGreaterThanOrEqual(6 * report.tasks.length);
  });

  it("says where the distance comes from, and why it is not told", () => {
    const [task] = report.tasks;
    const hypotheses = task!.hypotheses.map((one) =>
      one.id.startsWith("H2") ? { ...one, pathSource: "folded" as const } : one,
    );
    const origin = { source: "folded", reason: "folded into <conv>" } as const;
    const pathOrigins = { distilled: { layer: origin, network: { source: "exported" } } } as const;
    const html = reportPage({ report: { seeds: [0], tasks: [{ ...task!, hypotheses, pathOrigins }] }, pictures: [] });
    expect(html).toContain("Not told: the exported weights hold a folded batch normalisation");
    expect(words(html)).toMatch(/Distilled,? path of the layer\s+folded into &lt;conv&gt;/i);
    expect(page).not.toContain("folded batch normalisation");
  });

  it("calls modalities and units as the report does, and neutrally where it does not", () => {
    const [task] = report.tasks;
    const names = { title: "Voices <1>", unit: "moment <2>", units: "moments <3>", foreground: "speech <4>" };
    const tasks = [task!, { ...task!, id: "b", modality: "voice" }];
    const [picture] = syntheticPictures("b", 1);
    const { layout } = picture!;
    const shown = { task: "b", sample: "s", title: "s", group: "g", layout, maps: [] };
    const html = reportPage({ report: { seeds: [0], tasks, modalities: { voice: names } }, pictures: [shown] });
    for (const text of [
      "Voices &lt;1&gt;",
      "a background moment &lt;2&gt; than on",
      "Light moments &lt;3&gt; are",
      "of the speech &lt;4&gt; the",
    ])
      expect(html).toContain(text);
    expect(html).toContain("How many units of the foreground");
    expect(html).not.toMatch(/<[1-4]>/);
  });

  it("speaks of the marks that its pictures have, not of a modality", () => {
    const [task] = report.tasks;
    const lead = (kind: "points" | "words"): string => {
      const layout = kind === "points" ? { kind, positions: [] } : { kind, blocks: [] };
      const picture = { task: task!.id, sample: "s", title: "s", group: "g", layout, maps: [] };
      return reportPage({ report: { seeds: [0], tasks: [task!] }, pictures: [picture] });
    };
    expect(lead("points")).toContain("All clouds turn together");
    expect(lead("words")).toContain("Underlined: foreground");
  });

  it("has one title of the first level, whatever it holds", () => {
    const [task] = report.tasks;
    for (const tasks of [[], [task!], [task!, { ...task!, id: "b" }]]) {
      const html = reportPage({ report: { seeds: [0], tasks }, pictures: [] });
      expect([...html.matchAll(/<h1[ >]/g)]).toHaveLength(1);
    }
  });

  it("has headings that go down one level at a time", () => {
    const [task] = report.tasks;
    for (const tasks of [[], [task!], [task!, { ...task!, id: "b" }]]) {
      const levels = [...reportPage({ report: { ...report, tasks }, pictures: [] }).matchAll(/<h([1-6])[ >]/g)].map(
        ([, level]) => Number(level),
      );
      expect(levels[0]).toBe(1);
      for (const [k, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[k - 1] ?? 0) + 1);
    }
  });

  it("shows how to make the report again, folded", () => {
    const run = {
      command: "stillpoint <bench>",
      versions: { stillpoint: "1.2.3" },
      config: { layers: ["<fc1>"] },
      data: ["data/<emoji>"],
      noiseSeed: 0,
      notes: ["1 of 11 <lines> left out"],
      digests: { checkpoints: { "a.onnx": "1f2e" }, samples: { "<cat>": "3d" } },
    };
    const html = reportPage({ report: { ...report, run }, pictures: [] });
    const again = html.slice(html.indexOf('<details class="again">'));
    for (const text of [
      "stillpoint &lt;bench&gt;",
      "stillpoint 1.2.3",
      "&lt;fc1&gt;",
      "data/&lt;emoji&gt;",
      "1 of 11 &lt;lines&gt; left out",
      "1f2e",
      "&lt;cat&gt;",
    ])
      expect(again).toContain(text);
    expect(words(again)).toMatch(/Seed of the noise\s+0/);
  });

  it("lets no name or reason of a run become markup", () => {
    const [task] = report.tasks;
    const hostile = "<img src=x>";
    const tasks = [{ ...task!, id: hostile, layer: hostile, exclusions: [{ sample: hostile, reason: hostile }] }];
    const html = reportPage({ report: { ...report, tasks, names: {}, run: { command: hostile } }, pictures: [] });
    expect(html).not.toContain("<img");
  });

  it("draws a report without tasks, and a task without null network, parts, seeds or curve", () => {
    const empty = { seeds: [], tasks: [], run: { running: true, pending: ["Furniture"] } };
    expect(words(reportPage({ report: empty, pictures: [] }))).toMatch(
      /Still running .*Furniture.*No task is measured yet/s,
    );
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

describe("what a report was not told", () => {
  const [task] = report.tasks;
  const { nullEntropyGapDifference: _, ...pairOnly } = task!;
  const { distilled, scratch } = task!.networks;
  const without = (network: typeof distilled) => {
    const { accuracy: _, ...rest } = network!;
    return rest;
  };
  /** Two networks, one seed, nothing else. */
  const bare = {
    ...pairOnly,
    networks: { distilled: without(distilled), scratch: without(scratch) },
    hypotheses: task!.hypotheses.map(({ nullDifference: _n, overSeeds: _o, ...one }) => ({
      ...one,
      verdict: "no-verdict" as const,
    })),
    parts: {},
    groups: {},
    bySeed: task!.bySeed.slice(0, 1).map(({ seed, networks }) => ({
      seed,
      networks: { distilled: networks.distilled!, scratch: networks.scratch! },
    })),
    trajectories: { distilled: task!.trajectories.distilled!, scratch: task!.trajectories.scratch! },
    curve: task!.curve.map((point) => ({
      ...point,
      networks: { distilled: point.networks.distilled!, scratch: point.networks.scratch! },
    })),
    exclusions: [],
  };
  const said = words(reportPage({ report: { ...report, controls: {}, tasks: [bare] }, pictures: [] }));

  it("it does not say", () => {
    for (const untold of [
      /null line|second scratch|by chance/i,
      /control/i,
      /cue|distractor/i,
      /placebo/i,
      /teacher/i,
      /accuracy|share correct/i,
      /cross-entropy|squared error/,
      /never saw|learned from\b/,
      /over seeds|seeds and samples|all seeds/,
      /Left out|No sample/,
      /student/i,
    ])
      expect(said).not.toMatch(untold);
    expect(said).toContain("interval over samples");
  });

  it("it says where it is told", () => {
    for (const told of [/null line/, /by chance/, /Accuracy/, /seeds and samples/]) expect(words(page)).toMatch(told);
  });

  it("says no course of one checkpoint", () => {
    const once = { ...bare, checkpoints: bare.checkpoints.slice(-1) };
    const html = words(reportPage({ report: { seeds: [0], tasks: [once] }, pictures: [] }));
    expect(html).not.toMatch(/How knowledge grew|Detours|more than one way/);
  });
});

describe("seedDifferences", () => {
  it("subtracts scratch from distilled within each seed", () => {
    const [task] = report.tasks;
    const [metric] = sixMetrics();
    const differences = seedDifferences(task!, metric!);
    expect(differences.map(({ seed }) => seed)).toEqual([0, 1, 2]);
    const networks = task!.bySeed[1]!.networks;
    expect(differences[1]?.value).toBe(networks.distilled!.foregroundCount! - networks.scratch!.foregroundCount!);
  });
});
