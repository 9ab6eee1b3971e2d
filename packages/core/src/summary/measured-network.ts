// Measurements put in order: one network over its training, sample by sample. s samples, t checkpoints.

import { ROLES, type Role } from "../contract.ts";
import type { EntropyMap } from "../entropy-map.ts";
import { ensure } from "../errors.ts";
import type { ExcludedMap, Measurement, Run, SampleInfo } from "../measurement.ts";
import type { Exclusion } from "../task-result.ts";
import { partnerOf, type RolePair } from "./comparison.ts";

/** Everything known about one task and layer before it is summarised. */
export interface TaskData {
  /** Id of the task as in `MeasurementKey.task`. */
  readonly task: string;
  readonly modality: string;
  readonly layer: string;
  readonly samples: readonly SampleInfo[];
  readonly runs: readonly Run[];
  /** In any order; those of other tasks and layers are passed over. */
  readonly measurements: Iterable<Measurement>;
  readonly exclusions?: Iterable<ExcludedMap>;
}

/** One network with a map for every kept sample at every checkpoint. */
export interface MeasuredNetwork {
  readonly run: Run;
  /** `[s][t]`; undefined where the sample is excluded. */
  readonly maps: readonly (readonly EntropyMap[] | undefined)[];
}

/**
 * The measured networks by role and seed, each with the samples of its own, and every sample left out with its reason.
 * Runs without any measurement are passed over.
 *
 * @throws StillpointError INPUT for a map measured twice, of an unknown sample or an unknown network, for a run that is
 * listed twice or whose steps do not increase, or for networks whose checkpoints differ; SHAPE for a map that has not one
 * entropy per unit.
 */
export function measuredNetworks(data: TaskData): { networks: MeasuredNetwork[]; exclusions: Exclusion[] } {
  const runs = sortedRuns(data.runs);
  const cells = cellsOf(data, runs);
  const networks: MeasuredNetwork[] = [];
  const exclusions: Exclusion[] = [];
  const unusable = data.samples.map(({ units }) => missingRegion(units.map(({ region }) => region)));
  unusable.forEach((reason, s) => {
    if (reason !== undefined) exclusions.push({ sample: data.samples[s]!.id, reason });
  });
  for (const run of runs) {
    const rows = cells.get(name(run));
    if (rows === undefined) continue;
    const maps = data.samples.map((sample, s) => {
      if (unusable[s] !== undefined) return undefined;
      const found = run.checkpoints.map(({ step }) => rows.get(`${step} ${sample.id}`));
      const reason = exclusionReason(run, found);
      if (reason !== undefined) exclusions.push({ sample: sample.id, reason: `${reason} (${name(run)})` });
      return reason === undefined ? found.filter((cell): cell is EntropyMap => typeof cell === "object") : undefined;
    });
    networks.push({ run, maps });
  }
  return { networks, exclusions };
}

/**
 * Leaves a sample left out of one of the two networks of a seed out of both, so that both rows of a table speak of the
 * same samples. Other networks stay as they are.
 */
export function pairedNetworks(networks: readonly MeasuredNetwork[], pair: RolePair): MeasuredNetwork[] {
  return networks.map((network) => {
    const { run, maps } = network;
    const other = partnerOf(run.role, pair);
    const partner = networks.find((each) => each.run.role === other && each.run.seed === run.seed);
    if (partner === undefined) return network;
    return { run, maps: maps.map((course, s) => (partner.maps[s] === undefined ? undefined : course)) };
  });
}

/** The networks of some roles alone, each without the samples that another of them lacks in its seed. */
export function jointNetworks(networks: readonly MeasuredNetwork[], roles: readonly Role[]): MeasuredNetwork[] {
  const own = networks.filter(({ run }) => roles.includes(run.role));
  return own.map(({ run, maps }) => {
    const others = own.filter((each) => each.run.seed === run.seed);
    return {
      run,
      maps: maps.map((course, s) => (others.some((each) => each.maps[s] === undefined) ? undefined : course)),
    };
  });
}

/** `distilled, seed 0`: how messages call a network. */
export function name(network: { readonly role: Role; readonly seed: number }): string {
  return `${network.role}, seed ${network.seed}`;
}

