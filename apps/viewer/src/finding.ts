// What the two networks themselves showed, in a sentence: more points or fewer, before anything that a paper expects.

import type { ModalityNames } from "@stillpoint/core";
import { countedTasks } from "./agreement.ts";
import { escapeHtml } from "./escape.ts";
import { modalityNames } from "./modality.ts";
import { plain, range, signed } from "./number.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import type { ReportView, TaskView } from "./view.ts";

type Hypothesis = TaskView["hypotheses"][number];

/** More sentences than this are counted instead. */
const MOST = 6;

/**
 * `1` where the distilled network has more, `-1` fewer, `0` where the interval holds 0, or where the verdict over all claims
 * of the report leaves it open or withholds it; undefined where there is no difference.
 */
function direction({ difference: { mean, low, high }, verdict }: Hypothesis): number | undefined {
  if (mean === null) return undefined;
  if (verdict === "withheld" || verdict === "inconclusive") return 0;
  if (low === null || high === null || (low <= 0 && high >= 0)) return 0;
  return low > 0 ? 1 : -1;
}

function points(task: TaskView, id: "H1.foregroundCount" | "H1.backgroundCount"): Hypothesis | undefined {
  return task.hypotheses.find((hypothesis) => hypothesis.id === id);
}

function clause(hypothesis: Hypothesis | undefined, what: string): string {
  const way = hypothesis && direction(hypothesis);
  if (!hypothesis || way === undefined) return `for ${what} the difference is not defined`;
  const { difference } = hypothesis;
  if (hypothesis.verdict === "withheld")
    return `for ${what} the answer is withheld: ${escapeHtml(hypothesis.reason ?? "")}`;
  if (difference.low === 0 && difference.high === 0) return `it keeps <b>as many</b> ${what}`;
  const interval = range(difference, 1, true);
  if (way === 0) return `for ${what} it is open: <b>${signed(difference.mean, 1)}</b>${interval ? ` ${interval}` : ""}`;
  const size = plain(Math.abs(difference.mean ?? 0), 1);
  return `it keeps <b>${size} ${way > 0 ? "more" : "fewer"}</b> ${what} ${interval}`;
}

/** One sentence: points of the foreground and of the background, distilled minus scratch, with their intervals. */
export function findingSentence(task: TaskView, { units, foreground }: ModalityNames): string {
  const object = clause(points(task, "H1.foregroundCount"), `${escapeHtml(units)} of the ${escapeHtml(foreground)}`);
  const ground = clause(points(task, "H1.backgroundCount"), `${escapeHtml(units)} of the background`);
  const few =
    task.bySeed.length < 3
      ? " This speaks of these networks only: it takes three seeds to speak of their training."
      : "";
  return `Beside the network from scratch, ${object}; ${ground}.${few}`;
}

function shares(tasks: readonly TaskView[], id: "H1.foregroundCount" | "H1.backgroundCount", what: string): string {
  const ways = tasks.map((task) => points(task, id)).map((hypothesis) => hypothesis && direction(hypothesis));
  const count = (way: number | undefined): number => ways.filter((one) => one === way).length;
  const absent = count(undefined) > 0 ? `, not defined at ${count(undefined)}` : "";
  return `Of ${what} the distilled network keeps more at <b>${count(1)}</b> of ${tasks.length} layers and fewer at <b>${count(-1)}</b>; it is open at ${count(0)}${absent}.`;
}

/** What was found, task by task; of many tasks how often. Controls are left out. */
export function findings(report: ReportView): string {
  const tasks = countedTasks(report.tasks, report.controls);
  if (tasks.length > MOST) {
    const whole = [
      shares(tasks, "H1.foregroundCount", "the foreground"),
      shares(tasks, "H1.backgroundCount", "the background"),
    ];
    return `<p class="finding">${whole.join(" ")}</p>`;
  }
  const items = tasks.map((task) => {
    const { family, layer } = taskName(report, task);
    const name = `<a href="#${taskAnchor(task)}">${escapeHtml(family)} <small>${escapeHtml(layer)}</small></a>`;
    return `<p class="finding">${name} ${findingSentence(task, modalityNames(report, task.modality))}</p>`;
  });
  return items.join("");
}
