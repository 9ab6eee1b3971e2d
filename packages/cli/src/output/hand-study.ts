// A study written and told.

import type { Study } from "@stillpoint/core";
import type { Store } from "@stillpoint/experiment";
import type { FindingsRun } from "@stillpoint/report";
import type { OutputOptions, Terminal } from "../session.ts";
import type { Progress } from "../terminal/progress.ts";
import { toldText, writeStudy } from "./write-study.ts";

interface Telling {
  readonly options: OutputOptions;
  readonly terminal: Terminal;
  readonly progress: Progress;
}

/** Into its folder, and onto the terminal: sentences, with `--json` a line for each finding. */
export async function handStudy(
  study: Study,
  run: FindingsRun,
  store: Pick<Store, "write" | "locate">,
  { options, terminal, progress }: Telling,
): Promise<void> {
  await writeStudy(study, run, store);
  progress.finish();
  if (options.json) {
    for (const { findings } of study.sections)
      for (const { id, value, sentence } of findings)
        terminal.out(
          `${JSON.stringify({ event: "finding", id, value: Number.isNaN(value) ? null : value, sentence })}\n`,
        );
  } else if (!options.quiet) terminal.out(toldText(study));
  progress.note(`findings: ${store.locate("findings.html")}`);
}
