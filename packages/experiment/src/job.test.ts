import { mapOptions, measureEntropy } from "@stillpoint/core";
import { readShard } from "@stillpoint/report";
import { describe, expect, it } from "vitest";
import { closedFormTask, ENGINE, shuffled } from "../fixtures/closed-form-task.ts";
import { contents, measured, undisturbed } from "../fixtures/run.ts";
import { jobsOf, runJob, shardName, type TaskJob } from "./job.ts";
import { memoryStore } from "./memory-store.ts";

const whole = await undisturbed(closedFormTask().task);

/** As it comes from another machine. */
function sent(job: TaskJob): TaskJob {
  return JSON.parse(JSON.stringify(job));
}

describe("runJob", () => {
  it("gives the shards of measureTask, in any order, on any machine, some jobs twice", async () => {
    const { task } = closedFormTask();
    const jobs = jobsOf(task, ENGINE);
    const store = memoryStore();
    for (const job of shuffled([...jobs, ...jobs.slice(0, 5)], 11)) {
      const elsewhere = closedFormTask();
      await store.write(shardName(task, job), await runJob(elsewhere.task, sent(job)));
      expect(elsewhere.models.map(({ closed, late }) => [closed, late])).toEqual([[1, 0]]);
    }
    const shards = new Map([...whole].filter(([name]) => name.startsWith("shards/")));
    expect(contents(store.files)).toEqual(contents(shards));
    // What others measured is not measured again.
    const { events } = await measured(task, { store });
    expect(events[0]).toMatchObject({ skipped: 7 * 26, total: 7 * 26 });
    expect(contents(store.files)).toEqual(contents(whole));
  });

  it("measures every sample as the engine does by itself, its noise keyed by the sample's id", async () => {
    const { task } = closedFormTask({ samples: 5 });
    const [job] = jobsOf(task, ENGINE);
    const { maps } = await readShard(await runJob(task, job!));
    const model = await task.networks[0]!.checkpoints[0]!.open("fc1");
    for (const { measurement } of maps) {
      const { info, input } = task.samples.find((each) => each.info.id === measurement.key.sample)!;
      const map = await measureEntropy(await model.bind(input.inputs), input, {
        ...mapOptions(ENGINE),
        sample: info.id,
      });
      expect(measurement.map).toEqual(map);
    }
    expect(maps).toHaveLength(4);
  });

  it("closes its model when a sample fails", async () => {
    const { task, models } = closedFormTask({
      onBind: () => {
        throw new Error("no memory");
      },
    });
    const [job] = jobsOf(task, ENGINE);
    await expect(runJob(task, job!)).rejects.toMatchObject({ code: "RUNTIME" });
    expect(models).toMatchObject([{ closed: 1 }]);
  });

  const { task } = closedFormTask();
  const jobs = jobsOf(task, ENGINE);
  const initial = jobs.find(({ networks }) => networks.length > 1)!;
  it.each<[string, TaskJob]>([
    ["another task", jobsOf(closedFormTask({ task: "image/other" }).task, ENGINE)[0]!],
    ["another layer", jobsOf(closedFormTask({ layer: "fc2" }).task, ENGINE)[0]!],
    ["other samples", jobsOf(closedFormTask({ samples: 25 }).task, ENGINE)[0]!],
    ["other code", jobsOf(closedFormTask({ madeBy: "older" }).task, ENGINE)[0]!],
    ["other weights", { ...jobs[0]!, modelId: "retrained" }],
    [
      "a network that does not share the weights",
      { ...initial, networks: [...initial.networks, ...jobs[0]!.networks] },
    ],
    ["fewer networks than share the weights", { ...initial, networks: initial.networks.slice(0, 1) }],
    ["a network that is none of the task's", { ...jobs[0]!, networks: [{ role: "null", seed: 0, step: 0 }] }],
    ["a sample that is none of the task's", { ...jobs[0]!, samples: ["s00", "nobody"] }],
    ["another number", { ...jobs[0]!, index: 5 }],
    ["a number beyond the last", { ...jobs[0]!, index: 99 }],
    ["another perturbed tensor", { ...jobs[0]!, from: "embedded" }],
  ])("refuses a job of %s before anything is opened", async (_, job) => {
    const own = closedFormTask();
    const running = runJob(own.task, sent(job));
    await expect(running).rejects.toMatchObject({ code: "USAGE" });
    await expect(running).rejects.toThrow(/^job \d+: expected .*; got .*; make the jobs with jobsOf\(task, engine\)$/);
    expect(own.models).toEqual([]);
  });
});

describe("jobsOf", () => {
  it("names what decides a result: engine, samples to the last bit, units, code", () => {
    const names = (change: Parameters<typeof closedFormTask>[0], engine = ENGINE) =>
      JSON.stringify(jobsOf(closedFormTask(change).task, engine));
    const moved = closedFormTask();
    const data = moved.task.samples[7]!.input.inputs.x!.data as Float32Array;
    data[9] = Math.fround(data[9]! * (1 + 2 ** -22));
    const marked = closedFormTask();
    const [first, ...rest] = marked.task.samples;
    const units = first!.info.units.map((unit, i) => (i === 4 ? { ...unit, region: "border" as const } : unit));
    const other = { ...marked.task, samples: [{ ...first!, info: { ...first!.info, units } }, ...rest] };
    const all = [
      names({}),
      names({ madeBy: "other code" }),
      names({}, { ...ENGINE, seed: 1 }),
      JSON.stringify(jobsOf(moved.task, ENGINE)),
      JSON.stringify(jobsOf(other, ENGINE)),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(names({})).toBe(all[0]);
  });

  it("refuses a sample that appears twice", () => {
    const { task } = closedFormTask({ samples: 3 });
    const twice = { ...task, samples: [...task.samples, task.samples[0]!] };
    expect(() => jobsOf(twice, ENGINE)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});
