import { ElementType, type Model } from "@stillpoint/autodiff";
import { describe, expect, it } from "vitest";
import { tensorNamed, withScopes } from "./graph-scopes.ts";

/** A chain of nodes, each named by its output. */
function chain(names: readonly string[]): Model {
  const nodes = names.map((name, k) => ({
    op: "Relu",
    domain: "",
    name,
    inputs: [names[k - 1] ?? "x"],
    outputs: [name],
    attributes: new Map(),
  }));
  const port = (name: string): Model["graph"]["inputs"][number] => {
    return { name, elementType: ElementType.FLOAT, dims: ["batch", 4] };
  };
  return {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "",
    metadata: new Map(),
    graph: {
      name: "",
      nodes,
      initializers: new Map(),
      inputs: [port("x")],
      outputs: [port(names.at(-1) ?? "x")],
      declared: new Map(),
    },
  };
}

describe("tensorNamed", () => {
  const root = "StatefulPartitionedCall/net";
  const model = withScopes(
    chain([
      `${root}/block1/conv/Conv2D`,
      `${root}/block1/conv/Relu`,
      `${root}/block2/conv/Conv2D`,
      `${root}/block2/conv/Relu`,
      `${root}/block2/add`,
      "Identity",
    ]),
  );

  it.each([
    ["Identity", "Identity"],
    ["x", "x"],
    [`${root}/block1/conv/Conv2D`, `${root}/block1/conv/Conv2D`],
    ["net/block1", `${root}/block1/conv/Relu`],
    ["block1", `${root}/block1/conv/Relu`],
    ["block2.conv", `${root}/block2/conv/Relu`],
    ["block2", `${root}/block2/add`],
    ["net", `${root}/block2/add`],
  ])("takes %s for %s", (name, tensor) => expect(tensorNamed(model, name)).toBe(tensor));

  it("refuses a name that several scopes end with, and one that there is not, with the nearest", () => {
    expect(() => tensorNamed(model, "conv")).toThrow(
      /layer conv: expected the end of one module's path; got a name of 2; choose among net\.block1\.conv, net\.block2\.conv/,
    );
    expect(() => tensorNamed(model, "net/blok1")).toThrow(/layer net\/blok1: .*did you mean net\.block1/);
  });
});
