// Options whose typed value would be lost: given twice, or without a value before another option.

import { StillpointError } from "@stillpoint/core";
import type { Command } from "commander";
import { collect } from "./option-values.ts";

/** Makes the command throw `USAGE` as it meets such an option. Lists take several values, and a switch has none. */
export function refuseMistyped(command: Command): void {
  for (const option of command.options) {
    if (option.isBoolean()) continue;
    const isList = option.variadic || option.parseArg === collect;
    let given = 0;
    command.on(`option:${option.name()}`, (value: unknown) => {
      given += 1;
      if (typeof value === "string" && /^--[a-z]/.test(value))
        throw new StillpointError(
          "USAGE",
          `${option.long}: expected a value; got ${value}, an option; put the value before it, or ./ before the name of a file that is called so`,
        );
      if (given > 1 && !isList)
        throw new StillpointError("USAGE", `${option.long}: expected it once; got it twice; leave one of the two out`);
    });
  }
}
