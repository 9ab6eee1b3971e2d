// The stillpoint command: options in, exit code out.

import { allTasks, MEASURED_SAMPLES } from "@stillpoint/bench";
import { RECIPES } from "@stillpoint/core";
import { LONG_TEXTS } from "@stillpoint/preprocess";
import { Command, CommanderError, Option } from "commander";
import { tryModel } from "./analyze/check-models.ts";
import { MODALITIES } from "./analyze/modality-loader.ts";
import { withNetworks } from "./analyze/network-options.ts";
import { commandLineMessage } from "./command-line-error.ts";
import { analyze } from "./commands/analyze.ts";
import { bench } from "./commands/bench.ts";
import { calibrate, refuseOfOtherHalf } from "./commands/calibrate.ts";
import { addDemo } from "./commands/demo.ts";
import { doctor } from "./commands/doctor.ts";
import { init } from "./commands/init.ts";
import { inspect } from "./commands/inspect.ts";
import { addStatement } from "./commands/statement.ts";
import { ExitCode, exitCode, isUnexpected, messages } from "./failure.ts";
import { addMechanism } from "./mechanism/command.ts";
import { refuseMistyped } from "./mistyped-options.ts";
import { collect, passes, positive, smoothing, threads, whole } from "./option-values.ts";
import { processTerminal } from "./process-terminal.ts";
import { PROVIDERS } from "./providers.ts";
import type { Terminal } from "./session.ts";
import { addTransfer } from "./transfer/command.ts";
import { ownVersion } from "./versions.ts";

/** Runs one command line (without `node` and the script) and returns the exit code. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  try {
    await program(terminal).parseAsync([...args], { from: "user" });
    return ExitCode.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    for (const [depth, message] of messages(error).entries()) {
      terminal.error(depth === 0 ? `stillpoint: ${message}\n` : `  because ${message}\n`);
    }
    if (isUnexpected(error) && error instanceof Error) terminal.error(`${error.stack}\n`);
    return exitCode(error);
  }
}

function program(terminal: Terminal): Command {
  const root = new Command("stillpoint")
    .description("What a distilled network knows, measured: which input units its layers still carry.")
    .version(ownVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.error(text),
      outputError: (text, write) => write(`stillpoint: ${commandLineMessage(text)}\n`),
    })
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `
Examples:
  stillpoint bench                                     four tasks on embedded data, report in out/bench
  stillpoint bench --tasks sentiment --seeds 5         one of them with more seeds
  stillpoint inspect student.onnx                      layers of a network and which can be measured
  stillpoint analyze --distilled 'student/*.onnx' --scratch 'baseline/*.onnx' \\
      --modality image --data photos --masks masks --layer fc1
  stillpoint init runs                                 writes a config for the networks and data in a folder
  stillpoint analyze --distilled 'runs/seed*/student' --scratch 'runs/seed*/baseline' ...
                                                       three seeds: verdicts
  stillpoint analyze --distilled my-student --scratch my-baseline \\
      --modality sentiment --data dev.tsv --layer NAME  Hugging Face folders; names from stillpoint inspect my-student
  stillpoint mechanism --teacher teacher.csv           why distillation helps: what a teacher's logits have to teach
  stillpoint calibrate                                 how often verdicts are wrong by chance
  stillpoint statement out/analyze out/transfer        what was handed over and what cannot be told, on one page
  stillpoint demo                                      the browser app: maps computed live, on your own network too

