// What is left of a difference where both networks answer equally often.

import type { Report } from "@stillpoint/report";
import { interval } from "./numbers.ts";

/** One row per task, layer and number; nothing where no network was tested at every checkpoint. */
export function equalAccuracyTable({ tasks, controls = {} }: Report): string[] {
  const counted = tasks.filter(({ id }) => !Object.values(controls).includes(id));
  const rows = counted.flatMap(({ id, contrasts = [], equalAccuracy = [] }) => {
    const at = (treated: string) =>
      equalAccuracy.find((each) => each.treated === treated && each.reference === "scratch")?.contrasts ?? [];
    return at("distilled").flatMap(({ metric, part, claim, difference }) => {
      if (part === undefined && claim === undefined && metric !== "entropyGap" && metric !== "foregroundRank")
        return [];
      const same = (all: typeof contrasts, treated: string) =>
        all.find(
          (one) => one.metric === metric && one.part === part && one.treated === treated && one.reference === "scratch",
        )?.difference;
      const name = part === undefined ? metric : `${metric} on ${part}`;
      const cells = [interval(same(contrasts, "distilled")), interval(difference), interval(same(at("null"), "null"))];
      return [`| ${id} | ${name} | ${cells.join(" | ")} |`];
    });
  });
  if (rows.length === 0) return [];
  return [
    "",
    "## At equal accuracy",
    "",
    "Distilled − scratch at the last checkpoints, and with the better network of each seed taken at its first checkpoint that answers",
    "held-out samples as often as the other does at its last; the null line likewise. For networks whose answers are trained all along:",
    "students of logits.",
    "",
    "| task | number | at the end | at equal accuracy | null line at equal accuracy |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
}