/** A map, or the reason why there is none, by network, then by step and sample. */
type Cells = Map<string, Map<string, EntropyMap | string>>;

function sortedRuns(runs: readonly Run[]): Run[] {
  const sorted = [...runs].sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.seed - b.seed);
  for (const [k, run] of sorted.entries()) {
    const before = sorted[k - 1];
    ensure(
      before === undefined || name(before) !== name(run),
      "INPUT",
      () => `run of ${name(run)}: expected once; got it twice; list every network once`,
    );
    ensure(
      run.checkpoints.every(({ step }, t) => step > (run.checkpoints[t - 1]?.step ?? -1)),
      "INPUT",
      () =>
        `run of ${name(run)}: expected increasing steps from 0; got ${stepsOf(run)}; list checkpoints in their order`,
    );
  }
  const students = sorted.filter(({ role }) => role !== "teacher");
  for (const run of students) {
    ensure(
      stepsOf(run) === stepsOf(students[0]!),
      "INPUT",
      () =>
        `checkpoints of ${name(run)}: expected steps ${stepsOf(students[0]!)} as for ${name(students[0]!)}; got ${stepsOf(run)}; measure the steps that all networks have, stability depends on their number`,
    );
  }
  return sorted;
}

function stepsOf(run: Run): string {
  return run.checkpoints.map(({ step }) => step).join(", ");
}

function cellsOf(data: TaskData, runs: readonly Run[]): Cells {
  const cells: Cells = new Map();
  const unitsOf = new Map(data.samples.map(({ id, units }) => [id, units.length]));
  const known = new Map(runs.map((run) => [name(run), new Set(run.checkpoints.map(({ step }) => step))]));
  let others = 0;
  const put = (key: Measurement["key"], cell: EntropyMap | string): void => {
    if (key.task !== data.task || key.layer !== data.layer) {
      others++;
      return;
    }
    const where = `${key.sample} at step ${key.step} of ${name(key)}`;
    const units = unitsOf.get(key.sample);
    ensure(
      units !== undefined,
      "INPUT",
      () => `map of ${where}: expected a listed sample; got ${key.sample}; list every measured sample`,
    );
    ensure(
      known.get(name(key))?.has(key.step) === true,
      "INPUT",
      () => `map of ${where}: expected a listed checkpoint; got step ${key.step}; list every measured run`,
    );
    const rows = cells.get(name(key)) ?? new Map<string, EntropyMap | string>();
    cells.set(name(key), rows);
    const at = `${key.step} ${key.sample}`;
    ensure(
      !rows.has(at),
      "INPUT",
      () => `map of ${where}: expected one; got two; merge results by job before summarising`,
    );
    ensure(
      typeof cell === "string" || cell.entropies.length === units,
      "SHAPE",
      () =>
        `map of ${where}: expected one entropy per unit, [${units}]; got [${typeof cell === "string" ? 0 : cell.entropies.length}]; measure and summarise the same units`,
    );
    rows.set(at, cell);
  };
  for (const { key, map } of data.measurements) put(key, map);
  for (const { key, reason } of data.exclusions ?? []) put(key, reason);
  ensure(
    cells.size > 0 || others === 0,
    "INPUT",
    () =>
      `measurements: expected some of task ${data.task} and layer ${data.layer}; got ${others} of others; check the names`,
  );
  return cells;
}

function missingRegion(regions: readonly string[]): string | undefined {
  if (!regions.includes("background")) return "no background unit, so nothing to compare with";
  return regions.includes("foreground") ? undefined : "no foreground unit, so nothing to look for";
}

function exclusionReason(run: Run, cells: readonly (EntropyMap | string | undefined)[]): string | undefined {
  const missing = run.checkpoints.filter((_, t) => cells[t] === undefined).map(({ step }) => step);
  for (let t = 0; t < cells.length; t++) {
    const cell = cells[t];
    if (cell === undefined) continue;
    if (typeof cell === "string") return `${cell}, at step ${run.checkpoints[t]!.step}`;
    if (!cell.entropies.every(Number.isFinite))
      return `an entropy is not a finite number, at step ${run.checkpoints[t]!.step}`;
  }
  return missing.length > 0 ? `not measured at step ${missing.join(", ")}` : undefined;
}
