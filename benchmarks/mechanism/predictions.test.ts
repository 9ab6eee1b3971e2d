import { describe, expect, it } from "vitest";
import { BOTH, type CellResult, type TeacherSigns } from "./cell.ts";
import { REGIMES } from "./design.ts";
import { predictionLines } from "./predictions.ts";
import { resultsPage } from "./table.ts";
import { withTeachers } from "./teachers-part.ts";

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
  const signs = Object.fromEntries(names.map((name) => [name, signsOf(name, seed)] as const));
  return { scores: Object.fromEntries(scores), signs, heldOut: signs, best: 0.6 };
}

function signsOf(name: string, seed: number): TeacherSigns {
  const failures = name === "few, overtrained" ? ["over-confident"] : name === "smoothed 0.1" ? ["label-smoothed"] : [];
  const untold = name === "sound" && seed === 1;
  const [smoothing, surestError] = [name === "smoothed 0.1" ? 0.1 : 0, 0.01];
  return { relationSignal: 1, instanceSignal: 0.1, decidedShare: 0, smoothing, surestError, failures, untold };
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
      /\*few, overtrained\*: named over-confident by the health check in 5 of 5 seeds, \*few, stopped early\* in 0; KD's gain drops: confirmed, 3\.00/,
    );
    expect(text).toMatch(
      /\*smoothed 0\.1\*: named label-smoothed .* in 5 of 5 seeds, \*sound\* in 0 \(cannot be told in 1\)/,
    );
    expect(text).toMatch(/\*smoothed 0\.2\*: named label-smoothed by the health check in 0 of 5 seeds/);
  });

  it("of both parts together say where they are better than both and where worse than one", () => {
    const text = lines((c) => ({ "KD-pt+sim of oracle": c > 0.5 ? 1 : -1 }));
    expect(text).toMatch(
      /KD-pt\+sim: at least .* \(oracle\): accuracy: better than both at c = 0\.6, 0\.8, 0\.95, worse than one at c = 0, 0\.2, 0\.4;/,
    );
  });
});

describe("a page written anew", () => {
  it("differs from the one that is there in its part on teachers alone, and twice is once", () => {
    const regimes = REGIMES.map((regime) => ({ ...regime, design: { ...regime.design, correlations: [0, 0.95] } }));
    const cells = (more: number) => design.seeds.map((seed) => cell(seed, { "KD of sound": more }));
    const results = regimes.map((regime) => ({ regime, sweep: [cells(0), cells(1)], failing: cells(0) }));
    const page = resultsPage(results, "made up");
    const again = regimes.reduce((text, regime) => withTeachers(text, { ...regime, failing: cells(5) }), page);
    expect(again).toBe(
      resultsPage(
        results.map((result) => ({ ...result, failing: cells(5) })),
        "made up",
      ),
    );
    expect(again).not.toBe(page);
    expect(() => withTeachers("# Another page\n", { ...regimes[0]!, failing: cells(0) })).toThrow(/part on teachers/);
  });
});
