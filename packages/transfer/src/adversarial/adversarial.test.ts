import { toldFindings } from "@stillpoint/core";
import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { expectAllclose } from "@stillpoint/testing";
import { afterAll, describe, expect, it } from "vitest";
import { floats, linearNetwork, normals, oracle, oracleInputs, oracleNetwork, unpacked } from "../../fixtures/tiny.ts";
import { Probe } from "../probe/probe.ts";
import { differenceOfMeans, gapBetween } from "../students/student-values.ts";
import { adversarialSection, type FooledStudents } from "./adversarial-section.ts";
import { attackOf, calibratedAttack } from "./attack.ts";
import { attackStrip } from "./attack-strip.ts";
import { attackedAnswers, fooledValues } from "./attacked-student.ts";
import { signSteps } from "./sign-steps.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

async function opened(bytes: Uint8Array, shape = [3, 8, 8]): Promise<Probe> {
  const example = {
    input: floats(
      [1, ...shape],
      normals(
        shape.reduce((a, b) => a * b, 1),
        1,
      ),
    ),
  };
  return new Probe({ network: await loadNetwork(bytes, example, runtime), runtime });
}

const { steps, epsilon, step, low, high } = oracle.attack;
const options = { steps, stepShare: step / epsilon, valid: { low, high } };

describe("signSteps", () => {
  it("are PyTorch's", async () => {
    await using probe = await opened(oracleNetwork);
    const clean = await probe.values(oracleInputs());
    const attacked = await signSteps(probe, oracleInputs(), clean, oracle.labels, epsilon, options);
    expectAllclose(attacked, unpacked(oracle.attacked), { absolute: 1e-5 });
  });

  it("stay within ε in its unit and within what is valid, and change nothing at ε 0", async () => {
    await using probe = await opened(oracleNetwork);
    const inputs = oracleInputs();
    const clean = await probe.values(inputs);
    const unit = Float32Array.from({ length: 192 }, (_, k) => (k < 64 ? 0.5 : 2));
    const attacked = await signSteps(probe, inputs, clean, oracle.labels, 0.2, { unit, valid: { low: -1, high: 1 } });
    const inside = clean.map((value) => Math.min(Math.max(value, -1), 1));
    let reached = 0;
    for (const [k, value] of attacked.entries()) {
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
      const radius = 0.2 * unit[k % 192]!;
      expect(Math.abs(value - inside[k]!)).toBeLessThanOrEqual(radius + 1e-6);
      if (Math.abs(Math.abs(value - inside[k]!) - radius) < 1e-6) reached++;
    }
    expect(reached).toBeGreaterThan(100);
    expect(await signSteps(probe, inputs, clean, oracle.labels, 0, options)).toEqual(clean);
    await expect(signSteps(probe, inputs, clean, oracle.labels, -1)).rejects.toThrow(/epsilon >= 0/);
  });

  it("of a linear network of two classes walk along the sign of the difference of its rows", async () => {
    const matrix = normals(2 * 6, 3, "matrix");
    await using probe = await opened(linearNetwork([3, 1, 2], matrix, new Float32Array(2)), [3, 1, 2]);
    const inputs = { input: floats([1, 3, 1, 2], normals(6, 4)) };
    const clean = await probe.values(inputs);
    const attacked = await signSteps(probe, inputs, clean, [0], 0.1, { steps: 3, stepShare: 1 / 3 });
    for (const [k, value] of attacked.entries()) {
      expect(value - clean[k]!).toBeCloseTo(0.1 * Math.sign(matrix[6 + k]! - matrix[k]!), 6);
    }
  });
});

describe("calibratedAttack", () => {
  const samples = 40;
  const inputs = { input: floats([samples, 3, 8, 8], normals(samples * 192, 5)) };

  it("finds the least ε that fools as often as wanted", async () => {
    await using probe = await opened(oracleNetwork);
    const labels = Array.from(await probe.answers(inputs));
    const found = await calibratedAttack(probe, inputs, labels, { largest: 2, rate: 0.6, tolerance: 0, halvings: 8 });
    expect(found.reached).toBe(true);
    expect(found.rate).toBeGreaterThanOrEqual(0.6);
    expect(found.rate).toBe(found.fooled.filter(Boolean).length / samples);
    const weaker = await attackOf(probe, inputs, labels, found.epsilon - 2 / 2 ** 8);
    expect(weaker.rate).toBeLessThan(0.6);
    const again = await calibratedAttack(probe, inputs, labels, { largest: 2, rate: 0.6, tolerance: 0, halvings: 8 });
    expect(again).toEqual(found);
    const early = await calibratedAttack(probe, inputs, labels, { largest: 2, rate: 0.6, tolerance: 0.4 });
    expect(early.epsilon).toBeGreaterThanOrEqual(found.epsilon);
  });

  it("says where even the largest ε is too small", async () => {
    await using probe = await opened(oracleNetwork);
    const labels = Array.from(await probe.answers(inputs));
    const found = await calibratedAttack(probe, inputs, labels, { largest: 1e-4, rate: 0.85 });
    expect(found).toMatchObject({ reached: false, epsilon: 1e-4 });
    await expect(calibratedAttack(probe, inputs, labels, { largest: 1, rate: 0 })).rejects.toThrow(/a rate above 0/);
  });

  it("fools the attacked network on every sample that counts, by either count", async () => {
    await using probe = await opened(oracleNetwork);
    const labels = Array.from(await probe.answers(inputs));
    const attack = await calibratedAttack(probe, inputs, labels, { largest: 2, rate: 0.5 });
    const own = fooledValues(await attackedAnswers(probe, inputs, attack), attack, labels, probe.logitShape);
    for (const values of Object.values(own)) {
      expect([...values].every((value, k) => (attack.fooled[k] === true ? value === 1 : Number.isNaN(value)))).toBe(
        true,
      );
    }
  });
});

