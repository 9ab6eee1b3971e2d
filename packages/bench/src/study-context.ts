// What a study of embedded data is run with.

import type { Study } from "@stillpoint/core";
import type { Store } from "@stillpoint/experiment";
import type { Runtime } from "@stillpoint/onnx";
import type { PackageFiles } from "./package-files.ts";

export interface StudyContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly files: PackageFiles;
  readonly signal?: AbortSignal;
  /** Names the code and runtime that train: what others made is made again. */
  readonly madeBy: string;
  /** Called with each subject's study as soon as it is there. */
  readonly onStudy: (study: Study) => void | Promise<void>;
}
