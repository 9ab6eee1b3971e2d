// `stillpoint transfer`: what a teacher hands over unasked, on embedded data or on the user's own networks.

import type { Command } from "commander";
import type { Terminal } from "../session.ts";
import { transferOnEmbedded } from "../transfer/embedded.ts";
import { ensureTransferOptions, type TransferOptions } from "../transfer/options.ts";
import { transferOnFiles } from "../transfer/own-networks.ts";

/** The command. Throws `USAGE`, `INPUT`, `MODEL` for what it refuses, `INTERRUPTED` after a wish to stop. */
export async function transfer(config: string | undefined, command: Command, terminal: Terminal): Promise<void> {
  const options = command.opts<TransferOptions>();
  const typed = Object.keys(options).filter((name) => command.getOptionValueSource(name) === "cli");
  ensureTransferOptions(config, typed);
  if (config === undefined) await transferOnEmbedded(options, terminal);
  else await transferOnFiles(config, options, terminal);
}
