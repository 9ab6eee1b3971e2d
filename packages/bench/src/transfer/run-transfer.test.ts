// A whole study of transfer, of seconds: trained, asked, told; stopped and gone on with.

import { ROLES, type Study, toldFindings } from "@stillpoint/core";
import { type ExperimentEvent, type MemoryStore, memoryStore } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageFiles } from "../../fixtures/package-files.ts";
import { runTransfer } from "./run-transfer.ts";

const runtime = nodeRuntime({ workers: 2 });
afterAll(() => runtime.close());

interface Told {
  readonly events: readonly ExperimentEvent[];
  readonly studies: readonly Study[];
  readonly error?: unknown;
}

async function run(store: MemoryStore, stopAfter = Number.POSITIVE_INFINITY): Promise<Told> {
  const controller = new AbortController();
  const [events, studies]: [ExperimentEvent[], Study[]] = [[], []];
  const { signal } = controller;
  const onStudy = (study: Study) => void studies.push(study);
  try {
    for await (const event of runTransfer(
      { preset: "smoke", seed: 0 },
      { store, runtime, files: packageFiles, signal, madeBy: "this code", onStudy },
    )) {
      events.push(event);
      if (event.kind === "progress" && event.done >= stopAfter) controller.abort();
    }
    return { events, studies };
  } catch (error) {
    return { events, studies, error };
  }
}

const skipped = ({ events }: Told) => events.flatMap((event) => (event.kind === "phase" ? [event.skipped] : []));

/** Twenty trainings of a few steps each, all networks asked. */
const MINUTES = 900_000;
/** Students of two seeds, and two teachers. */
const NETWORKS = 2 * 9 + 2;
const store = memoryStore();
let whole: Told;
beforeAll(async () => {
  whole = await run(store);
}, MINUTES);

const study = (): Study => whole.studies[0]!;
const findings = () => study().sections.flatMap((section) => section.findings);

describe("a study of transfer on emoji", () => {
  it("is of the benchmark's own subject, with networks of every role it needs", () => {
    expect(whole.error).toBeUndefined();
    expect([study().kind, study().subject]).toEqual(["transfer", "image/emoji-vgg"]);
    const roles = new Set(study().networks.map(({ role }) => role));
    expect(roles).toEqual(new Set(["teacher", "distilled", "scratch", "null", "placebo", "self-distilled"]));
    for (const { role, accuracy } of study().networks) {
      expect(ROLES).toContain(role);
      expect(accuracy).toBeGreaterThanOrEqual(0);
    }
  });

  it("has every section, and one for each further method", () => {
    expect(study().unsaid).toEqual([expect.objectContaining({ id: "seeds" })]);
    expect(study().sections.map(({ id }) => id)).toEqual([
      ...["answers", "calibration", "representation", "information", "localisation"],
      ...["unicam", "adversarial"],
      ...["invariance", "boundary", "consensus", "groups", "method.Hint", "method.CRD"],
    ]);
  });

  it("names findings and drawings once, with sentences, and controls or the reason for none", () => {
    const ids = findings().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const drawings = study().sections.flatMap((section) => section.drawings.map(({ id }) => id));
    expect(new Set(drawings).size).toBe(drawings.length);
    for (const { id, sentence, control, value, interval } of findings()) {
      expect(sentence, id).toMatch(/^[A-Z].*\.$/);
      expect(sentence, id).not.toMatch(/NaN|undefined/);
      if (Number.isNaN(control.mean)) expect(control.reason, id).toBeTruthy();
      if (Number.isNaN(value)) expect(interval.reason, id).toBeTruthy();
      else if (!Number.isNaN(interval.mean)) expect(interval.mean, id).toBeCloseTo(value, 9);
    }
    for (const { finding, claim } of toldFindings(findings()))
      if (finding.nothing === undefined) expect(claim, finding.id).toBe("described");
  });

  it("says in sentences the numbers that findings have", () => {
    for (const { id, sentence, value } of findings().filter((own) => own.nothing !== undefined)) {
      if (Number.isNaN(value)) continue;
      const said = [value, -value].flatMap((own) => [own.toFixed(3), (100 * own).toFixed(1)]);
      expect(
        said.some((text) => sentence.includes(text.replace("-", "")) || sentence.includes(text)),
        id,
      ).toBe(true);
    }
  });

  it("holds colour jitter against a teacher without it, and the attack against another network's", () => {
    const ids = findings().map(({ id }) => id);
    for (const id of [
      ...["invariance.colour-jitter.beyondPlain", "adversarial.specificity", "consensus.shapeBias"],
      ...["consensus.silhouettes", "Hint.answers.agreement", "CRD.localisation.winRate"],
    ])
      expect(ids).toContain(id);
    expect(ids.some((id) => id.startsWith("groups.") && id.includes("unseen"))).toBe(true);
  });

  it(
    "stopped and gone on with takes over what is there, and says the same",
    async () => {
      const other = memoryStore();
      const stopped = await run(other, 5);
      expect(stopped.error).toMatchObject({ code: "INTERRUPTED" });
      expect(stopped.studies).toEqual([]);
      const rest = await run(other);
      expect(skipped(rest)[0]).toBeGreaterThan(0);
      expect(skipped(rest)[0]).toBeLessThan(NETWORKS);
      expect(rest.studies).toEqual(whole.studies);
    },
    MINUTES,
  );
});
