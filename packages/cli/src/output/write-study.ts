// A study into its folder, and what it lets one say onto the terminal.

import { type Study, type ToldFinding, toldFindings } from "@stillpoint/core";
import type { Store } from "@stillpoint/experiment";
import { type FindingsRun, findingsHtml, findingsJson, findingsMarkdown } from "@stillpoint/report";

export async function writeStudy(study: Study, run: FindingsRun, store: Pick<Store, "write">): Promise<void> {
  await store.write("findings.json", findingsJson(study, run));
  await store.write("findings.html", findingsHtml(study, run));
  await store.write("findings.md", findingsMarkdown(study, run));
}

const MARKS: Readonly<Record<ToldFinding["claim"], string>> = {
  there: "told",
  opposite: "told, the other way",
  control: "not told: ",
  uncontrolled: "no control: ",
  open: "open: ",
  described: "",
};

/** Section by section: every finding's sentence, with what may be said of it where it claims something. */
export function toldText(study: Study): string {
  const told = new Map(
    toldFindings(study.sections.flatMap(({ findings }) => findings)).map((one) => [one.finding, one]),
  );
  const sections = study.sections.map(({ title, findings }) => {
    const lines = findings.map((finding) => {
      const { claim = "described", reason } = told.get(finding) ?? {};
      const mark = `${MARKS[claim]}${MARKS[claim].endsWith(": ") ? (reason ?? "") : ""}`;
      return `  ${finding.sentence}${mark === "" ? "" : ` [${mark}]`}\n`;
    });
    return `\n${title}\n${lines.join("")}`;
  });
  const unsaid = study.unsaid.map(({ reason }) => `  ${reason}\n`);
  return `${sections.join("")}${unsaid.length === 0 ? "" : `\nWhat cannot be told\n${unsaid.join("")}`}`;
}
