// The output folder of a run: locked, and never emptied by accident.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as files from "node:fs/promises";
import { join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { folderStore, type Store } from "@stillpoint/experiment";
import { lockFolder } from "./folder-lock.ts";
import { ensureSameRequest, type Request, requestedCommand, requestJson } from "./request.ts";

export interface RunFolderOptions {
  readonly out: string;
  /** Goes on from what is there; absent for a command that cannot. */
  readonly resume?: boolean;
  /** What decides the results, which it is kept beside: only the same goes on from them. Absent where `own` says what they are. */
  readonly request?: Request;
  /** File of the request, for a command that leaves two kinds of results side by side. */
  readonly requestFile?: string;
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

const REQUEST = "request.json";
/** Where nothing else is there, it is of a run that made nothing. */
const REQUESTS = /^request(-[a-z]+)?\.json$/;

/** A store in a folder that is this process's until disposed of. */
export interface RunFolder extends Disposable {
  readonly store: Store;
  /** Removes what an `--overwrite` shall remove; call it once nothing but the work itself can fail. Throws `STORAGE`. */
  begin(): Promise<void>;
}

/**
 * Opens the folder, making it where it is not there. Throws `USAGE` for one that holds another run's results unless they
 * are to be gone on from or removed, or are to be gone on from with another request, `STORAGE` for one in use or that cannot be written to.
 */
export async function openRunFolder(options: RunFolderOptions): Promise<RunFolder> {
  const { out, resume, overwrite, command, own, request, requestFile = REQUEST } = options;
  const lock = lockFolder(out, command);
  try {
    const found = resultsIn(out).filter((name) => own === undefined || own.includes(name));
    if (found.length > 0 && request !== undefined) ensureNoOther(out, request);
    if (found.length > 0 && !resume && !overwrite) {
      const goOn = resume === undefined ? "" : "go on from them with --resume, ";
      throw new StillpointError(
        "USAGE",
        `output ${out}: expected an empty or new folder; got one with results (${found.slice(0, 3).join(", ")}${found.length > 3 ? ", ..." : ""}); ${goOn}remove them with --overwrite, or choose another folder with --out`,
      );
    }
    const store = folderStore(out, files);
    if (overwrite && own === undefined && found.length > 0 && requestsIn(out).length === 0)
      throw new StillpointError(
        "USAGE",
        `output ${out}: expected a folder of a run's results to remove, with its ${REQUEST}; got ${found.slice(0, 3).join(", ")} that may be anything; remove them yourself, or choose another folder with --out`,
      );
    if (resume === true && found.length > 0 && request !== undefined)
      await ensureSameRequest(store, requestFile, request);
    return {
      store,
      begin: async () => {
        if (resume !== true) {
          for (const name of found) await store.remove(name);
          if (own === undefined) for (const name of requestsIn(out)) await store.remove(name);
        }
        if (request !== undefined) await store.write(requestFile, requestJson(request));
      },
      [Symbol.dispose]: () => lock[Symbol.dispose](),
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/** Throws `USAGE` where another command's results lie: they are nothing to go on from, and no `--overwrite` is meant for them. */
function ensureNoOther(out: string, { command }: Request): void {
  const others = requestsIn(out).flatMap((name) => requestedCommand(readFileSync(join(out, name), "utf8")) ?? []);
  const other = others.find((one) => one.split(" ")[0] !== command.split(" ")[0]);
  if (other === undefined) return;
  throw new StillpointError(
    "USAGE",
    `output ${out}: expected a new folder or one of stillpoint ${command}; got results of stillpoint ${other}; choose another folder with --out`,
  );
}

/** A folder with a request in it is a run of its own, which only happens to lie here. */
function resultsIn(out: string): string[] {
  return readdirSync(out)
    .filter((name) => RESULTS.test(name) || (FOLDERS.includes(name) && !existsSync(join(out, name, REQUEST))))
    .sort();
}

function requestsIn(out: string): string[] {
  return readdirSync(out).filter((name) => REQUESTS.test(name));
}
