import { describe, expect, it } from "vitest";
import { BOTH, type CellResult } from "./cell.ts";
import { REGIMES } from "./design.ts";
import { predictionLines } from "./predictions.ts";

const { design } = REGIMES[0]!;
const STUDENTS = ["KD", "KD-pt", "KD-sim 0.2", ...Object.values(BOTH), "permuted relations", "shuffled within class"];

/** Every network scores alike, but for the seed's own level and what `more` adds in points and nats. */
function cell(seed: number, more: Readonly<Record<string, number>>): CellResult {
  const names = ["labels", "LS 0.2", "sound", "few, stopped early", "few, overtrained", "smoothed 0.1", "smoothed 0.2"];
  const all = [
    ...names.flatMap((name) => [name, `KD of ${name}`]),
    ...STUDENTS.flatMap((name) => [`${name} of oracle`, `${name} of teacher`]),
  ];
  const wobble = (name: string): number => 1e-4 * Math.sin(seed * name.length);
  const scores = all.map((name) => {
    const points = (more[name] ?? 0) + wobble(name);
    return [name, { accuracy: 0.3 + 0.02 * seed + points / 100, divergence: 1 - 0.03 * seed - points / 100 }] as const;
  });
  const sign = { relationSignal: 1, instanceSignal: 0.1, decidedShare: 0 };
  const signs = Object.fromEntries(
    names.map((name) => [name, { ...sign, failures: name === "few, overtrained" ? ["over-confident"] : [] }] as const),
  );
  return { scores: Object.fromEntries(scores), signs, best: 0.6 };
}

function lines(more: (correlation: number) => Readonly<Record<string, number>>): string {
  const sweep = design.correlations.map((c) => design.seeds.map((seed) => cell(seed, more(c))));
  const failing = design.seeds.map((seed) => cell(seed, { "KD of few, overtrained": -3 }));
  return predictionLines(design, sweep, failing).join("\n");
}

describe("predictions", () => {
  it("are confirmed, refuted or nothing as the numbers are", () => {
    const text = lines((c) => ({ "KD-sim 0.2 of oracle": 4 * c, "KD-sim 0.2 of teacher": 2 - 4 * c }));
    expect(text).toMatch(/gains nothing over LS without correlation \(oracle\): nothing, /);
    expect(text).toMatch(/gains nothing over LS without correlation \(teacher\): refuted, 2\.00/);
    expect(text).toMatch(/grows with the correlation \(oracle; slope\): confirmed, 4\.00/);
    expect(text).toMatch(/grows with the correlation \(teacher; slope\): refuted, -4\.00/);
    expect(text).toMatch(
      /\*few, overtrained\*: named by the health check in 5 of 5 seeds, \*few, stopped early\* in 0; KD's gain drops: confirmed, 3\.00/,
    );
    expect(text).toMatch(/\*smoothed 0\.2\*: named by the health check in 0 of 5 seeds/);
  });

  it("of both parts together say where they are better than both and where worse than one", () => {
    const text = lines((c) => ({ "KD-pt+sim of oracle": c > 0.5 ? 1 : -1 }));
    expect(text).toMatch(
      /KD-pt\+sim: at least .* \(oracle\): accuracy: better than both at c = 0\.6, 0\.8, 0\.95, worse than one at c = 0, 0\.2, 0\.4;/,
    );
  });
});