Ends with 0 when done, 1 when data, networks or files do not do, 2 when options or a config do not, 130 when stopped.`,
    );

  addBench(root, terminal);
  addAnalyze(root, terminal);
  addCalibrate(root, terminal);
  addTransfer(root, terminal);
  addMechanism(root, terminal);
  addStatement(root, terminal);
  addDemo(root, terminal);
  root
    .command("inspect")
    .description("Inputs, outputs and layers of a network, and which layers can be measured.")
    .argument(
      "<model>",
      "an ONNX file, a Hugging Face model folder, or a TensorFlow.js model (model.json or its folder)",
    )
    .option("--all", "list every layer, not one for each part of the network", false)
    .option("--json", "print JSON of all", false)
    .action((model, options) => inspect(model, options, terminal));

  root
    .command("init")
    .description(
      "A config for the networks and data in a folder, by their names: look it through, then stillpoint analyze.",
    )
    .argument("<folder>", "a folder with networks by role, such as student and baseline, seed by seed, and with data")
    .option("--overwrite", "write the config anew where there is one", false)
    .action((folder, options) => init(folder, options, terminal));

  root.command("try-model <model> <shapes>", { hidden: true }).action((model, shapes) => tryModel(model, shapes));

  root
    .command("doctor")
    .description("What this machine has: runtimes, providers, optional engines, data.")
    .action(() => doctor(terminal));
  for (const command of root.commands) refuseMistyped(command);
  return root;
}

function addBench(root: Command, terminal: Terminal): void {
  output(root.command("bench"))
    .description(
      "Train teacher's students, networks from scratch and placebos on embedded data, measure what their layers know, write a report.",
    )
    .addOption(new Option("--tasks <list>", "tasks to run, comma separated").default(allTasks))
    .addOption(
      new Option(
        "--preset <name>",
        "size: smoke (seconds), quick (15 to 50 minutes on two cores, the first report after one), full (hours, five seeds and controls)",
      )
        .choices(["smoke", "quick", "full"])
        .default("quick"),
    )
    .addOption(recipe())
    .addOption(provider())
    .option("--networks <list>", "families of networks, comma separated, such as vgg,pointnet (default: the preset's)")
    .option("--seeds <n>", "training seeds; verdicts need at least 3", positive)
    .option(
      "--methods <list>",
      "how students are taught, comma separated: feature (the paper's), logits (T = 4, weight 0.9) (default: feature; full and smoke both)",
    )
    .option(
      "--roles <list>",
      "controls beside scratch, placebo and null, comma separated: self-distilled, null-order, more-data (labels of the teacher's data), or none (default: self-distilled; full null-order too, smoke all)",
    )
    .option("--control", "also run each task's control, whose cue says nothing (the full preset always does)", false)
    .option("--samples <n>", "measured samples", positive)
    .option("--passes <n>", "perturbed copies per map, at least 8 (not for official)", passes)
    .option("--workers <n>", "parallel workers (default: the machine's cores)", threads)
    .option(
      "--memory <MiB>",
      "stop, and keep what is measured, once the process has more (default: no limit)",
      positive,
    )
    .option("--seed <n>", "seed of everything random", whole, 0)
    .option("--out <folder>", "output folder", "out/bench")
    .action((options) => bench(options, terminal));
}

function addAnalyze(root: Command, terminal: Terminal): void {
  withNetworks(output(root.command("analyze")))
    .description("The same measurement on your own checkpoints, ONNX or TensorFlow.js.")
    .argument("[config]", "a JSON file with these options (long names), paths relative to it; options given here win")
    .option("--teacher <file>", "the teacher, measured once")
    .addOption(
      new Option("--modality <name>", "what the data are").choices(MODALITIES.map(({ modality }) => modality.id)),
    )
    .option(
      "--data <path>",
      "a folder of pictures or of 3D shapes (OFF, OBJ, PLY, XYZ, PTS, HDF5), a CSV that lists them (file,mask,label), or a file of sentences (TSV, CSV, JSON, JSONL) or questions (SQuAD JSON)",
    )
    .option(
      "--masks <path>",
      "pictures: masks of the objects, same names, or what they are drawn from: COCO's instances (JSON), a folder of Pascal VOC's or ILSVRC's XML, CUB's bounding_boxes.txt; shapes: a region per point (.txt) or a part, as in ShapeNetPart (.seg), same names",
    )
    .option(
      "--parts <name=folder>",
      "masks of named background parts, such as distractor=masks/distractor",
      collect,
      [],
    )
    .option(
      "--layer <name>",
      "layers to measure, modules such as layer1.0.bn2 or tensors (repeat or separate by commas), see `stillpoint inspect`",
      collect,
      [],
    )
    .option(
      "--input <name>",
      "tensor or module to perturb (default: the network's first float input; for texts the sum of its embeddings)",
    )
    .option("--grid <rows>x<columns>", "patches per picture, or `pixel`", "16x16")
    .option("--mean <list>", "normalisation means per channel, on 0..1")
    .option("--std <list>", "normalisation deviations per channel")
    .option("--points <n>", "points per shape, for networks that take any number (default: 1024)", positive)
    .option("--clutter <share>", "share of points taken from other shapes as background (default: 0.25)", Number)
    .addOption(
      new Option(
        "--scale <how>",
        "shapes: move and scale them into the unit sphere, or leave them as their network saw them (needs --masks) (default: sphere)",
      ).choices(["sphere", "none"]),
    )
    .option("--tokenizer <path>", "tokenizer.json or its folder (default: beside the distilled network)")
    .option("--window <n>", "tokens per text, for networks that take any number", positive)
    .addOption(
      new Option(
        "--long <what>",
        "texts longer than the window: refuse them, cut them, leave them out (default: refuse)",
      ).choices(LONG_TEXTS),
    )
    .addOption(
      new Option("--question <what>", "hold the question fixed or measure it too (default: fixed)").choices([
        "fixed",
        "measured",
      ]),
    )
    .option(
      "--labels <path>",
      "classes of the samples: a CSV (file,label), COCO's JSON, or a folder of Pascal VOC's XML (default: top folders, or the data file's own)",
    )
    .option("--classes <list>", "class names in the order of the network's outputs, by commas or in a file, one a line")
    .option("--no-accuracy", "go on where networks are near chance on the labelled samples")
    .option(
      "--strict",
      "end at the first entry of the data that cannot be read (default: up to one in ten is left out, and named)",
    )
    .addOption(recipe())
    .addOption(provider())
    .option(
      "--passes <n>",
      "perturbed copies per map, at least 8 (not for official; default: 32 and up to 256 where the error asks for it; averaged or optimum 512, texts behind a maximum 128)",
      passes,
    )
    .option(
      "--smoothing <level>",
      "average over noise of this many σ0 around each sample, 0 for none; with optimum, whether it starts from equal noise (default: auto, for limit a pilot of all networks decides this and σ0 by the non-linearity)",
      smoothing,
    )
    .option("--samples <n>", "measure only the first n pictures, shapes or texts", positive)
    .option("--workers <n>", "parallel workers (default: the machine's cores)", threads)
    .option(
      "--memory <MiB>",
      "stop, and keep what is measured, once the process has more (default: no limit)",
      positive,
    )
    .option("--seed <n>", "seed of the noise", whole)
    .option("--out <folder>", "output folder", "out/analyze")
    .action((config, _options, command) => analyze(config, command, terminal));
}

function addCalibrate(root: Command, terminal: Terminal): void {
  output(root.command("calibrate"))
    .description(
      "How often verdicts are wrong on networks that differ by chance alone, and find what was planted: on a made-up task, and with --real on networks of the benchmarks.",
    )
    .option("--trials <n>", "trials of three seeds each; about two seconds a trial on two cores", positive, 100)
    .option("--samples <n>", "measured pictures per trial", positive, MEASURED_SAMPLES)
    .option(
      "--real",
      "networks of the benchmarks instead of the made-up task, into a folder that holds the latter's calibration (with --resume)",
      false,
    )
    .option(
      "--pairs <n>",
      "with --real: pairs of networks of each modality; about six seconds for one of each on two cores",
      positive,
      96,
    )
    .option("--workers <n>", "parallel workers (default: the machine's cores)", threads)
    .option("--seed <n>", "seed of everything random", whole, 0)
    .option("--out <folder>", "output folder", "out/calibrate")
    .action((options, command: Command) => {
      const given = (name: string): boolean => command.getOptionValueSource(name) === "cli";
      refuseOfOtherHalf(options.real ? ["trials", "samples"].filter(given) : ["pairs"].filter(given), options.real);
      return calibrate(options, terminal);
    });
}

function provider(): Option {
  return new Option("--provider <name>", "what ONNX Runtime computes on, checked once against cpu").choices(PROVIDERS);
}

function output(command: Command): Command {
  return command
    .option("--resume", "go on from what the output folder holds", false)
    .option("--overwrite", "remove the results that the output folder holds", false)
    .option("--json", "print events as JSON lines", false)
    .option("--quiet", "print only errors", false);
}

function recipe(): Option {
  return new Option(
    "--recipe <name>",
    "how a map is computed: limit (closed form), optimum (finite noise), official (the paper's code)",
  )
    .choices(RECIPES)
    .default("limit");
}
