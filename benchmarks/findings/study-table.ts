// A study as tables of numbers to commit, section by section; sentences only of what is claimed.

import { type Finding, mean, type StudiedNetwork, type ToldFinding, toldFindings } from "@stillpoint/core";
import type { Findings } from "@stillpoint/report";
import { CLAIM_FACES, CLAIMS, toldChance, toldInterval, toldNumber } from "@stillpoint/viewer/study";

/** Lines of Markdown. Claims are adjusted over the whole study. */
export function studyTable({ study }: Findings): string[] {
  const findings = study.sections.flatMap((section) => section.findings);
  const told = new Map(toldFindings(findings).map((one) => [one.finding.id, one]));
  const claimed = [...told.values()].filter(({ claim }) => claim === "there" || claim === "opposite");
  const counts = CLAIMS.flatMap((claim) => {
    const count = [...told.values()].filter((one) => one.claim === claim).length;
    return count === 0 ? [] : [`${CLAIM_FACES[claim].heading.toLowerCase()}: ${count}`];
  });
  return [
    ...["", `## ${study.subject}`, "", `Of ${findings.length} numbers, ${counts.join("; ")}.`, ""],
    ...claimed.map(({ claim, finding }) => `- *${CLAIM_FACES[claim].heading}*: ${finding.sentence}`),
    ...["", "| networks | number | held-out accuracy, mean |", "| --- | ---: | ---: |"],
    ...kindsOf(study.networks),
    ...study.sections.flatMap(({ title, findings: own }) =>
      own.length === 0 ? [] : ["", `### ${title}`, "", ...HEAD, ...own.map((finding) => rowOf(told.get(finding.id)!))],
    ),
    "",
    `Settings: ${study.settings.map(({ name, value }) => `${name} ${value}`).join("; ")}.`,
    ...study.unsaid.map(({ id, reason }) => `Not asked: ${id}, ${reason}.`),
  ];
}

const HEAD = [
  "| finding | value | says nothing | control | adjusted p | |",
  "| --- | ---: | ---: | ---: | ---: | --- |",
] as const;

function rowOf({ finding, claim, adjusted }: ToldFinding): string {
  const { id, interval, nothing, control, p } = finding;
  const cells = [
    `\`${id}\``,
    own(finding, interval),
    nothing === undefined ? "–" : toldNumber(nothing),
    markdown(toldInterval(control)),
    p === undefined ? "–" : toldChance(adjusted),
    CLAIM_FACES[claim].word,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** A number without an interval is one all the same. */
function own({ value }: Finding, interval: Finding["interval"]): string {
  return Number.isNaN(interval.mean) ? toldNumber(value) : markdown(toldInterval(interval));
}

function markdown(text: string): string {
  return text.replaceAll("|", "\\|");
}

function kindsOf(networks: readonly StudiedNetwork[]): string[] {
  const kindOf = ({ role, method }: StudiedNetwork): string => (method === undefined ? role : `${role}, ${method}`);
  return [...new Set(networks.map(kindOf))].map((kind) => {
    const members = networks.filter((network) => kindOf(network) === kind);
    const accuracy = mean(members.map((network) => network.accuracy));
    return `| ${kind} | ${members.length} | ${Number.isNaN(accuracy) ? "–" : `${(100 * accuracy).toFixed(1)} %`} |`;
  });
}
