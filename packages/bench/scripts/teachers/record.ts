// What teachers of several seeds score, kept as JSON and as a table to read.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Scores by seed, then by what was measured, of every `modality/family`. */
export type TeacherScores = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

const json = new URL("../../../../benchmarks/results/teachers.json", import.meta.url);
const page = new URL("../../../../benchmarks/results/teachers.md", import.meta.url);

/** Adds one teacher's scores and writes both files. */
export function recordTeacher(family: string, seed: number, scores: Readonly<Record<string, number>>): void {
  const known: TeacherScores = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : {};
  const all = { ...known, [family]: { ...known[family], [seed]: scores } };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(json, `${JSON.stringify(sorted, null, 2)}\n`);
  writeFileSync(page, `${teacherPage(sorted)}\n`);
}

/** The table: one row per family and score. */
export function teacherPage(scores: TeacherScores): string {
  const rows = Object.entries(scores).flatMap(([family, bySeed]) => {
    const names = [...new Set(Object.values(bySeed).flatMap((one) => Object.keys(one)))];
    return names.map((name) => {
      // A score that came later than the first training is known of some seeds only.
      const values = Object.values(bySeed).flatMap((one) => one[name] ?? []);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const all = values.length === Object.keys(bySeed).length;
      return `| ${family} | ${name} | ${all ? percent(mean) : "–"} | ${values.map(percent).join(", ")} |`;
    });
  });
  return [
    "# Teachers",
    "",
    "`pnpm exec tsx packages/bench/scripts/teachers/train.ts MODALITY --seeds 3`: scores on held-out data after the last",
    "step; the first seed is the committed teacher (`--score` scores it again). How each was trained stands in `packages/bench/src/benchmarks`.",
    "",
    "| teacher | measured on | mean | seeds |",
    "| --- | --- | ---: | --- |",
    ...rows,
  ].join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
