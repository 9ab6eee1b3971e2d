// The options of `stillpoint mechanism` and the help that teaches them.

import { LONG_TEXTS } from "@stillpoint/preprocess";
import { type Command, InvalidArgumentError, Option } from "commander";
import { MODALITIES } from "../analyze/modality-loader.ts";
import { mechanism } from "../commands/mechanism.ts";
import { collect, positive, threads, whole } from "../option-values.ts";
import type { Terminal } from "../session.ts";
import { EMBEDDED_TASKS } from "./embedded.ts";
import { COLDEST, HOTTEST, isTemperature } from "./options.ts";

const EXAMPLES = `
What it reads:
  tables of logits   CSV with a header: id, label, and logit_0, logit_1, ... or one column for each class by its name;
                     Parquet with the same columns, or a column logits of lists; NPZ with logits, ids and labels;
                     NPY, with teacher.ids.npy and teacher.labels.npy beside teacher.npy, or --ids and --labels
  networks           ONNX files with --modality and --data, or with a config of stillpoint analyze; no masks and no layers
                     are needed, shapes stand alone unless the config names clutter
Rows are joined by id: rows in another order look like any others, and a student taught by them learns noise.

Examples:
  stillpoint mechanism --preset quick
                     why distillation helps on embedded data, with controls: nothing of your own is needed
  stillpoint mechanism --teacher teacher.parquet
                     what the teacher has to teach, and at which T, before any student is trained
  stillpoint mechanism --teacher teacher.csv --student seed0.csv seed1.csv seed2.csv --scratch own0.csv own1.csv own2.csv \\
      --temperature 4 --teacher-weight 0.9 --temperature-squared yes
                     what students made of it, beside students that had no teacher
  stillpoint mechanism --teacher teacher.onnx --student student.onnx --modality image --data photos --labels labels.csv \\
      --temperature 4 --teacher-weight 0.9 --temperature-squared yes
                     the same, logits computed here
  stillpoint mechanism --teacher teacher.csv --student student.csv --lint-loss losses.csv
                     which T, weight and reduction your own loss has: losses.csv holds start,end,value or id,value (a|b|c)`;

export function addMechanism(root: Command, terminal: Terminal): void {
  root
    .command("mechanism")
    .description(
      "Why distillation helps, from logits: a teacher's health, what students made of it, what a loss computes.",
    )
    .argument("[config]", "a config of stillpoint analyze, for the networks and data in it")
    .option("--teacher <file>", "the teacher's logits, or its network")
    .option("--student <file...>", "logits or networks of its students, one for each seed")
    .option("--scratch <file...>", "the same of students that had no teacher: the control")
    .option("--self-distilled <file...>", "the same of students of a network from scratch")
    .option("--placebo <file...>", "the same of students of an untrained teacher")
    .option(
      "--temperature <T>",
      "T that students were taught with, needed with them (alone: the recommended one)",
      temperature,
    )
    .option(
      "--teacher-weight <w>",
      "weight of the targets, 0 to 1, labels have what is left; needed with students (alone: 0.9)",
      share,
    )
    .addOption(
      new Option("--temperature-squared <yes|no>", "whether the targets' term is multiplied by T²").choices([
        "yes",
        "no",
      ]),
    )
    .addOption(
      new Option("--temperatures <list>", "temperatures of the sweep, by commas")
        .argParser(collect)
        .default([], "1 to 20"),
    )
    .option("--ids <file>", "tables without ids: the ids of their rows, NPY, CSV or one a line")
    .option(
      "--labels <path>",
      "labels that lie elsewhere: a table with id and label, or as stillpoint analyze takes them",
    )
    .option("--same-order", "take rows without ids in the order they have; only labels are checked", false)
    .option(
      "--again <file>",
      "the teacher's logits taken a second time: refused where they differ, as in training mode",
    )
    .option("--templates <file...>", "weights of the last layer [K, d] of each student, NPY")
    .option("--features <file...>", "its inputs [n, d] for the rows of each student, NPY")
    .option("--lint-loss <file>", "losses of a few batches by your own code, CSV: what do they compute?")
    .option("--no-accuracy", "go on with networks that know no more than guessing")
    .addOption(
      new Option("--modality <name>", "networks: what the data are").choices(
        MODALITIES.map(({ modality }) => modality.id),
      ),
    )
    .option("--data <path>", "networks: pictures, shapes, or a file of sentences, as stillpoint analyze takes them")
    .option("--mean <list>", "networks: normalisation means per channel, on 0..1")
    .option("--std <list>", "networks: normalisation deviations per channel")
    .option("--tokenizer <path>", "networks: tokenizer.json or its folder")
    .option("--points <n>", "networks: points per shape, where they take any number (default: 1024)", positive)
    .addOption(
      new Option(
        "--scale <how>",
        "networks: move and scale shapes into the unit sphere, or leave them (default: sphere)",
      ).choices(["sphere", "none"]),
    )
    .option("--window <n>", "networks: tokens per text, where they take any number", positive)
    .addOption(
      new Option("--long <what>", "networks: texts longer than the window (default: refuse)").choices(LONG_TEXTS),
    )
    .option("--classes <list>", "networks: class names in the order of the outputs, by commas or in a file")
    .option("--samples <n>", "networks: only the first n samples", positive)
    .addOption(
      new Option(
        "--preset <name>",
        "in place of files: teach students of KD, its parts and placebos on embedded data; smoke, quick (minutes on two cores) or full",
      ).choices(["smoke", "quick", "full"]),
    )
    .option("--tasks <list>", `preset: tasks, comma separated (default: ${EMBEDDED_TASKS})`)
    .option("--seeds <n>", "preset: training seeds; claims need at least 3", positive)
    .option("--resume", "preset: go on from what the output folder holds", false)
    .option("--workers <n>", "networks: parallel workers", threads)
    .option("--seed <n>", "seed of the placebos", whole, 0)
    .option(
      "--subject <name>",
      "what the findings are of, in a statement beside other runs (default: the config's task, or the teacher's file)",
    )
    .option("--out <folder>", "output folder", "out/mechanism")
    .option("--overwrite", "remove the results that the output folder holds", false)
    .option("--json", "print events as JSON lines", false)
    .option("--quiet", "print only errors", false)
    .addHelpText("after", EXAMPLES)
    .action((config, _options, command) => mechanism(config, command, terminal));
}

function temperature(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (isTemperature(value)) return value;
  throw new InvalidArgumentError(`expected a number from ${COLDEST} to ${HOTTEST}, such as 4`);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("expected a number from 0 to 1, such as 0.9");
}
