// `stillpoint transfer` on the embedded emoji.

import { runTransfer } from "@stillpoint/bench";
import { packageFiles } from "../files/package-files.ts";
import { trainedBy } from "../made-by.ts";
import { handStudy } from "../output/hand-study.ts";
import { openRunFolder } from "../output/run-folder.ts";
import { interruptSignal, openProgress, openRuntime, type Terminal } from "../session.ts";
import { showEvents } from "../terminal/show-events.ts";
import { versionsOf } from "../versions.ts";
import type { TransferOptions } from "./options.ts";

/** Trains, asks and writes the study. Throws `INTERRUPTED` with the networks trained so far kept. */
export async function transferOnEmbedded(options: TransferOptions, terminal: Terminal): Promise<void> {
  const { preset = "quick", seed, seeds } = options;
  const command = `stillpoint transfer --preset ${preset}${seeds === undefined ? "" : ` --seeds ${seeds}`} --seed ${seed}`;
  using folder = await openRunFolder({ ...options, command });
  const progress = openProgress(terminal, options);
  await using runtime = await openRuntime(options);
  using interrupt = interruptSignal(terminal, [runtime]);
  await folder.begin();
  const run = {
    command,
    versions: versionsOf(runtime),
    config: { preset, seeds, seed },
    data: ["@stillpoint/datasets"],
    noiseSeed: seed,
  };
  const events = runTransfer(
    { preset, seed, seeds },
    {
      store: folder.store,
      runtime,
      files: packageFiles,
      signal: interrupt.signal,
      madeBy: trainedBy(runtime),
      onStudy: (study) => handStudy(study, run, folder.store, { options, terminal, progress }),
    },
  );
  await showEvents(events, progress);
}
