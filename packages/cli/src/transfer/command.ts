// The options of `stillpoint transfer` and the help that teaches them.

import { KNOWLEDGE } from "@stillpoint/transfer";
import { type Command, Option } from "commander";
import { transfer } from "../commands/transfer.ts";
import { positive, threads, whole } from "../option-values.ts";
import type { Terminal } from "../session.ts";

const EXAMPLES = `
Without a config, students of emoji are trained by KL, Hint and CRD beside students from labels, a self-distilled one and a
placebo, and asked about pictures of a style that nobody saw. With one (stillpoint init writes it), your own networks are asked
about your own data; a few labelled samples for each class are enough to begin with.

What is told                                     and what it needs
  answers, errors, calibration                   labels
  features (CKA, distance correlation, PID)      labels
  where networks look (Grad-CAM, UniCAM)         a layer with places
  what fools them                                pictures, clouds: iterative FGSM; texts: exchanged words; --foreign for its control
  what leaves them unmoved                       pictures: crops, shifts, colour; clouds: turns, fewer points; texts: words' order
  boundaries on planes through three samples     networks that share their input, not texts
  who gains: gain by group, DPD, EOD             --groups, or data that name groups; --unseen, --positive
  agreement on other domains                     --domain
Answers to questions are taken as the token where they begin.
Every number is held against students from labels (scratch); a second one (null) is its control. What is missing is said.

Examples:
  stillpoint transfer                                     about ten minutes on two cores
  stillpoint transfer --preset smoke --out out/look       shows within a minute that everything runs; its numbers mean nothing
  stillpoint transfer --resume                            go on after Ctrl-C
  stillpoint transfer stillpoint.jsonc --foreign other.onnx
  stillpoint transfer stillpoint.jsonc --groups people.csv --unseen elders --positive approved --domain sketches=data/sketches`;

export function addTransfer(root: Command, terminal: Terminal): void {
  root
    .command("transfer")
    .description(
      "What a teacher hands over unasked: answers, confidence, features, where networks look, what fools them.",
    )
    .argument("[config]", "a config of stillpoint analyze, for the networks and data in it")
    .addOption(
      new Option("--preset <name>", "embedded data: smoke, quick or full (default: quick)").choices([
        "smoke",
        "quick",
        "full",
      ]),
    )
    .option("--seeds <n>", "embedded data: training seeds; claims need at least 3", positive)
    .option("--resume", "embedded data: go on from what the output folder holds", false)
    .option("--foreign <file>", "config: a network that taught none of the students; attacks on it are the control")
    .option("--groups <file>", "config: a CSV (file,group) of the samples' groups; by default those that the data name")
    .option("--unseen <names...>", "config: groups of which the teacher saw no example")
    .option("--positive <class>", "config: the answer that is in somebody's favour; tells DPD and EOD of the groups")
    .option("--domain <data...>", "config: labelled data of other domains, NAME=PATH or a path, same kind and classes")
    .addOption(
      new Option(
        "--knowledge <kind>",
        "config: what the loss of the students compared: response (answers) or feature (layers); says what was asked for and what came along (default: response)",
      ).choices([...KNOWLEDGE]),
    )
    .option("--samples <n>", "config: only the first n samples (default: 200)", positive)
    .option("--workers <n>", "parallel workers (default: the machine's cores)", threads)
    .option("--seed <n>", "seed of everything random", whole, 0)
    .option("--out <folder>", "output folder", "out/transfer")
    .option("--overwrite", "remove the results that the output folder holds", false)
    .option("--json", "print events as JSON lines", false)
    .option("--quiet", "print only errors", false)
    .addHelpText("after", EXAMPLES)
    .action((config, _options, command) => transfer(config, command, terminal));
}
