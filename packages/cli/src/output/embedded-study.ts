// A study of the embedded data from its command to its pages.

import type { StudyContext } from "@stillpoint/bench";
import type { ExperimentEvent, Store } from "@stillpoint/experiment";
import { packageFiles } from "../files/package-files.ts";
import { trainedBy } from "../made-by.ts";
import type { Terminal } from "../session.ts";
import { versionsOf } from "../versions.ts";
import { handStudy } from "./hand-study.ts";
import { type FolderWorkOptions, inRunFolder } from "./in-run-folder.ts";

export interface EmbeddedStudy {
  /** Its name, as in `stillpoint NAME`. */
  readonly name: string;
  /** As the user could have typed it. */
  readonly command: string;
  /** What it was asked for. */
  readonly config: Readonly<Record<string, string | number | undefined>>;
  readonly options: FolderWorkOptions & { readonly seed: number };
  /** Folder of a subject's pages below the output folder; the output folder itself by default. */
  readonly place?: (subject: string) => string;
  run(context: StudyContext): AsyncIterable<ExperimentEvent>;
}

/** Runs it and writes every study. Throws what opening the folder throws, and `INTERRUPTED` with what is finished kept. */
export async function embeddedStudy(
  { name, command, config, options, place, run }: EmbeddedStudy,
  terminal: Terminal,
): Promise<void> {
  const request = { command: name, options: config };
  await inRunFolder(command, { ...options, request }, terminal, ({ store, runtime, signal, progress }) => {
    const made = {
      command,
      versions: versionsOf(runtime),
      config,
      data: ["@stillpoint/datasets"],
      noiseSeed: options.seed,
    };
    return run({
      store,
      runtime,
      files: packageFiles,
      signal,
      madeBy: trainedBy(runtime),
      onStudy: (study) => {
        const own = place === undefined ? store : below(store, place(study.subject));
        return handStudy(study, made, own, { options, terminal, progress });
      },
    });
  });
}

/** A store whose names lie below a folder of another. */
function below(store: Store, folder: string): Pick<Store, "write" | "locate"> {
  return {
    write: (name, data) => store.write(`${folder}/${name}`, data),
    locate: (name) => store.locate(`${folder}/${name}`),
  };
}
