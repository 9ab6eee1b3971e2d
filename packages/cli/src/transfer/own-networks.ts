import type { Terminal } from "../session.ts";
import type { TransferOptions } from "./options.ts";
export async function transferOnFiles(config: string, options: TransferOptions, terminal: Terminal): Promise<void> {
  throw new Error(`${config}${options.out}${terminal.columns}`);
}
