import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { floats, linearNetwork, normals } from "../../fixtures/tiny.ts";
import { Probe } from "../probe/probe.ts";
import { boundarySection, regionsOf } from "./boundary-section.ts";
import { planeGrid, planeThrough } from "./plane.ts";
import { planeAgreement, planeAnswers, samplePlanes } from "./plane-answers.ts";
import { triplets } from "./triplets.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const D = 5;
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, v, k) => sum + v * b[k]!, 0);

describe("planeThrough", () => {
  it("has orthonormal directions and goes through its samples", () => {
    const [x1, x2, x3] = [1, 2, 3].map((seed) => normals(D, seed));
    const plane = planeThrough(x1!, x2!, x3!)!;
    expect([dot(plane.a, plane.a), dot(plane.b, plane.b)]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
    expect(dot(plane.a, plane.b)).toBeCloseTo(0, 12);
    for (const [corner, x] of [x1!, x2!, x3!].entries()) {
      const [along, across] = plane.corners[corner]!;
      for (let k = 0; k < D; k++) expect(x1![k]! + along * plane.a[k]! + across * plane.b[k]!).toBeCloseTo(x[k]!, 5);
    }
  });

  it("is none through samples on a line", () => {
    const [x1, x2] = [normals(D, 1), normals(D, 2)];
    expect(
      planeThrough(
        x1,
        x2,
        x1.map((v, k) => v + 3 * (x2[k]! - v)),
      ),
    ).toBeUndefined();
    expect(planeThrough(x1, x1, x2)).toBeUndefined();
    expect(planeThrough(x1, x2, x1)).toBeUndefined();
  });

  it("has a grid from a tenth before the first corner to a tenth behind the last", () => {
    const plane = planeThrough(Float32Array.of(0, 0), Float32Array.of(10, 0), Float32Array.of(5, 20))!;
    const { values, size, corners } = planeGrid(plane, 13);
    expect([...values.subarray(0, 2)]).toEqual([-1, -2]);
    expect([...values.subarray(2 * (size * size - 1))]).toEqual([expect.closeTo(11, 5), expect.closeTo(22, 5)]);
    expect([...values.subarray(2, 4)]).toEqual([0, -2]);
    expect(corners).toEqual([
      { x: expect.closeTo(1, 9), y: expect.closeTo(1, 9) },
      { x: expect.closeTo(11, 9), y: expect.closeTo(1, 9) },
      { x: expect.closeTo(6, 9), y: expect.closeTo(11, 9) },
    ]);
  });
});

describe("triplets", () => {
  it("are three different samples each, all equally likely, a function of the seed", () => {
    const drawn = triplets(4, 2000, 1);
    const counts = new Map<string, number>();
    for (const triplet of drawn) {
      expect(new Set(triplet).size).toBe(3);
      expect(Math.max(...triplet)).toBeLessThan(4);
      counts.set(triplet.join(), (counts.get(triplet.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count / 2000 - 1 / 24)).toBeLessThan(0.02);
    for (const [samples, count] of [
      [9, 3],
      [200, 66],
    ] as const)
      expect(new Set(triplets(samples, count, 3).flat()).size).toBe(3 * count);
    expect(triplets(4, 5, 1)).toEqual(drawn.slice(0, 5));
    expect(triplets(4, 5, 2)).not.toEqual(drawn.slice(0, 5));
    expect(() => triplets(2, 1, 1)).toThrow(/at least 3 samples/);
  });
});

async function opened(matrix: Float32Array, bias: Float32Array): Promise<Probe> {
  const example = { input: floats([1, D], normals(D, 1)) };
  return new Probe({ network: await loadNetwork(linearNetwork([D], matrix, bias), example, runtime), runtime });
}

describe("agreement on planes", () => {
  const samples = 12;
  const inputs = { input: floats([samples, D], normals(samples * D, 9)) };
  const { planes } = samplePlanes(inputs.input.data as Float32Array, samples, { seed: 3, planes: 8, size: 12 });

  it("is 1 of a network with itself and of a linear student fitted to a linear teacher's scores on d + 1 samples", async () => {
    const [matrix, bias] = [normals(3 * D, 1, "matrix"), normals(3, 1, "bias")];
    await using teacher = await opened(matrix, bias);
    const scores = await teacher.logits(inputs);
    // Solves [x, 1] w = score for each class on the first d + 1 samples, which are affinely independent.
    const rows = Array.from({ length: D + 1 }, (_, k) =>
      [...inputs.input.data.slice(k * D, (k + 1) * D), 1].map(Number),
    );
    const solved = [0, 1, 2].map((c) =>
      solution(
        rows,
        rows.map((_, k) => scores[k * 3 + c]!),
      ),
    );
    await using student = await opened(
      Float32Array.from(solved.flatMap((w) => w.slice(0, D))),
      Float32Array.from(solved, (w) => w[D]!),
    );
    await using other = await opened(normals(3 * D, 2, "matrix"), bias);
    const answers = await planeAnswers(teacher, inputs, planes);
    expect([...planeAgreement(answers, answers)]).toEqual(new Array(8).fill(1));
    const learnt = planeAgreement(answers, await planeAnswers(student, inputs, planes));
    expect(Math.min(...learnt)).toBe(1);
    const foreign = planeAgreement(answers, await planeAnswers(other, inputs, planes));
    expect(Math.min(...foreign)).toBeLessThan(0.8);
    // Plain agreement: what is equal over all points, not over a union of regions.
    const [own] = answers;
    const changed = own!.map((answer, k) => (k < 36 ? (answer + 1) % 3 : answer));
    expect(planeAgreement([own!], [changed])[0]).toBe(1 - 36 / 144);
  });

  it("counts triplets that span no plane, and refuses networks with another input", async () => {
    const flat = Float32Array.from({ length: 4 * D }, (_, k) => Math.floor(k / D));
    expect(samplePlanes(flat, 4, { seed: 1, planes: 5, size: 3 })).toEqual({ planes: [], skipped: 5 });
    const example = { input: floats([1, 2], normals(2, 1)) };
    const network = await loadNetwork(linearNetwork([2], normals(4, 1), normals(2, 1)), example, runtime);
    await using probe = new Probe({ network, runtime });
    await expect(planeAnswers(probe, example, planes)).rejects.toThrow(/expected 2 values at each point; got 5/);
  });

  it("is told as agreement, with its plane drawn", () => {
    const [plane] = planes;
    const values = (p: number) =>
      [0, 1].map((seed) => Float64Array.from({ length: 8 }, (_, k) => p + 0.01 * ((k * 3 + seed) % 4)));
    const agreement = { distilled: values(0.7), scratch: values(0.5), null: values(0.5) };
    const drawing = regionsOf(
      plane!,
      [{ name: "teacher", role: "teacher", answers: new Float64Array(144) }],
      new Array(12).fill(2),
      ["a", "b", "c"],
    );
    const section = boundarySection({ agreement, planes: { count: 8, size: 12, skipped: 1 }, drawings: [drawing] });
    expect(section.text).toContain("not intersection over union");
    expect(section.text).toContain("1 triplets lie on a line");
    expect(section.findings[0]).toMatchObject({ id: "boundary.agreement", value: expect.closeTo(0.2, 9), nothing: 0 });
    expect(drawing.samples.map((sample) => sample.class)).toEqual([2, 2, 2]);
    expect(drawing.panels[0]!.classes).toHaveLength(144);
  });
});

/** Gaussian elimination with pivots. */
function solution(rows: readonly (readonly number[])[], right: readonly number[]): number[] {
  const all = rows.map((row, k) => [...row, right[k]!]);
  const n = all.length;
  for (let k = 0; k < n; k++) {
    const pivot = all
      .slice(k)
      .reduce((best, row, r) => (Math.abs(row[k]!) > Math.abs(all[best]![k]!) ? k + r : best), k);
    [all[k], all[pivot]] = [all[pivot]!, all[k]!];
    for (let r = 0; r < n; r++) {
      if (r === k) continue;
      const factor = all[r]![k]! / all[k]![k]!;
      for (let c = k; c <= n; c++) all[r]![c]! -= factor * all[k]![c]!;
    }
  }
  return all.map((row, k) => row[n]! / row[k]!);
}