describe("attackOf", () => {
  it("counts changes from the network's own answer, whatever the labels say", async () => {
    await using probe = await opened(oracleNetwork);
    const attack = await attackOf(probe, oracleInputs(), [2, 2, 0, 1], 0.01);
    expect([...attack.before]).toEqual([...(await probe.answers(oracleInputs()))]);
    expect(attack.fooled).toEqual(Array.from(attack.after, (answer, k) => answer !== attack.before[k]));
    expect(attack.rate).toBe(0);
  });
});

describe("fooledValues", () => {
  it("counts changes from the network's own answer, errors, and the attacked network's wrong answer", () => {
    const attack = {
      ...{ clean: new Float32Array(0), attacked: new Float32Array(0), rate: 0.75, epsilon: 1, reached: true },
      before: Float64Array.of(0, 0, 0, 1),
      after: Float64Array.of(1, 0, 2, 0),
      fooled: [true, false, true, true],
    };
    const student = { before: Float64Array.of(0, 0, 2, 1), after: Float64Array.of(1, 1, 2, 0) };
    // The last sample was answered wrongly before, and the attack put it right: no wrong answer to share.
    const found = fooledValues(student, attack, [0, 0, 0, 0], { rows: 1, classes: 3 });
    expect([...found.changed]).toEqual([1, Number.NaN, 0, 1]);
    expect([...found.wrong]).toEqual([1, Number.NaN, 1, 0]);
    expect([...found.sameWrong]).toEqual([1, Number.NaN, 1, 0]);
  });

  it("refuses networks with another input", async () => {
    const matrix = normals(2 * 6, 3, "matrix");
    await using probe = await opened(linearNetwork([3, 1, 2], matrix, new Float32Array(2)), [3, 1, 2]);
    const attack = {
      ...{ clean: new Float32Array(8), attacked: new Float32Array(8), rate: 1, epsilon: 1, reached: true },
      before: new Float64Array(2),
      after: new Float64Array(2),
      fooled: [true, true],
    };
    await expect(attackedAnswers(probe, {}, attack)).rejects.toThrow(
      /expected an input of the attacked network's 4 values; got 6/,
    );
  });
});

/** Shares of ones near `p`, other samples left out in each. */
function shares(p: number, left: number, purpose: string): Float64Array[] {
  return [0, 1, 2, 3].map((seed) =>
    Float64Array.from({ length: 200 }, (_, k) => {
      if (k % 5 === left) return Number.NaN;
      // The same samples are hard for every network; a fifth of the chance is its own.
      const hard = ((k * 37) % 100) / 100;
      const own = ((k * 91 + seed * 53 + purpose.length * 29) % 100) / 100;
      return 0.8 * hard + 0.2 * own < p ? 1 : 0;
    }),
  );
}

function students(left: number, distilled: number): FooledStudents {
  const values = {
    distilled: shares(distilled, left, "distilled"),
    scratch: shares(0.4, left, "scratch"),
    null: shares(0.4, left, "null"),
  };
  const fooled = Array.from({ length: 200 }, (_, k) => k % 5 !== left);
  return {
    attack: { epsilon: 0.031, rate: 0.8, reached: true, fooled },
    changed: values,
    wrong: values,
    sameWrong: values,
  };
}

