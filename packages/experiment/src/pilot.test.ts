// One decision for all maps of a task, whoever measures it, in whatever order.

import type { Layer, LimitChoice } from "@stillpoint/core";
import { closedFormLayer, pooledLayer, syntheticMatrix } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { closedFormTask, ENGINE } from "../fixtures/closed-form-task.ts";
import { type Adaptation, adapted } from "./adaptation.ts";
import { measureTask } from "./measure-task.ts";
import { memoryStore } from "./memory-store.ts";
import { pilot, pilotQuestion } from "./pilot.ts";
import { storedTask } from "./stored-task.ts";
import type { MeasuredTask, TaskNetwork } from "./task.ts";
import { readTask, taskFile } from "./task-file.ts";

const engine: LimitChoice = { recipe: "limit", seed: 0, sigma0: 0.01 };
const SCALARS = 10;

/** A maximum over five units that are all alike. */
function tied(): Layer {
  const layer = pooledLayer(syntheticMatrix("flat", 48, 1, 2, 2), new Float32Array(SCALARS).fill(0.5));
  return { ...layer, shape: [SCALARS] };
}

/** Straight, but for a jump at one σ0, which no gradient knows of. */
function jumping(): Layer {
  return closedFormLayer({
    shape: [SCALARS],
    x0: new Float32Array(SCALARS),
    featureSize: SCALARS,
    forward: (x) => Float64Array.from(x, (value) => value + (Math.abs(value) > 0.01 ? 5 * Math.sign(value) : 0)),
    backward: (_, cotangent) => Float64Array.from(cotangent),
  });
}

/** The task with other layers for some of its networks; `opened` names what was opened. */
function taskOf(
  layerOf: (identity: string) => (() => Layer) | undefined,
  { opened = [], task: name }: { readonly opened?: string[]; readonly task?: string } = {},
): MeasuredTask {
  const { task } = closedFormTask({ samples: 7, ...(name === undefined ? {} : { task: name }) });
  const changed = (network: TaskNetwork): TaskNetwork => ({
    ...network,
    checkpoints: network.checkpoints.map((checkpoint) => ({
      ...checkpoint,
      open: async (layer) => {
        opened.push(checkpoint.identity);
        const model = await checkpoint.open(layer);
        const other = layerOf(checkpoint.identity);
        return other === undefined ? model : { ...model, bind: async () => other() };
      },
    })),
  });
  return { ...task, networks: task.networks.map(changed) };
}

const linear = taskOf(() => undefined);
const bent = taskOf((identity) => (identity === "teacher" ? undefined : tied));
const decide = (...tasks: readonly MeasuredTask[]): Promise<Adaptation> => pilot(tasks, engine, { concurrency: 1 });

async function measured(task: MeasuredTask, store = memoryStore(), more = {}): Promise<string[]> {
  const notes: string[] = [];
  for await (const event of measureTask(task, { engine, store, adapt: [task], ...more })) {
    if (event.kind === "note") notes.push(event.text);
  }
  return notes;
}

