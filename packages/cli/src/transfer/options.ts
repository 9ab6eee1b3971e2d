// What `stillpoint transfer` is asked for.

import type { PresetName } from "@stillpoint/bench";
import { StillpointError } from "@stillpoint/core";
import type { Knowledge } from "@stillpoint/transfer";
import type { OutputOptions, RuntimeOptions } from "../session.ts";

export interface TransferOptions extends OutputOptions, RuntimeOptions {
  readonly preset?: PresetName;
  readonly seeds?: number;
  readonly foreign?: string;
  readonly groups?: string;
  readonly unseen?: readonly string[];
  readonly positive?: string;
  readonly domain?: readonly string[];
  readonly samples?: number;
  readonly knowledge?: Knowledge;
  readonly seed: number;
  readonly out: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
}

/** Throws `USAGE` for options that mean nothing with a config, or without one. `typed` are those that were given. */
export function ensureTransferOptions(config: string | undefined, typed: readonly string[]): void {
  const [others, needed] =
    config === undefined
      ? [["foreign", "samples", "knowledge", "groups", "unseen", "positive", "domain"], "a config of your own networks"]
      : [["preset", "seeds", "resume"], "the embedded data, which train students"];
  const found = others.find((name) => typed.includes(name));
  if (found !== undefined)
    throw new StillpointError(
      "USAGE",
      `--${found}: expected ${needed}; got ${config ?? "none"}; leave it out, see stillpoint transfer --help`,
    );
}
