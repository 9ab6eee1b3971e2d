import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseFindings } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAsTyped } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const ROWS = 120;
const CLASSES = 6;
/** A cheap stream of numbers between −1 and 1. */
function stream(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (2 * state) / 2_147_483_647 - 1;
  };
}
const labels = Array.from({ length: ROWS }, (_, row) => row % CLASSES);
/** Classes 2k and 2k + 1 are alike; a student is a teacher of smaller logits with noise of its own. */
function logits(seed: number, scale: number, relation = 3, truth = 4): readonly (readonly number[])[] {
  const [own, hard] = [stream(seed), stream(77)];
  return labels.map((label) => {
    const doubt = 2 * hard();
    return Array.from({ length: CLASSES }, (_, k) => {
      const near = k !== label && k >> 1 === label >> 1;
      return scale * ((k === label ? truth + doubt : near ? relation : 0) + own());
    });
  });
}
const teacher = logits(1, 1);

function csvOf(rows: readonly (readonly number[])[], order = rows.map((_, row) => row), ids = true): string {
  const head = [...(ids ? ["id"] : []), "label", ...Array.from({ length: CLASSES }, (_, k) => `logit_${k}`)].join(",");
  const lines = order.map((row) => [...(ids ? [`s${row}`] : []), labels[row], ...(rows[row] ?? [])].join(","));
  return `${[head, ...lines].join("\n")}\n`;
}

function crossEntropy(z: readonly number[], p: readonly number[], T: number): number {
  const total = Math.log(z.reduce((sum, value) => sum + Math.exp(value / T), 0));
  return p.reduce((sum, value, k) => sum - value * ((z[k] ?? 0) / T - total), 0);
}
const softmax = (v: readonly number[], T: number): readonly number[] => {
  const total = v.reduce((sum, value) => sum + Math.exp(value / T), 0);
  return v.map((value) => Math.exp(value / T) / total);
};

