import { parseReport, toReportJson } from "@stillpoint/report";
import { describe, expect, it } from "vitest";
import { syntheticInput } from "../../../packages/report/fixtures/synthetic-report.ts";
import { errorNotice, errorSentence } from "./error-notice.ts";
import { firstScreen } from "./first-screen.ts";
import { taskSection } from "./task-section.ts";

const input = syntheticInput();
const [first] = input.tasks;
const withError = (monteCarloError: number) =>
  parseReport(
    toReportJson({
      ...input,
      tasks: input.tasks.map((task) => ({ ...task, engine: { ...task.engine, monteCarloError } })),
    }),
  );

describe("a stated error above a fifth of b", () => {
  it("comes before the answer of the page and before the finding of its task", () => {
    const report = withError(0.64);
    const [task] = report.tasks;
    expect(errorSentence(task!)).toMatch(
      /^The maps’ stated error is 0\.64 nats in the mean, above a fifth of b \(0\.10 nats\)/,
    );
    expect(firstScreen(report, []).startsWith(errorNotice(task!))).toBe(true);
    const section = taskSection(report, task!);
    expect(section.indexOf("stated error is")).toBeLessThan(section.lastIndexOf('class="finding"'));
    expect(section.indexOf("stated error is")).toBeGreaterThan(0);
  });

  it("is not told below it, nor where no map states one", () => {
    for (const error of [0.1, Number.NaN]) expect(errorNotice(withError(error).tasks[0]!)).toBe("");
  });
});

describe("what a pilot decided", () => {
  it("is in the report by task, and told on its page", () => {
    const adaptation = {
      smoothing: 1,
      scale: 1,
      maps: 18,
      outside: 14,
      before: 54,
      after: 1.1,
      passes: true,
      told: "averaged <so>",
    };
    const report = parseReport(toReportJson({ ...input, adaptations: { [first!.id]: adaptation } }));
    expect(report.tasks.map((task) => task.adaptation)).toEqual([
      adaptation,
      ...input.tasks.slice(1).map(() => undefined),
    ]);
    expect(taskSection(report, report.tasks[0]!)).toContain("How its maps are measured: averaged &lt;so&gt;.");
  });
});
