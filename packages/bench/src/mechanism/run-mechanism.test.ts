// Students of partial targets: taught once, asked, told; stopped and gone on with.

import { digest, ROLES, type Study, toldFindings } from "@stillpoint/core";
import { type ExperimentEvent, type MemoryStore, memoryStore } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageFiles } from "../../fixtures/package-files.ts";
import { pointcloudTask } from "../tasks/pointcloud.ts";
import { qaTask } from "../tasks/qa.ts";
import { sentimentTask } from "../tasks/sentiment.ts";
import { LESSONS } from "./lessons.ts";
import { runMechanism } from "./run-mechanism.ts";

const runtime = nodeRuntime({ workers: 2 });
afterAll(() => runtime.close());

interface Told {
  readonly events: readonly ExperimentEvent[];
  readonly studies: readonly Study[];
  readonly error?: unknown;
}

async function run(
  store: MemoryStore,
  tasks: Parameters<typeof runMechanism>[0]["tasks"],
  more: { madeBy?: string; heard?: (event: ExperimentEvent) => void; signal?: AbortSignal } = {},
): Promise<Told> {
  const { madeBy = "this code", heard, signal } = more;
  const [events, studies]: [ExperimentEvent[], Study[]] = [[], []];
  const onStudy = (study: Study) => void studies.push(study);
  const context = { store, runtime, files: packageFiles, madeBy, onStudy, ...(signal ? { signal } : {}) };
  try {
    for await (const event of runMechanism({ tasks, preset: "smoke", seed: 0 }, context)) {
      events.push(event);
      heard?.(event);
    }
    return { events, studies };
  } catch (error) {
    return { events, studies, error };
  }
}

const skipped = ({ events }: Told) => events.flatMap((event) => (event.kind === "phase" ? [event.skipped] : []));

/** Twenty trainings of a few steps each: seconds on an idle machine. */
const MINUTES = 900_000;
const store = memoryStore();
let whole: Told;
beforeAll(async () => {
  whole = await run(store, [pointcloudTask]);
}, MINUTES);

