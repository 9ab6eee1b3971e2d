// All tasks of a report in one Markdown table: the six numbers, with verdicts and signs.

import type { Report } from "@stillpoint/report";

type Hypothesis = Report["tasks"][number]["hypotheses"][number];

const SIGNS: Readonly<Record<Hypothesis["verdict"], string>> = {
  supported: "✓",
  contradicted: "✗",
  inconclusive: "≈",
  withheld: "○",
  "no-verdict": "–",
};

/** One row per task and layer; controls come after what they control. */
export function crossTable({ tasks }: Report): string[] {
  const ids = tasks[0]?.hypotheses.map(({ id }) => id) ?? [];
  const all = tasks.filter(({ id }) => !id.includes("-control@")).flatMap(({ hypotheses }) => hypotheses);
  const agree = all.filter(({ signAgrees }) => signAgrees === true).length;
  const count = (verdict: Hypothesis["verdict"]): number => all.filter((one) => one.verdict === verdict).length;
  return [
    "",
    "## All tasks",
    "",
    "Distilled − scratch; ✓ supported, ✗ contradicted, ≈ inconclusive (the 95 % interval holds 0, or the verdict flips",
    "between two bounds), ○ withheld (the maps or the choice of a threshold cannot carry it); *slanted* where the sign is",
    "not the paper's.",
    "",
    `| task | ${ids.join(" | ")} |`,
    `| --- |${" --- |".repeat(ids.length)}`,
    ...tasks.map(({ id, hypotheses }) => `| ${id} | ${hypotheses.map(cell).join(" | ")} |`),
    "",
    `Without controls the sign is the paper's in ${agree} of ${all.length}; ${count("supported")} supported, ` +
      `${count("contradicted")} contradicted, ${count("inconclusive")} inconclusive, ` +
      `${count("withheld")} withheld.`,
  ];
}

function cell({ difference, verdict, signAgrees }: Hypothesis): string {
  if (difference.mean === null) return "–";
  const digits = Math.abs(difference.mean) >= 10 ? 1 : Math.abs(difference.mean) >= 1 ? 2 : 3;
  const text = `${difference.mean > 0 ? "+" : ""}${difference.mean.toFixed(digits)}`;
  return `${signAgrees === false ? `*${text}*` : text} ${SIGNS[verdict]}`;
}
