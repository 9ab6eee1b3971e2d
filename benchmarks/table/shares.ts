// How much of what is seen of the cue is the teacher's knowledge, and how much the loss itself.

import type { Report } from "@stillpoint/report";
import { interval } from "./numbers.ts";

/** One row per task, layer and cue, points and entropy gap; nothing without self-distilled students. */
export function sharesTable({ tasks, controls = {} }: Report): string[] {
  const counted = tasks.filter(({ id }) => !Object.values(controls).includes(id));
  const isThere = ({ treated }: { readonly treated: string }): boolean => treated === "more-data";
  const hasMoreData = counted.some(({ contrasts = [] }) => contrasts.some(isThere));
  const rows = counted.flatMap(({ id, decomposition = [], contrasts = [] }) =>
    decomposition.flatMap(({ metric, part, total, teacher, loss }) => {
      if (part === undefined) return [];
      const between = (treated: string, reference: string): string =>
        interval(
          contrasts.find(
            (each) =>
              each.metric === metric && each.part === part && each.treated === treated && each.reference === reference,
          )?.difference,
        );
      const cells = [
        interval(total.difference),
        interval(teacher.difference),
        interval(loss.difference),
        between("placebo", "scratch"),
        between("distilled", "placebo"),
        ...(hasMoreData ? [between("more-data", "scratch"), between("distilled", "more-data")] : []),
      ];
      return [`| ${id} | ${metric === "points" ? "points" : "gap, nats"} on ${part} | ${cells.join(" | ")} |`];
    }),
  );
  if (rows.length === 0) return [];
  return [
    "",
    "## What of it is the teacher's",
    "",
    "Distilled − scratch = (distilled − self-distilled: the teacher's knowledge) + (self-distilled − scratch: the loss itself), on",
    "samples that all three define. A self-distilled student has a teacher that saw only what scratch saw, a placebo one that",
    "learned nothing.",
    ...(hasMoreData ? ["More data: trained from scratch, without a teacher, on what the teacher was trained on."] : []),
    "",
    `| task | number | difference | teacher's knowledge | loss itself | placebo − scratch | distilled − placebo |${hasMoreData ? " more data − scratch | distilled − more data |" : ""}`,
    `| --- | --- | --- | --- | --- | --- | --- |${hasMoreData ? " --- | --- |" : ""}`,
    ...rows,
  ];
}
