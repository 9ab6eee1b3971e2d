import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findingsJson, parseStatement, toReportJson } from "@stillpoint/report";
import { afterAll, describe, expect, it } from "vitest";
import { syntheticInput } from "../../../report/fixtures/synthetic-report.ts";
import { syntheticStudy } from "../../../report/fixtures/synthetic-study.ts";
import { run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

write("bench/report.json", toReportJson(syntheticInput()));
write("transfer/findings.json", findingsJson(syntheticStudy(), { command: "stillpoint transfer" }));
write("both/report.json", toReportJson({ ...syntheticInput(), seeds: [7] }));
write("both/findings.json", findingsJson({ ...syntheticStudy(), kind: "mechanism" }, {}));
write("empty/notes.txt", "nothing");
write("copy/report.json", toReportJson({ ...syntheticInput(), run: { command: "elsewhere" } }));
write("broken/report.json", "{");
write("foreign/report.json", '{"schema": "someone.else/1"}');
write("newer/findings.json", '{"schema": "stillpoint.findings/2"}');

describe("stillpoint statement", () => {
  it("writes one page of all runs, as HTML, Markdown and JSON", async () => {
    const { code, out, error } = await run(
      "statement",
      at("bench"),
      at("transfer/findings.json"),
      at("both"),
      "--out",
      at("s"),
    );
    expect([code, error]).toEqual([0, ""]);
    expect(out).toContain(join(at("s"), "statement.html"));
    const statement = parseStatement(readFileSync(join(at("s"), "statement.json"), "utf8"), "statement.json");
    expect(statement.runs.map(({ kind }) => kind)).toEqual([
      "knowledge points",
      "transfer",
      "knowledge points",
      "mechanism",
    ]);
    for (const name of ["statement.html", "statement.md"])
      expect(readFileSync(join(at("s"), name), "utf8").length).toBeGreaterThan(1000);
  });

  it("reads every task of a run of mechanism", async () => {
    for (const task of ["image-a", "sentiment-b"]) {
      const study = findingsJson({ ...syntheticStudy(), kind: "mechanism", subject: task }, {});
      write(`tasks/mechanism/${task}/findings.json`, study);
    }
    write("tasks/mechanism/notes.txt", "nothing");
    expect((await run("statement", at("tasks"), "--out", at("of-tasks"), "--quiet")).code).toBe(0);
    const { runs } = parseStatement(readFileSync(at("of-tasks/statement.json"), "utf8"), "statement.json");
    expect(runs.map(({ name }) => name)).toEqual(
      ["image-a", "sentiment-b"].map((task) => at(`tasks/mechanism/${task}/findings.json`)),
    );
  });

  it("hints at one subject where runs of several paths have one each", async () => {
    write("own/findings.json", findingsJson({ ...syntheticStudy(), subject: "image/own" }, {}));
    const hint = "--subject NAME if they are all of one";
    const two = [at("own"), at("transfer")];
    expect((await run("statement", ...two, "--out", at("apart"))).out).toContain(hint);
    expect((await run("statement", ...two, "--subject", "mine", "--out", at("one"))).out).not.toContain(hint);
    expect((await run("statement", at("tasks"), "--out", at("tasks-again"))).out).not.toContain(hint);
    expect((await run("statement", at("bench"), at("transfer"), "--out", at("shared"))).out).not.toContain(hint);
  });

  it("never overwrites a statement unasked, and nothing else when asked", async () => {
    write("kept/report.json", readFileSync(at("bench/report.json"), "utf8"));
    expect((await run("statement", at("bench"), "--out", at("kept"), "--quiet")).code).toBe(0);
    const before = readFileSync(at("kept/statement.json"), "utf8");
    const { code, error } = await run("statement", at("transfer"), "--out", at("kept"));
    expect([code, readFileSync(at("kept/statement.json"), "utf8")]).toEqual([2, before]);
    expect(error).toMatch(/expected an empty or new folder; got one with results \(statement\.html/);
    expect((await run("statement", at("transfer"), "--out", at("kept"), "--overwrite", "--quiet")).code).toBe(0);
    expect(readFileSync(at("kept/statement.json"), "utf8")).not.toBe(before);
    expect(existsSync(at("kept/report.json"))).toBe(true);
  });

  it.each([
    [["nowhere"], 1, /run .*nowhere: expected a folder or file; got none/],
    [["empty"], 1, /run .*empty: expected report\.json or findings\.json in it; got a folder without/],
    [["broken"], 1, /broken.report\.json: expected JSON; got/],
    [["foreign"], 1, /foreign.report\.json: expected a report or findings .*someone\.else\/1/],
    [
      ["newer"],
      1,
      /newer.findings\.json: expected stillpoint\.findings\/1; got the later stillpoint\.findings\/2; update/,
    ],
    [["bench", "bench/report.json"], 2, /expected each run once; got it as .* too/],
    [["bench", "copy"], 2, /expected another run; got the results of .* once more/],
    [["empty/notes.txt"], 1, /notes\.txt: expected JSON/],
  ])("refuses %j in one sentence and writes nothing", async (runs, expected, message) => {
    const { code, error } = await run("statement", ...runs.map(at), "--out", at("refused"));
    expect(error).toMatch(message);
    expect(error.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(expected);
    expect(existsSync(at("refused"))).toBe(false);
  });

  it("asks for a run, and for a subject with a name", async () => {
    expect((await run("statement")).code).toBe(2);
    const { code, error } = await run("statement", at("transfer"), "--subject", " ", "--out", at("refused"));
    expect([code, error]).toEqual([2, expect.stringContaining("--subject: expected a name")]);
  });

  it("calls all runs by the subject given", async () => {
    expect((await run("statement", at("transfer"), "--subject", "my-student", "--out", at("named"))).code).toBe(0);
    const { subjects } = parseStatement(readFileSync(at("named/statement.json"), "utf8"), "statement.json");
    expect(subjects.map(({ name }) => name)).toEqual(["my-student"]);
  });
});