describe("adversarialSection", () => {
  const claims = (foreign: FooledStudents | undefined) => {
    const own = students(0, 0.6);
    const study = {
      own,
      ...(foreign === undefined ? {} : { foreign }),
      unit: "of a picture's range",
      method: "Iterative FGSM in 5 steps",
    };
    const { findings } = adversarialSection(study);
    return new Map(toldFindings(findings).map((told) => [told.finding.id, told] as const));
  };

  it("claims a gap that a foreign attack does not show", () => {
    const told = claims(students(1, 0.41));
    expect(told.get("adversarial.fooled")?.claim).toBe("there");
    expect(told.get("adversarial.specificity")?.claim).toBe("there");
    const { value, sentence } = told.get("adversarial.specificity")!.finding;
    expect(sentence).toContain(`${(100 * value).toFixed(1)} points more`);
    expect(told.get("adversarial.teacher")?.claim).toBe("described");
    expect(told.get("adversarial.teacher")?.finding.sentence).toContain("at most 0.031 of a picture's range");
  });

  it("claims nothing of students that any attack fools", () => {
    const told = claims(students(1, 0.6));
    expect(told.get("adversarial.fooled")?.claim).toBe("control");
    expect(told.get("adversarial.specificity")?.claim).toBe("open");
  });

  it("holds every kind of students against themselves under the foreign attack", () => {
    const withOthers = (left: number, selfDistilled: number, placebo: number): FooledStudents => {
      const own = students(left, 0.6);
      const changed = {
        ...own.changed,
        "self-distilled": shares(selfDistilled, left, "self"),
        placebo: shares(placebo, left, "placebo"),
      };
      return { ...own, changed };
    };
    const [own, foreign] = [withOthers(0, 0.5, 0.3), withOthers(1, 0.7, 0.1)];
    const { findings } = adversarialSection({ own, foreign, unit: "x", method: "Iterative FGSM in 5 steps" });
    for (const [id, role] of [
      ["adversarial.fooled", "distilled"],
      ["adversarial.fooled.self-distilled", "self-distilled"],
      ["adversarial.fooled.placebo", "placebo"],
    ] as const) {
      const found = findings.find((finding) => finding.id === id);
      expect(found?.control.mean, id).toBeCloseTo(gapBetween(foreign.changed, role, "scratch").mean, 12);
      expect(found?.sentence, id).toContain("Under the foreign attack");
    }
  });

  it("says that there is no foreign attack", () => {
    const told = claims(undefined);
    expect(told.get("adversarial.specificity")?.finding.interval.reason).toBe("no attack on a foreign network");
    expect(told.get("adversarial.fooled")?.finding.sentence).toContain("Between two independent students");
  });

  it("says that the wanted rate is out of reach", () => {
    const own = students(0, 0.6);
    const unreached = { ...own, attack: { ...own.attack, reached: false } };
    const [teacher] = adversarialSection({ own: unreached, unit: "x", method: "Iterative FGSM in 5 steps" }).findings;
    expect(teacher!.sentence).toContain("out of reach");
  });
});

describe("differenceOfMeans", () => {
  it("is the difference of two means over other samples, and that of pairs where the samples are the same", () => {
    const [a, b] = [shares(0.6, 0, "a"), shares(0.3, 1, "b")];
    const mean = (all: Float64Array[]) =>
      all.reduce((sum, own) => sum + own.reduce((s, v) => s + (Number.isNaN(v) ? 0 : v), 0) / 160, 0) / 4;
    expect(differenceOfMeans(a, b, "").mean).toBeCloseTo(mean(a) - mean(b), 12);
    const same = differenceOfMeans(a, shares(0.3, 0, "b"), "");
    const pairs = a.map((own, s) => own.map((v, k) => v - shares(0.3, 0, "b")[s]![k]!));
    const direct = differenceOfMeans(
      pairs,
      pairs.map((own) => own.map((v) => v * 0)),
      "",
    );
    expect(same.mean).toBeCloseTo(direct.mean, 12);
    expect(same.standardError).toBeCloseTo(direct.standardError, 12);
    // Of samples in one of them alone, the error is that of two independent means.
    const [first, second] = [normals(200, 1, "first"), normals(200, 2, "second")];
    const apart = differenceOfMeans(
      [Float64Array.from(first, (v, k) => (k < 40 ? v : Number.NaN))],
      [Float64Array.from(second, (v, k) => (k < 40 ? Number.NaN : 3 * v))],
      "",
    );
    const variance = (all: Float32Array) => {
      const center = all.reduce((sum, v) => sum + v, 0) / all.length;
      return all.reduce((sum, v) => sum + (v - center) ** 2, 0) / all.length;
    };
    const error = Math.sqrt(variance(first.slice(0, 40)) / 40 + (9 * variance(second.slice(40))) / 160);
    expect(apart.standardError / error).toBeCloseTo(1, 2);
    expect(differenceOfMeans(undefined, b, "none").reason).toBe("none");
  });
});

describe("attackStrip", () => {
  it("enlarges differences around a middle grey by one factor, as far as the range allows", () => {
    const picture = (...rgb: number[]) => ({ height: 1, width: 1, rgb: Float32Array.from(rgb) });
    const clean = picture(0.5, 0.5, 0.5);
    const sample = { name: "a", clean, attacked: picture(0.515, 0.5, 0.4), before: "cat", after: "dog" };
    const { rows, columns } = attackStrip([sample, { ...sample, name: "b", attacked: picture(0.5, 0.6, 0.5) }]);
    expect(columns.at(-1)).toBe("difference × 4");
    expect(rows.map(({ pictures }) => pictures.map(({ rgb }) => rgb))).toEqual([
      [
        [128, 128, 128],
        [131, 128, 102],
        [143, 128, 26],
      ],
      [
        [128, 128, 128],
        [128, 153, 128],
        [128, 230, 128],
      ],
    ]);
    const [none] = attackStrip([{ ...sample, attacked: clean }]).columns.slice(-1);
    expect(none).toBe("difference × 1");
    expect(rows[0]!.pictures.map(({ note }) => note)).toEqual(["cat", "dog", undefined]);
  });
});