describe("stillpoint mechanism", () => {
  const { at: file, remove } = scratchFolder();
  const put = (name: string, text: string): string => {
    writeFileSync(file(name), text);
    return file(name);
  };
  const run = (...args: string[]): ReturnType<typeof runAsTyped> =>
    runAsTyped(() => undefined, "mechanism", "--overwrite", "--out", file("out"), ...args);
  const loss = ["--temperature", "4", "--teacher-weight", "0.9", "--temperature-squared", "yes"];
  const student = logits(2, 0.5);

  beforeAll(() => {
    put("teacher.csv", csvOf(teacher));
    // Other orders of rows are no matter where rows have ids.
    put(
      "student0.csv",
      csvOf(
        student,
        labels.map((_, row) => ROWS - 1 - row),
      ),
    );
    put("student1.csv", csvOf(logits(3, 0.5)));
    put("student2.csv", csvOf(logits(6, 0.5)));
    put("own0.csv", csvOf(logits(4, 0.5, 0)));
    put("own1.csv", csvOf(logits(5, 0.5, 0)));
    put("own2.csv", csvOf(logits(7, 0.5, 0)));
  });
  afterAll(remove);

  it("finds of a teacher alone what it has to teach, and writes the findings", async () => {
    const { code, out, error } = await run("--teacher", file("teacher.csv"));
    expect(error).not.toMatch(/expected/);
    expect(code).toBe(0);
    expect(out).toMatch(/Neither known failure is seen/);
    const { study } = parseFindings(readFileSync(file("out/findings.json"), "utf8"), "findings.json");
    expect(study.sections.map(({ id }) => id)).toEqual(["health", "levels"]);
    expect(study.unsaid.map(({ id }) => id)).toContain("students");
    for (const name of ["findings.html", "findings.md"]) expect(existsSync(join(file("out"), name))).toBe(true);
  });

  it("tells students of the teacher's relations from students without it, where three seeds bear it", async () => {
    const among = async (seeds: readonly number[]) => {
      const students = seeds.map((seed) => file(`student${seed}.csv`));
      const independent = seeds.map((seed) => file(`own${seed}.csv`));
      const given = ["--student", ...students, "--scratch", ...independent, ...loss];
      return await run("--teacher", file("teacher.csv"), ...given);
    };
    const { code, out, error } = await among([0, 1, 2]);
    expect({ code, error }).toMatchObject({ code: 0 });
    expect(out).toMatch(/rank the wrong classes.*\[told\]/);
    const { study } = parseFindings(readFileSync(file("out/findings.json"), "utf8"), "findings.json");
    expect(study.sections.map(({ id }) => id)).toEqual(["health", "levels", "networks", "relations", "weight", "loss"]);
    const rank = study.sections.flatMap(({ findings }) => findings).find(({ id }) => id === "relations.wrongClassRank");
    expect(rank?.interval.low).toBeGreaterThan(0);
    const roles = ["distilled", "distilled", "distilled", "scratch", "scratch", "scratch"];
    expect(study.networks.map(({ role }) => role)).toEqual(["teacher", ...roles]);
    expect((await among([0, 1])).out).toMatch(/rank the wrong classes.*\[open: 2 of the 3 training seeds/);
  });

  it("refuses rows without ids unless told that they have one order, and labels then differ where they have not", async () => {
    put("t.csv", csvOf(teacher, undefined, false));
    put("s.csv", csvOf(student, undefined, false));
    put(
      "shuffled.csv",
      csvOf(
        student,
        labels.map((_, row) => (7 * row + 3) % ROWS),
        false,
      ),
    );
    const pair = ["--teacher", file("t.csv"), "--student", file("s.csv"), ...loss];
    expect(await run(...pair)).toMatchObject({
      code: 1,
      error: expect.stringMatching(/sample ids: expected one.*--same-order/s),
    });
    expect(await run(...pair, "--same-order")).toMatchObject({ code: 0 });
    const { code, error } = await run(
      "--teacher",
      file("t.csv"),
      "--student",
      file("shuffled.csv"),
      ...loss,
      "--same-order",
    );
    expect(code).toBe(1);
    expect(error).toMatch(/shuffled\.csv, row 0: expected label 0 as .*t\.csv has; got 3/);
  });

  it("flags the usual mistakes: probabilities, shuffled rows, a cut-off tail, swapped networks, training mode", async () => {
    const one = async (name: string, text: string, ...more: string[]): Promise<string> => {
      const { error, out } = await run("--teacher", put(name, text), ...more);
      return `${error}${out}`;
    };
    expect(await one("p.csv", csvOf(teacher.map((row) => softmax(row, 1))))).toMatch(
      /p\.csv: expected logits; got probabilities/,
    );
    expect(await one("log.csv", csvOf(teacher.map((row) => softmax(row, 1).map(Math.log))))).toMatch(
      /logarithms of probabilities/,
    );
    const shuffled = csvOf(labels.map((_, row) => teacher[(7 * row + 3) % ROWS] ?? []));
    expect(await one("cache.csv", shuffled)).toMatch(/cache\.csv: expected .*right/);
    const top = teacher.map((row) => {
      const third = row.toSorted((a, b) => b - a)[2] ?? 0;
      return row.map((value) => (value >= third ? value : -30));
    });
    expect(await one("top.csv", csvOf(top))).toMatch(/as a cache of the top 3 does/);
    const weak = csvOf(logits(9, 1, 3, 2.2));
    const swapped = await one("weak.csv", weak, "--student", file("teacher.csv"), ...loss);
    expect(swapped).toMatch(/teacher and student may have been exchanged/);
    const twice = await one("teacher.csv", csvOf(teacher), "--student", put("copy.csv", csvOf(teacher)), ...loss);
    expect(twice).toMatch(/holds the very logits of the teacher/);
    const again = csvOf(teacher.map((row) => row.map((value, k) => value + (k === 0 ? 0.2 : 0))));
    expect(await one("teacher.csv", csvOf(teacher), "--again", put("again.csv", again))).toMatch(/evaluation mode/);
    expect(
      await one("missing.csv", csvOf(teacher, [...Array(ROWS - 1).keys()]), "--student", file("student0.csv"), ...loss),
    ).toMatch(/student0\.csv, ids: expected those of .*missing\.csv; got s119, which/);
  });

  it("says which convention a loss has, and what is wrong with it", async () => {
    const value = (rows: readonly number[], scale: number, from = teacher, to = student): number =>
      rows.reduce((sum, row) => {
        const [v, z] = [from[row] ?? [], to[row] ?? []];
        const own = Array.from({ length: CLASSES }, (_, k) => (k === labels[row] ? 1 : 0));
        return sum + (0.1 * crossEntropy(z, own, 1) + 0.9 * scale * crossEntropy(z, softmax(v, 4), 4)) / rows.length;
      }, 0);
    const batches = [
      [0, 8],
      [8, 20],
      [20, 50],
    ].map(([start = 0, end = 0]) => ({ start, end, rows: [...Array(end - start).keys()].map((k) => start + k) }));
    const lint = async (text: string): Promise<string> => {
      const { out, error } = await run(
        "--teacher",
        file("teacher.csv"),
        "--student",
        file("student0.csv"),
        "--lint-loss",
        put("losses.csv", text),
      );
      return `${out}${error}`;
    };
    const table = (loss: (rows: readonly number[]) => number): string =>
      `start,end,value\n${batches.map(({ start, end, rows }) => `${start},${end},${loss(rows)}`).join("\n")}\n`;
    expect(await lint(table((rows) => value(rows, 16)))).toMatch(/w = 0\.9, T = 4 with T², cross-entropy, batchmean/);
    expect(await lint(table((rows) => value(rows, 1)))).toMatch(/T² is left out: the targets' gradients are 1\/16/);
    expect(await lint(table((rows) => value(rows, 16, student, teacher)))).toMatch(
      /With teacher and student exchanged it is explained/,
    );
    expect(
      await lint(
        table((rows) =>
          value(
            rows.map((row) => (row + 7) % ROWS),
            16,
          ),
        ),
      ),
    ).toMatch(/rows in another order/);
    // As a training loop prints it: two digits behind the point.
    expect(await lint(table((rows) => Number(value(rows, 16).toFixed(2))))).toMatch(
      /w = 0\.9, T = 4 with T², cross-entropy/,
    );
    const byIds = `id,value\n${batches.map(({ rows }) => `${rows.map((row) => `s${row}`).join("|")},${value(rows, 16)}`).join("\n")}\n`;
    expect(await lint(byIds)).toMatch(/T = 4 with T²/);
    expect(await lint("start,end,value\n0,900,1\n")).toMatch(
      /losses\.csv, line 2: expected rows start < end within 0 to 120/,
    );
  });

  it("refuses files it cannot read, and options that say nothing of tables, in one sentence each", async () => {
    const refused = async (code: number, ...args: string[]): Promise<string> => {
      const { error, ...rest } = await run(...args);
      expect(rest.code).toBe(code);
      expect(error).not.toMatch(/\n {4}at /);
      return error;
    };
    const t = file("teacher.csv");
    const bare = put("bare.csv", csvOf(teacher, undefined, false));
    expect(await refused(2, "--teacher", put("teacher.pkl", "x"))).toMatch(
      /teacher\.pkl: expected a table of logits \(\.csv, .*\), or a network with --modality and --data; got neither/,
    );
    expect(await refused(2, "--teacher", "t.onnx", "--modality", "image")).toMatch(
      /mechanism: --data is missing; see stillpoint mechanism --help/,
    );
    expect(await refused(1, "--teacher", file("none.csv"))).toMatch(/got none of this name; check --teacher/);
    expect(await refused(1, "--teacher", bare, "--ids", file("none.txt"))).toMatch(
      /got none of this name; check --ids/,
    );
    expect(await refused(1, "--teacher", bare, "--ids", file("."))).toMatch(/got a folder; check --ids/);
    expect(await refused(2, "--teacher", t, "--ids", put("s.txt", "s0\n"))).toMatch(
      /--ids .*got ids in or beside every one/,
    );
    expect(await refused(2, "--teacher", t, "--data", file("."))).toMatch(/--data: expected with networks/);
    expect(await refused(2, "--teacher", t, "--student", t, ...loss)).toMatch(/expected each file once/);
    const twice = ["--student", file("student0.csv"), `${file(".")}/./student0.csv`];
    expect(await refused(2, "--teacher", t, ...twice, ...loss)).toMatch(/one file; a network given twice/);
    const copied = put("copied.csv", csvOf(student));
    expect(await refused(1, "--teacher", t, "--student", file("student0.csv"), copied, ...loss)).toMatch(
      /copied\.csv: expected another seed than .*student0\.csv; got the very same logits/,
    );
    for (const T of ["0", "1e-308", "1e308", "nan"])
      expect(await refused(2, "--teacher", t, "--temperature", T)).toMatch(/expected a number from 0\.01 to 1000/);
    expect(await refused(2, "--teacher", t, "--temperatures", "1,1e9")).toMatch(/numbers from 0\.01 to 1000 separated/);
  });

  it("says what it takes on trust: one list of ids for several files, one network in two roles", async () => {
    const bare = (name: string, rows: readonly (readonly number[])[]): string =>
      put(name, csvOf(rows, undefined, false));
    const ids = put("ids.txt", `${labels.map((_, row) => `s${row}`).join("\n")}\n\n`);
    const pair = ["--teacher", bare("t0.csv", teacher), "--student", bare("s0.csv", student), "--ids", ids];
    expect(await run(...pair, ...loss)).toMatchObject({
      code: 0,
      error: expect.stringMatching(/ids of .*ids\.txt are taken for .*t0\.csv, .*s0\.csv alike/),
    });
    const both = ["--student", file("student0.csv"), "--scratch", put("copy.csv", csvOf(student))];
    expect(await run("--teacher", file("teacher.csv"), ...both, ...loss)).toMatchObject({
      code: 0,
      error: expect.stringMatching(/copy\.csv hold the very same logits: one network in two roles/),
    });
  });

  it("studies the embedded data where a preset is named: findings of each task in a folder of its own, resumed as they were", async () => {
    const preset = (...args: string[]): ReturnType<typeof runAsTyped> =>
      runAsTyped(
        () => undefined,
        "mechanism",
        "--out",
        file("preset"),
        "--preset",
        "smoke",
        "--tasks",
        "sentiment",
        ...args,
      );
    const { code, out, error } = await preset();
    expect(error).not.toMatch(/expected/);
    expect(code).toBe(0);
    expect(out).toMatch(/What each kind of target gains/);
    const place = join(file("preset"), "mechanism/sentiment-sentences-transformer");
    const findings = readFileSync(join(place, "findings.json"), "utf8");
    expect(parseFindings(findings, "first").study.subject).toBe("sentiment/sentences-transformer");
    expect(existsSync(join(place, "findings.html"))).toBe(true);
    expect((await preset()).code).toBe(2);
    expect((await preset("--resume")).code).toBe(0);
    expect(parseFindings(readFileSync(join(place, "findings.json"), "utf8"), "second").study).toEqual(
      parseFindings(findings, "first").study,
    );
  }, 300_000);

  it("takes a preset or files, not both", async () => {
    const both = await run("--preset", "quick", "--teacher", file("teacher.csv"));
    expect([both.code, both.error]).toEqual([2, expect.stringMatching(/--preset quick: expected no files/)]);
    const places = await run("--preset", "quick", "--tasks", "qa");
    expect([places.code, places.error]).toEqual([
      2,
      expect.stringMatching(/--tasks: expected one of image,pointcloud,sentiment, .*; got qa;/),
    ]);
    const seeds = await run("--seeds", "3", "--teacher", file("teacher.csv"));
    expect([seeds.code, seeds.error]).toEqual([2, expect.stringMatching(/--seeds: expected a --preset/)]);
  });

  it("asks for the loss that students were taught with", async () => {
    const { code, error } = await run(
      "--teacher",
      file("teacher.csv"),
      "--student",
      file("student0.csv"),
      "--temperature",
      "4",
    );
    expect(code).toBe(2);
    expect(error).toMatch(/got no --teacher-weight and no --temperature-squared/);
    expect((await run()).code).toBe(2);
  });
});