describe("a study of partial targets", () => {
  it("has two students of every lesson, and a teacher, each with its role", () => {
    expect(whole.error).toBeUndefined();
    expect(whole.studies).toHaveLength(1);
    const { networks, subject, kind } = whole.studies[0]!;
    expect([subject, kind]).toEqual(["pointcloud/furniture-pointnet", "mechanism"]);
    expect(networks).toHaveLength(1 + 2 * LESSONS.length);
    for (const { role, accuracy } of networks) {
      expect(ROLES).toContain(role);
      expect(accuracy).toBeGreaterThanOrEqual(0);
    }
    expect(new Set(networks.flatMap(({ method }) => method ?? []))).toEqual(new Set(LESSONS));
  });

  it("starts all students of a seed from one network, and KD's is kept from its start", async () => {
    const family = pointcloudTask.benchmark.families[0]!;
    for (const seed of [0, 1]) {
      const start = await store.read(`mechanism/pointcloud-furniture-pointnet/seed-${seed}/KD/00000.onnx`);
      expect(digest([start!])).toBe(digest([family.network(seed)]));
    }
    const ends = await Promise.all(
      LESSONS.map(async (lesson) => {
        const folder = lesson.replaceAll(/[^A-Za-z]+/g, "-");
        return digest([(await store.read(`mechanism/pointcloud-furniture-pointnet/seed-0/${folder}/00012.onnx`))!]);
      }),
    );
    expect(new Set(ends).size).toBe(LESSONS.length);
  });

  it("has sections with findings of unique names, sentences, and controls or the reason for none", () => {
    const { sections } = whole.studies[0]!;
    expect(sections.map(({ id }) => id)).toEqual(["health", "levels", "gains", "causes", "relations", "weights"]);
    const findings = sections.flatMap((section) => section.findings);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
    const drawings = sections.flatMap((section) => section.drawings);
    expect(new Set(drawings.map(({ id }) => id)).size).toBe(drawings.length);
    for (const { id, sentence, control, value, interval } of findings) {
      expect(sentence, id).toMatch(/^[A-Z].*\.$/);
      expect(sentence, id).not.toMatch(/NaN|undefined/);
      if (Number.isNaN(control.mean)) expect(control.reason, id).toBeTruthy();
      if (Number.isNaN(value)) expect(interval.reason, id).toBeTruthy();
    }
    const ids = findings.map(({ id }) => id);
    for (const id of ["gain.KD.labels", "gain.KD-sim.label-smoothing", "cause.relations", "weight.median.plain"])
      expect(ids).toContain(id);
    for (const { finding, claim } of toldFindings(findings))
      expect(finding.nothing === undefined, finding.id).toBe(claim === "described");
  });

  it("claims no gain that chance between students of labels reaches, and nothing of students without the teacher", () => {
    const findings = whole.studies[0]!.sections.flatMap((section) => section.findings);
    const chance = findings.find(({ id }) => id === "cause.relations")!.control;
    expect(chance.high).toBeCloseTo(-chance.low, 12);
    const gains = findings.filter(({ id }) => id.startsWith("gain."));
    expect(gains.length).toBeGreaterThan(5);
    for (const { id, value, control } of gains) {
      if (value < 0) expect(control.low, id).toBeLessThanOrEqual(chance.low);
      else expect(control.high, id).toBeGreaterThanOrEqual(chance.high);
    }
    for (const lesson of ["label-smoothing", "permuted-relations", "shuffled-within-class"])
      for (const kind of ["similarity", "templates"]) {
        const own = findings.find(({ id }) => id === `${kind}.${lesson}`)!;
        expect([own.direction, own.nothing, own.p], own.id).toEqual(["neither", undefined, undefined]);
      }
  });

  it("draws w(x) in both conventions by both ratios: without T² it moves from 1 − w by a sixteenth of what it does with", () => {
    const drawings = whole.studies[0]!.sections.flatMap((section) => section.drawings);
    const named = drawings.filter(({ kind }) => kind === "histogram").map(({ id }) => id);
    expect(named).toEqual([
      "weights.trueClass.squared",
      "weights.absoluteSum.squared",
      "weights.trueClass.plain",
      "weights.absoluteSum.plain",
    ]);
    const findings = whole.studies[0]!.sections.flatMap((section) => section.findings);
    const median = (id: string) => findings.find((finding) => finding.id === `weight.median.${id}`)!.value;
    expect(median("squared") - 0.1).toBeCloseTo(16 * (median("plain") - 0.1), 9);
  });

  it(
    "takes over what is there, and says the same again",
    async () => {
      const again = await run(store, [pointcloudTask]);
      expect(skipped(again)).toEqual([2 * LESSONS.length]);
      expect(again.studies).toEqual(whole.studies);
    },
    MINUTES,
  );

  it(
    "of two classes leaves relations out, and questions altogether, and says why; stopped and gone on with it says the same",
    async () => {
      const { studies, events } = await run(memoryStore(), [sentimentTask, qaTask]);
      expect(studies.map(({ subject }) => subject)).toEqual(["sentiment/sentences-transformer"]);
      expect(studies[0]!.sections.map(({ id }) => id)).toEqual(["health", "levels", "gains", "causes", "weights"]);
      expect(studies[0]!.unsaid.map(({ reason }) => reason)).toEqual([expect.stringMatching(/one wrong class/)]);
      const notes = events.flatMap((event) => (event.kind === "note" ? [event.text] : []));
      expect(notes).toEqual([
        expect.stringMatching(/qa: no study of partial targets; its networks answer with the start/),
      ]);

      const stopped = memoryStore();
      const abort = new AbortController();
      const heard = (event: ExperimentEvent) => {
        if (event.kind === "progress" && event.done > 3) abort.abort();
      };
      const first = await run(stopped, [sentimentTask], { heard, signal: abort.signal });
      expect(first.error).toMatchObject({ code: "INTERRUPTED" });
      expect(first.studies).toEqual([]);
      const second = await run(stopped, [sentimentTask]);
      expect(skipped(second)[0]).toBeGreaterThan(0);
      expect(skipped(second)[0]).toBeLessThan(10);
      expect(second.studies).toEqual(studies);
    },
    MINUTES,
  );
});