describe("pilot", () => {
  it("leaves linear networks as they are: not a bit of any map changes", async () => {
    const found = await decide(linear);
    expect(found).toMatchObject({ smoothing: 0, scale: 1, outside: 0 });
    expect(found.after).toBe(found.before);
    expect(found.told).toMatch(/^energies are taken at each sample: 0 of \d+ pilot maps are not linear/);
    expect(adapted(engine, found)).toEqual(engine);
    const [plain, asked] = [memoryStore(), memoryStore()];
    for await (const _ of measureTask(linear, { engine, store: plain }));
    await measured(linear, asked);
    for (const name of await plain.list("shards/image~made-up@fc1"))
      expect(await asked.read(name), name).toEqual(await plain.read(name));
  });

  it("averages where a maximum over units is not linear in its noise, and says of how many", async () => {
    const found = await decide(bent);
    // Initial weights, shared by all, and two last ones of each of two seeds.
    expect(found).toMatchObject({ scale: 1, maps: 15, outside: 15 });
    expect(found.smoothing).toBeGreaterThan(0);
    expect(Math.abs(Math.log(found.after))).toBeLessThan(Math.abs(Math.log(found.before)));
    expect(found.told).toMatch(/^energies are averaged around each sample, .* because 15 of 15 pilot maps/);
    expect(adapted(engine, found)).toMatchObject({ smoothing: { timesSigma0: found.smoothing }, sigma0: 0.01 });
  });

  it("decides for all where the last networks of one role are bent, few of all that they are", async () => {
    const found = await decide(taskOf((identity) => (identity.startsWith("distilled-") ? tied : undefined)));
    expect(found).toMatchObject({ outside: 6, maps: 12 });
    expect(found.smoothing).toBeGreaterThan(0);
  });

  it("asks no teacher: nothing is compared with one", async () => {
    expect(await decide(taskOf((identity) => (identity === "teacher" ? tied : undefined)))).toMatchObject({
      smoothing: 0,
      outside: 0,
    });
  });

  it("takes a control's networks into account for the trial, and the trial's for the control", async () => {
    const control = taskOf((identity) => (identity === "teacher" ? undefined : tied), { task: "image/control" });
    const found = await decide(linear, control);
    expect(found.smoothing).toBeGreaterThan(0);
    expect(await decide(control, linear)).toEqual(found);
  });

  it("comes to the same whatever the concurrency and the order of networks and samples", async () => {
    const found = await decide(bent);
    expect(await pilot([bent], engine, { concurrency: 4 })).toEqual(found);
    const turned = { ...bent, networks: bent.networks.toReversed() };
    expect(await decide(turned)).toEqual(found);
    const { asked, ...reordered } = await decide({ ...bent, samples: bent.samples.toReversed() });
    expect(found).toMatchObject(reordered);
  });

  it("comes to the same with the roles exchanged", async () => {
    const task = taskOf((identity) => (identity.startsWith("distilled-") ? tied : undefined));
    const other = { distilled: "scratch", scratch: "distilled" } as const;
    const networks = task.networks.map((network) => ({
      ...network,
      role: network.role === "distilled" || network.role === "scratch" ? other[network.role] : network.role,
    }));
    const { asked, ...exchanged } = await decide({ ...task, networks });
    expect(await decide(task)).toMatchObject(exchanged);
  });

  it("takes smaller noise only where that makes networks linear, bounds and levels with it", async () => {
    const found = await decide(taskOf((identity) => (identity === "teacher" ? undefined : jumping)));
    expect(found).toMatchObject({ smoothing: 0, maps: 15 });
    expect(found.scale).toBeLessThan(1);
    expect(found.after).toBeCloseTo(1, 1);
    expect(found.told).toMatch(/^σ0 is .* of the usual, because \d+ of 15/);
    const bounds = { lower: 0.001, upper: 0.5 };
    const choice = adapted({ ...engine, bounds, secondUpper: 0.3 }, { smoothing: 0, scale: 0.1 });
    expect(choice.sigma0).toBeCloseTo(0.001, 12);
    expect(choice.bounds).toEqual({ lower: 0.0001, upper: 0.05 });
    expect(choice.secondUpper).toBeCloseTo(0.03, 12);
  });

  it("is asked the same by the same networks only", () => {
    const asked = pilotQuestion([bent], engine);
    expect(pilotQuestion([{ ...bent, networks: bent.networks.toReversed() }], engine)).toBe(asked);
    expect(pilotQuestion([{ ...bent, samples: bent.samples.slice(1) }], engine)).not.toBe(asked);
    expect(pilotQuestion([bent], { ...engine, seed: 1 })).not.toBe(asked);
    expect(pilotQuestion([{ ...bent, networks: bent.networks.slice(0, -1) }], engine)).not.toBe(asked);
  });
});

describe("measureTask with adapt", () => {
  it("measures every map as decided, and a run that goes on repeats it without a pilot", async () => {
    const opened: string[] = [];
    const task = taskOf((identity) => (identity === "teacher" ? undefined : tied), { opened });
    const store = memoryStore();
    const [note] = await measured(task, store);
    const { adaptation } = await readTask(store, taskFile(task));
    expect(note).toBe(`image/made-up@fc1: ${adaptation?.told}`);
    const { data } = await storedTask(store, taskFile(task), true);
    for (const { map } of data!.measurements) expect(map.passes).toBeGreaterThan(40);

    const [gone] = (await store.list("shards/image~made-up@fc1")).slice(-1);
    await store.remove(gone!);
    opened.length = 0;
    expect(await measured(task, store)).toEqual([note]);
    expect(opened).toHaveLength(1);
    expect((await readTask(store, taskFile(task))).adaptation).toEqual(adaptation);
  });

  it("tells the second task beside the first what was decided for both", async () => {
    const opened: string[] = [];
    const control = taskOf((identity) => (identity === "teacher" ? undefined : tied), {
      opened,
      task: "image/control",
    });
    const store = memoryStore();
    const [note] = await measured(linear, store, { adapt: [linear, control] });
    expect(note).toMatch(/^image\/made-up@fc1, image\/control@fc1: energies are averaged/);
    opened.length = 0;
    await measured(control, memoryStore(), { adapt: undefined });
    const alone = [...opened];
    opened.length = 0;
    expect(await measured(control, store, { adapt: [linear, control] })).toEqual([note]);
    expect(opened).toEqual(alone);
  });

  it("asks nothing where another recipe is wanted", async () => {
    const plain = { ...ENGINE, recipe: "official" } as const;
    expect(
      await measured(
        taskOf(() => undefined),
        memoryStore(),
        { engine: plain },
      ),
    ).toEqual([]);
  });
});
