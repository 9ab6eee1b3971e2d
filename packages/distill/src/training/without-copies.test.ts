import { Emitter } from "@stillpoint/autodiff";
import { describe, expect, it } from "vitest";
import { withoutCopies } from "./without-copies.ts";

const edges = (g: Emitter): string[] =>
  withoutCopies(g.nodes).map(({ op, inputs, outputs }) => `${op} ${inputs.join()} ${outputs.join()}`);

describe("withoutCopies", () => {
  it("calls a computed tensor by its new name, where it is made and where it is read", () => {
    const g = new Emitter("");
    g.node("Neg", ["x"], ["a"]);
    g.node("Identity", ["a"], ["out"]);
    g.node("Add", ["a", "x"], ["b"]);
    expect(edges(g)).toEqual(["Neg x out", "Add out,x b"]);
  });

  it("keeps copies of what is given from outside, of a second name, and of a copy", () => {
    const g = new Emitter("");
    g.node("Identity", ["x"], ["same"]);
    g.node("Neg", ["x"], ["a"]);
    g.node("Identity", ["a"], ["first"]);
    g.node("Identity", ["a"], ["second"]);
    g.node("Identity", ["first"], ["third"]);
    expect(edges(g)).toEqual(["Identity x same", "Neg x first", "Identity first second", "Identity first third"]);
  });
});
