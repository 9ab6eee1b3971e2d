import { Command, Option } from "commander";
import { describe, expect, it } from "vitest";
import { commandLineMessage } from "./command-line-error.ts";
import { passes } from "./option-values.ts";

function saidOf(...args: readonly string[]): string {
  let said = "";
  const program = new Command("stillpoint")
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeErr: () => undefined, outputError: (text) => (said += commandLineMessage(text)) });
  program
    .command("inspect")
    .argument("<model>")
    .option("--passes <n>", "", passes)
    .addOption(new Option("--recipe <name>").choices(["limit", "optimum"]))
    .action(() => undefined);
  expect(() => program.parse([...args], { from: "user" })).toThrow();
  return said;
}

describe("an error of the command line", () => {
  it.each([
    [["inspect", "a", "--passes", "x"], "--passes: expected a whole number of at least 8, 1048576 at most; got x"],
    [["inspect", "a", "--passes", "a\nb"], "--passes: expected a whole number of at least 8, 1048576 at most; got a b"],
    [["inspect", "a", "--recipe", "best"], "--recipe: expected one of limit, optimum; got best"],
    [["inspect", "a", "--passes"], "--passes: expected a value; got none"],
    [["inspect", "a", "--pases", "8"], "options: expected those of the command; got --pases (Did you mean --passes?)"],
    [["inspct"], "command: expected one of stillpoint's; got inspct (Did you mean inspect?)"],
    [["inspect"], "model: expected one on the command line; got none"],
    [["inspect", "a", "b"], "inspect: expected 1 argument; got 2"],
  ])("%j", (args, sentence) => expect(saidOf(...args)).toBe(`${sentence}; --help shows what fits`));

  it("of a kind that is not known keeps commander's words", () => {
    expect(commandLineMessage("error: option '--a' cannot be used with option '--b'\n")).toBe(
      "command line: expected what --help shows; got option '--a' cannot be used with option '--b'; correct it",
    );
  });
});
