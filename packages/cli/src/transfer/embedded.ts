// `stillpoint transfer` on the embedded emoji.

import { runTransfer } from "@stillpoint/bench";
import { embeddedStudy } from "../output/embedded-study.ts";
import type { Terminal } from "../session.ts";
import type { TransferOptions } from "./options.ts";

/** Trains, asks and writes the study. Throws `INTERRUPTED` with the networks trained so far kept. */
export async function transferOnEmbedded(options: TransferOptions, terminal: Terminal): Promise<void> {
  const { preset = "quick", seed, seeds } = options;
  const command = `stillpoint transfer --preset ${preset}${seeds === undefined ? "" : ` --seeds ${seeds}`} --seed ${seed}`;
  const config = { preset, seeds, seed };
  await embeddedStudy(
    { name: "transfer", command, config, options, run: (context) => runTransfer(config, context) },
    terminal,
  );
}
