// Maps of a run from its Parquet files, drawn as far as their units say where they lie.

import { countedPoints, type Region, type Run, StillpointError, type TaskData, type Unit } from "@stillpoint/core";
import { type MeasuredMap, readMerged, readShard } from "@stillpoint/report";
import type { PictureView } from "@stillpoint/viewer/parts";
import type { NamedFile } from "./protocol.ts";
import { type Drawn, drawnSamples } from "./run-drawings.ts";
import { fits } from "./run-page.ts";
import { safePicture } from "./safe-picture.ts";

/** Samples shown of a task. */
const MOST_SAMPLES = 48;
const LETTERS: Readonly<Record<Region, string>> = { foreground: "f", background: "b", border: "-" };
const UNKNOWN = { perStep: Number.NaN, perCheckpoint: Number.NaN };

/** `files` by their paths in the run's folder. Throws `STORAGE` for a damaged merged file, `INPUT` for one too large. */
export async function readMaps(
  files: ReadonlyMap<string, NamedFile>,
  notes: string[],
  bytesOf: (file: NamedFile) => Promise<Uint8Array>,
): Promise<PictureView[]> {
  const maps = await mapsIn(files, notes, bytesOf);
  const drawn = await drawnSamples(files, bytesOf);
  const tasks = new Map<string, MeasuredMap[]>();
  for (const map of maps) {
    const { task, layer } = map.measurement.key;
    const id = `${task}@${layer}`;
    const own = tasks.get(id);
    if (own === undefined) tasks.set(id, [map]);
    else own.push(map);
  }
  if (maps.length > 0 && drawn.size === 0)
    notes.push("the samples themselves are in report.html and tasks/, which are not here: maps are drawn without them");
  return [...tasks].flatMap(([id, own]) => picturesOf(id, own, drawn, notes));
}

async function mapsIn(
  files: ReadonlyMap<string, NamedFile>,
  notes: string[],
  bytesOf: (file: NamedFile) => Promise<Uint8Array>,
): Promise<MeasuredMap[]> {
  const parquet = [...files].filter(([path]) => /\.parquet$/i.test(path));
  const merged = parquet.filter(([path]) => !path.startsWith("shards/"));
  const maps: MeasuredMap[] = [];
  for (const [path, file] of merged) {
    const bytes = await bytesOf(file);
    // One job's file may be dropped by itself, too.
    const shards = /^\d+\.parquet$/.test(path) ? [await readShard(bytes)] : await readMerged(bytes);
    for (const shard of shards) for (const map of shard.maps) maps.push(map);
  }
  if (merged.length > 0) return maps;
  let damaged = 0;
  for (const [, file] of parquet) {
    try {
      for (const map of (await readShard(await bytesOf(file))).maps) maps.push(map);
    } catch (error) {
      if (!(error instanceof StillpointError)) throw error;
      damaged += 1;
    }
  }
  if (damaged > 0) notes.push(`${damaged} of ${parquet.length} shards are damaged or not ours: left out`);
  return maps;
}

function picturesOf(
  id: string,
  maps: readonly MeasuredMap[],
  drawn: ReadonlyMap<string, Drawn>,
  notes: string[],
): PictureView[] {
  const units = new Map<string, readonly Unit[]>();
  for (const map of maps) if (!units.has(map.measurement.key.sample)) units.set(map.measurement.key.sample, map.units);
  const points = pointsIn(maps, units, notes);
  const seed = Math.min(...maps.map(({ measurement: { key } }) => (key.role === "teacher" ? Infinity : key.seed)));
  const samples = [...units].slice(0, MOST_SAMPLES);
  if (units.size > samples.length) notes.push(`${id}: the first ${samples.length} of ${units.size} samples are shown`);
  const shown = new Set(samples.map(([sample]) => sample));
  const bySample = new Map<string, PictureView["maps"][number][]>();
  for (const { measurement } of maps) {
    const { key, map } = measurement;
    if (!shown.has(key.sample) || (key.role !== "teacher" && key.seed !== seed)) continue;
    const own = bySample.get(key.sample) ?? [];
    own.push({
      role: key.role,
      seed: key.seed,
      step: key.step,
      entropies: Array.from(map.entropies, (value) => (Number.isFinite(value) ? value : null)),
      points: points(key),
    });
    bySample.set(key.sample, own);
  }
  const drawable = samples.flatMap(([sample, own]) => {
    const known = drawn.get(`${id} ${sample}`);
    const picture = {
      task: id,
      sample,
      title: sample,
      group: "",
      ...known,
      layout: known?.layout ?? layoutByLabels(own),
      labels: own.map(({ label }) => label),
      regions: own.map(({ region }) => LETTERS[region]).join(""),
      parts: own.map(({ part }) => part ?? null),
      maps: bySample.get(sample) ?? [],
    };
    return fits(picture) ? [safePicture(picture)] : [];
  });
  const lost = samples.length - drawable.length;
  if (lost > 0) notes.push(`${id}: ${lost} of ${samples.length} samples do not fit their maps: left out`);
  return drawable;
}

/** Knowledge points as the report counts them; none, with a note, where some network lacks a map. */
function pointsIn(
  maps: readonly MeasuredMap[],
  units: ReadonlyMap<string, readonly Unit[]>,
  notes: string[],
): (key: MeasuredMap["measurement"]["key"]) => readonly number[] {
  const [first] = maps;
  if (first === undefined) return () => [];
  const { task, layer } = first.measurement.key;
  const data: TaskData = {
    task,
    layer,
    modality: "",
    samples: [...units].map(([id, own]) => ({ id, group: "", units: own })),
    runs: runsOf(maps),
    measurements: maps.map(({ measurement }) => measurement),
  };
  try {
    const counted = countedPoints(data, { recipe: first.measurement.map.recipe });
    return (key) => [...(counted(key) ?? [])].flatMap((is, unit) => (is === 1 ? [unit] : []));
  } catch (error) {
    if (!(error instanceof StillpointError)) throw error;
    notes.push(`${task}@${layer}: knowledge points are not marked: ${error.message}`);
    return () => [];
  }
}

function runsOf(maps: readonly MeasuredMap[]): Run[] {
  const steps = new Map<string, { readonly key: MeasuredMap["measurement"]["key"]; readonly steps: Set<number> }>();
  for (const { measurement } of maps) {
    const { key } = measurement;
    const name = `${key.role} ${key.seed}`;
    const run = steps.get(name) ?? { key, steps: new Set() };
    run.steps.add(key.step);
    steps.set(name, run);
  }
  return [...steps.values()].map(({ key: { role, seed }, steps: own }) => ({
    role,
    seed,
    checkpoints: [...own].sort((a, b) => a - b).map((step) => ({ step, path: { layer: UNKNOWN, network: UNKNOWN } })),
  }));
}

/** A grid where labels say row and column of each unit, else the labels as words. */
export function layoutByLabels(units: readonly Unit[]): PictureView["layout"] {
  const places = units.map(({ label }) => label.match(/\((\d+), (\d+)\)$/));
  const cols = 1 + places.reduce((most, place) => Math.max(most, Number(place?.[2] ?? 0)), 0);
  const whole = places.every((place, unit) => place !== null && Number(place[1]) * cols + Number(place[2]) === unit);
  if (units.length > 0 && whole && units.length % cols === 0) return { kind: "grid", rows: units.length / cols, cols };
  const segments = units.flatMap(({ label }, unit) => [
    { text: label, unit },
    { text: " ", unit: null },
  ]);
  return { kind: "words", blocks: [{ segments }] };
}
