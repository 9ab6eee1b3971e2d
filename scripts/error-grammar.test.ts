// Errors of the library read `subject: expected ...; got ...; what to do`.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { publishedPackages, ROOT } from "./packages.ts";

/** A message with its holes as `…`, where it is written as one literal; undefined where it comes from elsewhere. */
function literalOf(node: ts.Expression | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [literalOf(node.left), literalOf(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return literalOf(node.body);
  return undefined;
}

/** Messages of `new StillpointError(code, message)` and `ensure(ok, code, message)` in a file. */
function messagesIn(text: string): { readonly code: string; readonly message: string }[] {
  const found: { code: string; message: string }[] = [];
  const visit = (node: ts.Node): void => {
    const isError = ts.isNewExpression(node) && node.expression.getText() === "StillpointError";
    const isEnsure = ts.isCallExpression(node) && node.expression.getText() === "ensure";
    if (isError || isEnsure) {
      const [code, message] = (node.arguments ?? []).slice(isEnsure ? 1 : 0);
      const literal = literalOf(message);
      if (literal !== undefined && code !== undefined && ts.isStringLiteral(code))
        found.push({ code: code.text, message: literal });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}

/** A caller's own arguments, where what was expected is what to do. */
const PROGRAMMERS: ReadonlySet<string> = new Set(["RANGE", "SHAPE"]);

/** Their last hole holds what came and what to do about it. */
const BOTH_IN_A_HOLE: ReadonlySet<string> = new Set([
  "output …: expected to … it; got …",
  "tokenizer: expected one of transformers.js; got …",
]);

/**
 * What begins with a hole or holds nothing but one behind a place wraps a message that was checked where it was written;
 * an interruption says how far it came.
 */
function keepsGrammar({ code, message }: { readonly code: string; readonly message: string }): boolean {
  if (code === "INTERRUPTED" || message.startsWith("…") || /^\w+: …; see /.test(message)) return true;
  const said =
    PROGRAMMERS.has(code) || BOTH_IN_A_HOLE.has(message) ? /: .*\bexpected\b.*; got/s : /: .*\bexpected\b.*; got.*; /s;
  return said.test(message) || /\bcannot\b.*: …/s.test(message);
}

describe("messages", () => {
  it("are found with their holes", () => {
    const hole = (name: string): string => `\${${name}}`;
    const first = `ensure(a, "RANGE", () => \`x: expected ${hole("b")}; got ${hole("c")}; d\`);`;
    const text = `${first} throw new StillpointError("USAGE", "no");`;
    expect(messagesIn(text)).toEqual([
      { code: "RANGE", message: "x: expected …; got …; d" },
      { code: "USAGE", message: "no" },
    ]);
    expect(messagesIn(text).map(keepsGrammar)).toEqual([true, false]);
    expect(keepsGrammar({ code: "USAGE", message: "--grid: expected ROWSxCOLUMNS; got …" })).toBe(false);
    expect(keepsGrammar({ code: "RANGE", message: "sigma: expected a number above 0; got …" })).toBe(true);
  });

  it("say what was expected and what came instead", () => {
    const strays: string[] = [];
    let count = 0;
    for (const { path } of publishedPackages()) {
      for (const entry of readdirSync(join(path, "src"), { recursive: true, encoding: "utf8" })) {
        if (!entry.endsWith(".ts") || entry.endsWith(".test.ts")) continue;
        const file = join(path, "src", entry);
        for (const each of messagesIn(readFileSync(file, "utf8"))) {
          count++;
          if (!keepsGrammar(each)) strays.push(`${relative(ROOT, file)}: ${each.message}`);
        }
      }
    }
    expect(count).toBeGreaterThan(200);
    expect(strays).toEqual([]);
  });
});
