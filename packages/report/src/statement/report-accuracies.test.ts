import { describe, expect, it } from "vitest";
import { syntheticInput } from "../../fixtures/synthetic-report.ts";
import { toReport } from "../json.ts";
import type { Report } from "../report.ts";
import { reportAccuracies } from "./report-accuracies.ts";
import { statementHtml } from "./statement-html.ts";
import { statementMarkdown } from "./statement-markdown.ts";
import { statementOf } from "./statement-of.ts";

/** Two layers of one family; only `own` of the second is other. */
function twoLayers(own: Readonly<Record<string, number>>): Report {
  const report = toReport(syntheticInput());
  const task = report.tasks[0]!;
  const networks = Object.fromEntries(
    Object.entries(task.networks).map(([role, network]) => {
      const mean = own[role] ?? network.accuracy?.training?.mean ?? null;
      return [role, { ...network, accuracy: { ...network.accuracy, training: { mean, low: null, high: null } } }];
    }),
  );
  const other = { ...task, id: "image/emoji-vgg@fc2", layer: "fc2", networks };
  return { ...report, controls: {}, tasks: [task, other] };
}

describe("accuracies of a subject with several layers", () => {
  it("are one row where all layers agree, and one for each layer where they do not", () => {
    const rows = reportAccuracies(twoLayers({ distilled: 0.25 }), "image/emoji-vgg", 0);
    const shown = rows
      .filter(({ set }) => set === "training")
      .map(({ role, layer, accuracy }) => [role, layer, accuracy.toFixed(2)]);
    expect(shown.filter(([role]) => role === "distilled")).toEqual([
      ["distilled", "fc1", "0.93"],
      ["distilled", "fc2", "0.25"],
    ]);
    expect(shown.filter(([role]) => role === "scratch")).toEqual([["scratch", undefined, "0.95"]]);
    expect(rows.filter(({ role, set }) => role === "distilled" && set === "held-out")).toHaveLength(1);
  });

  it("name the layer on every form", () => {
    const statement = statementOf([{ name: "r", report: twoLayers({ distilled: 0.25 }) }]);
    expect(statementMarkdown(statement)).toContain("distilled, layer fc2 | – | training | 25.0 % |");
    expect(statementHtml(statement)).toContain("layer fc2");
    expect(statementMarkdown(statementOf([{ name: "r", report: twoLayers({}) }]))).not.toContain(", layer fc2 | –");
  });
});
