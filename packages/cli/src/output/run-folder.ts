// The output folder of a run: locked, and never emptied by accident.

import { existsSync, readdirSync } from "node:fs";
import * as files from "node:fs/promises";
import { join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { folderStore, type Store } from "@stillpoint/experiment";
import { lockFolder } from "./folder-lock.ts";

export interface RunFolderOptions {
  readonly out: string;
  /** Goes on from what is there; absent for a command that cannot. */
  readonly resume?: boolean;
  /** Removes what is there. */
  readonly overwrite: boolean;
  /** What runs, for whoever finds the folder in use. */
  readonly command: string;
  /** Names of the files that are this command's results, where it may write beside those of another. */
  readonly own?: readonly string[];
}

/** What a run leaves in its folder, files and folders; other things there are nobody's business. */
const RESULTS =
  /^(report(-partial)?\.(html|json)|entropies\.parquet|calibration\.(json|md)|(findings|statement)\.(html|json|md)|analyze-.*\.json)$/;
const FOLDERS: readonly string[] = [
  ...["shards", "tasks", "checkpoints", "data", "trials", "pairs", "real-trials", "mechanism", "transfer", "earlier"],
];

/** A store in a folder that is this process's until disposed of. */
export interface RunFolder extends Disposable {
  readonly store: Store;
  /** Removes what an `--overwrite` shall remove; call it once nothing but the work itself can fail. Throws `STORAGE`. */
  begin(): Promise<void>;
}

/**
 * Opens the folder, making it where it is not there. Throws `USAGE` for one that holds another run's results unless they
 * are to be gone on from or removed, `STORAGE` for one in use or that cannot be written to.
 */
export async function openRunFolder({ out, resume, overwrite, command, own }: RunFolderOptions): Promise<RunFolder> {
  const lock = lockFolder(out, command);
  try {
    const found = resultsIn(out).filter((name) => own === undefined || own.includes(name));
    if (found.length > 0 && !resume && !overwrite) {
      const goOn = resume === undefined ? "" : "go on from them with --resume, ";
      throw new StillpointError(
        "USAGE",
        `output ${out}: expected an empty or new folder; got one with results (${found.slice(0, 3).join(", ")}${found.length > 3 ? ", ..." : ""}); ${goOn}remove them with --overwrite, or choose another folder with --out`,
      );
    }
    const store = folderStore(out, files);
    return {
      store,
      begin: async () => {
        if (resume !== true) for (const name of found) await store.remove(name);
      },
      [Symbol.dispose]: () => lock[Symbol.dispose](),
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function resultsIn(out: string): string[] {
  return readdirSync(out)
    .filter((name) => RESULTS.test(name) || (FOLDERS.includes(name) && existsSync(join(out, name))))
    .sort();
}
