import { describe, expect, it } from "vitest";
import { syntheticBenchmark } from "../../fixtures/synthetic-report.ts";
import { syntheticStudy } from "../../fixtures/synthetic-study.ts";
import { findingsJson } from "../findings/findings.ts";
import { toReport } from "../json.ts";
import { parseRun } from "./run-source.ts";
import { STATEMENT_GROUPS, type Statement } from "./statement.ts";
import { parseStatement, statementJson, statementJsonSchema } from "./statement-file.ts";
import { statementHtml } from "./statement-html.ts";
import { statementMarkdown } from "./statement-markdown.ts";
import { statementOf } from "./statement-of.ts";

const HOSTILE = `"'><img src=x onerror=alert(1)> | [x](y)`;

function made(): Statement {
  const study = parseRun(
    findingsJson(syntheticStudy(), { command: "stillpoint transfer", time: "now" }),
    "out/transfer",
  );
  return statementOf([{ name: "out/bench", report: toReport(syntheticBenchmark()) }, study]);
}

function poisoned(value: Statement): Statement;
function poisoned(value: unknown): unknown;
function poisoned(value: unknown, key = ""): unknown {
  const known = ["group", "claim", "role", "kind", "schema"];
  if (typeof value === "string") return known.includes(key) ? value : value + HOSTILE;
  if (Array.isArray(value)) return value.map((one: unknown) => poisoned(one));
  if (typeof value !== "object" || value === null) return value;
  const inner: (one: unknown, name: string) => unknown = (one, name) =>
    typeof one === "string" && known.includes(name) ? one : poisoned(one);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one, name)]));
}

describe("statement.json", () => {
  it("gives back the statement, and the same bytes", () => {
    const statement = made();
    const text = statementJson(statement);
    expect(parseStatement(text, "statement.json")).toEqual(statement);
    expect(statementJson(parseStatement(text, "statement.json"))).toBe(text);
    expect(statementJson(made())).toBe(text);
    expect(JSON.stringify(statementJsonSchema())).toContain("stillpoint.statement/1");
  });

  it("of a later version is refused by name", () => {
    expect(() => parseStatement(statementJson(made()).replace("statement/1", "statement/2"), "s.json")).toThrow(
      /^s\.json: expected stillpoint\.statement\/1; got the later/,
    );
  });
});

describe("every form of a statement", () => {
  const statement = made();
  const lines = statement.subjects.flatMap((subject) => subject.lines);

  it("names the run of each told line, and every run with its digest", () => {
    const page = statementHtml(statement);
    const text = statementMarkdown(statement);
    for (const { digest, name, settings = [] } of statement.runs) {
      for (const form of [page, text]) expect(form).toContain(digest);
      expect(settings.length).toBeGreaterThan(0);
      for (const { name: of, value } of settings)
        for (const form of [page, text]) expect(form).toContain(`${of}: ${value}`);
      expect(page).toContain(name);
    }
    for (const [, to] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${to}"`);
  });

  it("folds long lists in Markdown, and nothing that is shown", () => {
    const folds = [
      ...statementMarkdown(statement).matchAll(/<summary>.*?(\d+)(?:\)| of them)<\/summary>([\s\S]*?)<\/details>/g),
    ];
    const isFolded = ({ group }: { readonly group: string }): boolean => group === "untold" || group === "described";
    const counts = folds.map(([, count]) => Number(count));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lines.filter(isFolded).length);
    for (const [, , list = ""] of folds) expect(list).not.toContain("|");
  });

  it("has every group, and every told number with its interval", () => {
    const page = statementHtml(statement);
    const text = statementMarkdown(statement);
    expect(page.match(/<article class="told"/g) ?? []).toHaveLength(
      lines.filter(({ group }) => group !== "untold" && group !== "described").length,
    );
    for (const form of [page, text]) expect(form).not.toMatch(/NaN|undefined|Infinity/);
    for (const heading of ["What was preserved", "What was lost", "What came along", "What cannot be told"]) {
      expect(page).toContain(heading);
      expect(text).toContain(`### ${heading}`);
    }
    expect(new Set(lines.map(({ group }) => group)).size).toBeGreaterThan(3);
    expect(STATEMENT_GROUPS.length).toBe(7);
  });

  it("shows texts of strangers as texts", () => {
    const hostile = poisoned(statement);
    const page = statementHtml(hostile);
    expect(page).toContain("&lt;img src=x");
    expect(page).not.toContain("<img");
    expect(page.match(/.{80}="[^"]*"'.{40}/s)?.[0]).toBeUndefined();
    const text = statementMarkdown(hostile);
    expect(text).not.toContain("<img");
    expect(text).not.toContain("[x](y)");
  });

  it("of nothing that is shown says so", () => {
    const none = { ...statement, subjects: [{ name: "s", accuracies: [], lines: [] }] };
    expect(statementHtml(none)).toContain("Nothing is shown.");
    expect(statementMarkdown(none)).toContain("Nothing is shown.");
  });
});
