// Names of tasks for people and for links.

import type { ReportView, TaskView } from "./view.ts";

/** `image/emoji-vgg@fc1` -> the family's words and `layer fc1`. */
export function taskName(report: ReportView, task: TaskView): { readonly family: string; readonly layer: string } {
  const id = task.id.split("@")[0] ?? task.id;
  return { family: report.names?.[id] ?? id, layer: `layer ${task.layer}` };
}

/** An id that is safe in a link. */
export function taskAnchor(task: TaskView): string {
  return `task-${task.id.replace(/[^A-Za-z0-9]+/g, "-")}`;
}
