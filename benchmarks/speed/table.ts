// The tables people read, from the record programs read.

import { growth } from "./memory.ts";
import { type ErrorRow, isMissing, type Missing, type SpeedResult, type Timing } from "./result.ts";

/** results/speed.md */
export function markdown(result: SpeedResult): string {
  const { machine, versions } = result;
  return [
    "# Speed",
    "",
    `\`${result.command}\`, ${result.date}. ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}.`,
    `Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}, PyTorch ${text(versions.torch)}, Python ${text(versions.python)}.`,
    "",
    "Both columns of a table ran interleaved in one run and, but for training, used every core: ours one network or map per core at a time and wall time divided by their number, PyTorch one with as many threads. Times are medians, in brackets the fastest and the slowest repeat.",
    ...passes(result),
    ...maps(result),
    ...training(result),
    ...errors(result.errors),
    ...memory(result),
    "",
  ].join("\n");
}

function passes({ passes: rows }: SpeedResult): string[] {
  if (rows.length === 0) return [];
  return [
    "",
    "## One pass",
    "",
    "One perturbed copy: noise, forward to the layer, change, gradient to the input. Milliseconds. Target: ratio at least 1; at least 85 % of the workers' wall time inside ONNX Runtime.",
    "",
    ...table(
      ["network", "features", "batch", "ours", "PyTorch", "PyTorch / ours", "inside ORT"],
      rows.map((row) => [
        row.network,
        String(row.features),
        String(row.batch),
        time(row.ours),
        time(row.pytorch),
        ratio(row.pytorch, row.ours.median, 2),
        percent(row.insideRuntime),
      ]),
    ),
  ];
}

function maps({ maps: rows }: SpeedResult): string[] {
  if (rows.length === 0) return [];
  return [
    "",
    "## One map",
    "",
    "A full `limit` map against the official recipe in PyTorch: one of its steps timed, **extrapolated** to all of them. In the first official column the network is frozen; the published code leaves it trainable and computes every weight's gradient, which is the second. Target: at least 200 times faster. The share inside ONNX Runtime is taken apart, with one map per worker instead of two.",
    "",
    ...table(
      [
        "network",
        "units",
        "features",
        "`limit` map",
        "passes",
        "error, nats",
        "official, s (extrapolated)",
        "ratio",
        "official as published, s (extrapolated)",
        "ratio",
        "inside ORT",
      ],
      rows.map((row) => [
        row.network,
        String(row.units),
        String(row.features),
        `${time(row.limit)} ms`,
        String(row.limitPasses),
        row.limitError.toFixed(3),
        whole(row.officialStep, row.officialSteps),
        ratio(row.officialStep, row.limit.median / row.officialSteps, 0),
        whole(row.literalStep, row.officialSteps),
        ratio(row.literalStep, row.limit.median / row.officialSteps, 0),
        percent(row.insideRuntime),
      ]),
    ),
  ];
}

function training({ training: rows }: SpeedResult): string[] {
  if (rows.length === 0) return [];
  return [
    "",
    "## One training step",
    "",
    "Forward, backward and optimiser, one network on one core on both sides. Milliseconds.",
    "",
    ...table(
      ["network", "weights", "batch", "optimiser", "ours", "PyTorch", "PyTorch / ours"],
      rows.map((row) => [
        row.network,
        String(row.weights),
        String(row.batch),
        row.optimiser,
        time(row.ours),
        time(row.pytorch),
        ratio(row.pytorch, row.ours.median, 2),
      ]),
    ),
  ];
}

function errors(rows: readonly ErrorRow[]): string[] {
  if (rows.length === 0) return [];
  return [
    "",
    "## Error against passes",
    "",
    "RMS over units in nats, each map's mean removed, median over samples. `limit` rows are against the exact Jacobian energy; rows to Adam against the finite-noise optimum found by two long Adam runs, their mean; what the exact energy's row states is half the distance of the two, the truth's own error. Target: 0.04 nats in 32 passes, median over layers; `optimum` never farther from Adam than `limit`.",
    "",
    ...table(
      ["network", "layer", "recipe", "passes", "error", "stated by the map", "non-linearity", "samples"],
      rows.map((row) => [
        row.network,
        row.layer,
        row.recipe,
        row.passes.toFixed(0),
        row.error.toFixed(3),
        row.stated.toFixed(3),
        row.nonLinearity.toFixed(3),
        String(row.samples),
      ]),
    ),
  ];
}

function memory({ memory: measured }: SpeedResult): string[] {
  if (isMissing(measured)) return ["", "## Memory", "", measured.missing];
  const { network, rows } = measured;
  const last = rows.at(-1);
  return [
    "",
    "## Memory",
    "",
    `${network}, forward and gradient, resident set of the process. Growth over the second half: ${growth(rows).toFixed(2)} MiB per 1,000 runs; ${last?.residentMiB.toFixed(0)} MiB after ${last?.runs} runs.`,
    "",
    ...table(
      ["runs", "MiB"],
      rows.map((row) => [String(row.runs), row.residentMiB.toFixed(0)]),
    ),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function text(value: string | Missing): string {
  return isMissing(value) ? `none (${value.missing})` : value;
}

function time(value: Timing | Missing): string {
  if (isMissing(value)) return value.missing;
  return `${digits(value.median)} [${digits(value.fastest)}, ${digits(value.slowest)}]`;
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function whole(step: Timing | Missing, steps: number): string {
  return isMissing(step) ? step.missing : digits((step.median * steps) / 1000);
}

function ratio(theirs: Timing | Missing, ours: number, decimals: number): string {
  return isMissing(theirs) ? "" : (theirs.median / ours).toFixed(decimals);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
