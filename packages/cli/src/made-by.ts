// Which code and runtime made a result: a resumed run must not pass old numbers off as new.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { digest } from "@stillpoint/core";
import type { Runtime } from "@stillpoint/onnx";

/** Packages whose code decides what a map is. */
export const MEASURING: readonly string[] = ["core", "autodiff", "onnx"];
/** Those that decide what a trained network is, too. */
export const TRAINING: readonly string[] = [
  ...MEASURING,
  "distill",
  "datasets",
  "preprocess",
  "image",
  "pointcloud",
  "text",
  "tokenizer",
  "sentiment",
  "qa",
  "mechanism",
  "bench",
];

/** Names the code that measures, its worker's and the runtime with its version among it. */
export function measuredBy({ name }: Pick<Runtime, "name">): string {
  return `${name}; ${codeDigest(MEASURING)}`;
}

/** Names the code that trains and measures. */
export function trainedBy({ name }: Pick<Runtime, "name">): string {
  return `${name}; ${codeDigest(TRAINING)}`;
}

/** Names the code that trains and measures pairs of networks, whose benchmark, its choices and data, they name by value. */
export function pairsBy({ name }: Pick<Runtime, "name">): string {
  return `${name}; ${codeDigest(TRAINING.filter((each) => each !== "bench"))}`;
}

/** Digest of the built packages `names`, as the module `from` finds them: every file, so that a worker's code counts too. */
export function codeDigest(names: readonly string[], from: string = import.meta.url): string {
  const { resolve } = createRequire(from);
  return digest(
    names.flatMap((name) => {
      const folder = dirname(resolve(`@stillpoint/${name}`));
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
      return files
        .filter((file) => file.endsWith(".js"))
        .sort()
        .map((file) => readFileSync(join(folder, file)));
    }),
  );
}
