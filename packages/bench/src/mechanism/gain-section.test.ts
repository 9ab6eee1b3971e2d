import { mean, toldFindings, uniformNumbers } from "@stillpoint/core";
import { numberTable } from "@stillpoint/mechanism";
import { describe, expect, it } from "vitest";
import { causeSection, gainSection } from "./gain-section.ts";
import type { Lesson } from "./lessons.ts";
import type { Pupil, Pupils } from "./pupils.ts";

const nothing = numberTable("nothing", [[0, 1]]);

/** Students that answer a share of 200 items rightly, the same items nearly. */
function pupils(shares: ReadonlyMap<Lesson, number>): Pupils {
  return new Map(
    Array.from(shares, ([lesson, share]) => [
      lesson,
      [0, 1, 2].map((seed): Pupil => {
        const chance = uniformNumbers({ seed, sample: lesson, purpose: "right", pass: 0 }, 200);
        const right = Float64Array.from(chance, (u, k) => ((k + 0.5) / 200 + 0.01 * (u - 0.5) < share ? 1 : 0));
        const student = { spec: { lesson, seed, trainingSeed: seed, moments: [] }, networks: [] };
        return { student, right, accuracy: mean(right), features: nothing, templates: nothing };
      }),
    ]),
  );
}

describe("gains", () => {
  const of = (kd: number, permuted: number) => {
    const shares = new Map<Lesson, number>([
      ["labels", 0.5],
      ["labels again", 0.5],
      ["KD", kd],
      ["permuted relations", permuted],
      ["shuffled within class", 0.6],
    ]);
    const told = toldFindings(gainSection(pupils(shares), 200).findings);
    return told.find(({ finding }) => finding.id === "gain.KD.labels")!;
  };

  it("and losses are held against the placebo that reaches furthest their way", () => {
    const gain = of(0.7, 0.4);
    expect([gain.claim, gain.finding.sentence]).toEqual(["there", expect.stringContaining("shuffled within class")]);
    const loss = of(0.4, 0.39);
    expect([loss.claim, loss.finding.sentence]).toEqual(["control", expect.stringContaining("permuted relations")]);
  });

  it("of parts are held against chance, which goes both ways", () => {
    const told = [0.38, 0.62].map((again) => {
      const shares = new Map<Lesson, number>([
        ["labels", 0.5],
        ["KD", 0.6],
        ["permuted relations", 0.5],
        ["labels again", again],
      ]);
      const [first] = toldFindings(causeSection(pupils(shares)).findings);
      return first!;
    });
    for (const { claim, finding } of told) {
      expect(claim).toBe("control");
      expect(finding.control.low).toBe(-finding.control.high);
    }
  });

  it("of parts are no reason where the other targets do harm", () => {
    const of = (kd: number, shuffled: number) => {
      const shares = new Map<Lesson, number>([
        ["labels", 0.5],
        ["labels again", 0.5],
        ["KD", kd],
        ["shuffled within class", shuffled],
      ]);
      return toldFindings(causeSection(pupils(shares)).findings)[0]!;
    };
    const harm = of(0.52, 0.4);
    expect([harm.claim, harm.finding.id]).toEqual(["control", "cause.instance"]);
    expect(harm.finding.sentence).toContain("Students of labels alone answer 10.5 points more");
    expect(of(0.7, 0.4).claim).toBe("there");
    expect(of(0.62, 0.5).finding.sentence).toMatch(/Two sets of students of labels alone differ by \d\.\d points/);
  });
});
