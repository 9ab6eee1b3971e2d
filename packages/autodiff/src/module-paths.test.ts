// Module paths on exports of PyTorch in every style; what modules give is PyTorch's own, see fixtures/modules.

import { readdirSync, readFileSync } from "node:fs";
import type { Tensor } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { splicePrefix } from "./differentiate.ts";
import { Emitter } from "./emitter.ts";
import { ElementType, type Graph, type Model } from "./model/graph.ts";
import { locateLayer, moduleNames, resolveLayer } from "./module-paths.ts";
import { readNetwork } from "./network.ts";

const folder = new URL("../fixtures/modules/", import.meta.url);

interface Truth {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Shape, sum and sum of squares of every call's output. */
  readonly modules: Readonly<Record<string, readonly (readonly [readonly number[], number, number])[]>>;
}

const truth: Readonly<Record<string, Truth>> = JSON.parse(readFileSync(new URL("modules.json", folder), "utf8"));
const styles = (network: string): string[] => {
  return readdirSync(folder).filter((name) => name.startsWith(`${network}.`) && name.endsWith(".onnx"));
};
const read = (file: string): Model => readNetwork(readFileSync(new URL(file, folder)));
const graphOf = (file: string): Graph => read(file).graph;

/** What the tensors hold on the stored input. */
async function values(file: string, tensors: readonly string[]): Promise<Readonly<Record<string, Tensor>>> {
  const bytes = splicePrefix(read(file), tensors);
  const { inputs, shapes } = truth[file.split(".")[0] ?? ""]!;
  const feeds = readNetwork(bytes).graph.inputs.map(({ name, elementType }): [string, Tensor] => {
    const [given = [], shape = []] = [inputs[name], shapes[name]];
    return elementType === ElementType.FLOAT
      ? [name, { type: "float32", shape, data: Float32Array.from(given) }]
      : [name, { type: "int64", shape, data: BigInt64Array.from(given.map(BigInt)) }];
  });
  return runOnce(bytes, Object.fromEntries(feeds));
}

/** Modules that leave nothing behind, and one of whose two outputs only the second is used. */
const WITHOUT_TENSOR = new Set(["drop", "dropout", "bert", "bert.embeddings.position_embeddings"]);

describe.each(Object.keys(truth))("every module of %s", (network) => {
  const { modules } = truth[network]!;

  it.each(styles(network))("gives in %s what it gives in PyTorch", async (file) => {
    const graph = graphOf(file);
    const folded = !file.includes("-raw") && network === "residual";
    const expected = Object.entries(modules).flatMap(([path, calls]) => {
      if (WITHOUT_TENSOR.has(path)) return [];
      return calls.map((call, k) => ({ name: calls.length > 1 ? `${path}#${k + 1}` : path, call }));
    });
    const located = expected.map(({ name }) => locateLayer(graph, name));
    const found = await values(file, [...new Set(located.map(({ tensor }) => tensor))]);
    for (const [k, { name, call }] of expected.entries()) {
      const { tensor, note } = located[k]!;
      // A convolution that took up its normalisation gives what that gives, and says so.
      if (folded && /conv\d|downsample\.0/.test(name)) {
        expect(note, name).toMatch(/fold/);
        continue;
      }
      const { shape, data } = found[tensor]!;
      const numbers = Array.from(data, Number);
      const [dims, sum, squares] = call;
      expect(shape, name).toEqual(dims);
      expect(Math.abs(numbers.reduce((all, x) => all + x, 0) - sum), name).toBeLessThan(
        1e-3 * (1 + Math.sqrt(squares)),
      );
      expect(Math.abs(numbers.reduce((all, x) => all + x * x, 0) - squares), name).toBeLessThan(1e-3 * (1 + squares));
    }
  });
});

describe("a module's path", () => {
  it.each(styles("bert"))("may leave out the modules around it in %s", (file) => {
    const graph = graphOf(file);
    for (const [short, long] of [
      ["encoder.layer.1", "bert.encoder.layer.1"],
      ["pooler", "bert.pooler"],
      ["layer.0.attention.self.query", "bert.encoder.layer.0.attention.self.query"],
    ] as const)
      expect(resolveLayer(graph, short)).toBe(resolveLayer(graph, long));
  });

  it.each(styles("bert"))("that several modules end with is refused with their list in %s", (file) => {
    expect(() => resolveLayer(graphOf(file), "attention.output")).toThrow(
      /layer attention\.output: expected the end of one module's path; got a name of 2; choose among bert\.encoder\.layer\.0\.attention\.output, bert\.encoder\.layer\.1\.attention\.output/,
    );
  });

  it.each(styles("residual"))("of a module called twice is refused with its calls in %s", (file) => {
    const graph = graphOf(file);
    const [first, second] = [resolveLayer(graph, "layer1.0.relu#1"), resolveLayer(graph, "layer1.0.relu#2")];
    expect(() => resolveLayer(graph, "layer1.0.relu")).toThrow(
      `layer layer1.0.relu: expected one of the 2 calls of the module; got a name of 2; choose among layer1.0.relu#1 (tensor ${first}), layer1.0.relu#2 (tensor ${second})`,
    );
    expect(resolveLayer(graph, "layer1.0")).toBe(second);
    expect(() => resolveLayer(graph, "layer1.0.relu#3")).toThrow(/got a name it does not have/);
  });

  it.each(styles("residual"))("that is misspelt is answered with the nearest in %s", (file) => {
    expect(() => resolveLayer(graphOf(file), "layer1.0.relou")).toThrow(
      /expected a tensor or module.*did you mean layer1\.0\.relu/,
    );
    expect(() => resolveLayer(graphOf(file), "backbone.layer1.1")).toThrow(/did you mean layer1\.1/);
    if (!file.includes("dynamo-raw"))
      expect(() => resolveLayer(graphOf(file), "drop")).toThrow(/of Dropout nothing is left/);
    expect(() => resolveLayer(graphOf(file), "zzzzzzzz")).toThrow(/list the layers with `stillpoint inspect`/);
  });

  it("of a folded normalisation is the convolution's, and said", () => {
    for (const path of ["bn1", "layer1.0.bn2", "layer2.0.downsample.1"]) {
      const traced = locateLayer(graphOf("residual.torchscript.onnx"), path);
      const convolution = path.replace("bn", "conv").replace("downsample.1", "downsample.0");
      expect(traced.note).toBe(
        `the exporter folded it into ${convolution}, whose output, tensor ${traced.tensor}, holds what came out of it`,
      );
      const graph = graphOf("residual.dynamo.onnx");
      expect(locateLayer(graph, convolution)).toEqual({
        tensor: resolveLayer(graph, path),
        module: convolution,
        note: `${path} was folded into it; its tensor ${resolveLayer(graph, path)} holds what came out of ${path}`,
      });
    }
    expect(() => resolveLayer(graphOf("residual.torchscript.onnx"), "layer1.0.norm")).toThrow(
      /may have been folded into layer1\.0\.conv1, layer1\.0\.conv2/,
    );
    for (const raw of styles("residual").filter((file) => file.includes("-raw")))
      expect(locateLayer(graphOf(raw), "conv1").note).toBeUndefined();
  });

  it.each(styles("recurrent"))("of a recurrent module is its sequence, and its states have numbers in %s", (file) => {
    const graph = graphOf(file);
    const { tensor, note } = locateLayer(graph, "lstm");
    expect(note).toMatch(/hands on 2 tensors.*lstm\.0 \(tensor .*lstm\.1 \(tensor/);
    expect(resolveLayer(graph, "lstm.0")).toBe(tensor);
    expect(resolveLayer(graph, "lstm.1")).not.toBe(tensor);
    expect(() => resolveLayer(graph, "lstm.2")).toThrow(/got a name it does not have/);
  });

  it("gives way to a tensor of that name, which is said where the module gives another", () => {
    const g = new Emitter("");
    const scope = (path: string, op: string) => new Map([["pkg.torch.onnx.name_scopes", `['', '${path}', '${op}']`]]);
    g.node("Relu", ["x"], ["act"]);
    g.node("Relu", ["act"], ["relu_1"]);
    const nodes = g.nodes.map((node, k) => ({ ...node, metadata: scope(k === 0 ? "stem" : "act", "relu") }));
    const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: ["batch", 4] });
    const graph: Graph = {
      ...{ name: "g", nodes, initializers: new Map(), declared: new Map() },
      ...{ inputs: [port("x")], outputs: [port("relu_1")] },
    };
    expect(resolveLayer(graph, "act")).toBe("act");
    expect(locateLayer(graph, "act").note).toBe(
      "the tensor of this name is measured; the output of the module act is tensor relu_1",
    );
    expect(locateLayer(graph, "stem")).toEqual({ tensor: "act", module: "stem" });
    expect(moduleNames(graph).get("act")).toEqual(["stem"]);
  });

  it("is the last of several tensors a module hands on, and the others have numbers", () => {
    const g = new Emitter("");
    g.node("Relu", ["x"], ["inner"]);
    g.node("Tanh", ["inner"], ["last"]);
    g.node("Add", ["inner", "last"], ["y"]);
    const nodes = g.nodes.map((node, k) => ({ ...node, name: ["/a/ab/Relu", "/a/Tanh", "/Add"][k] ?? "" }));
    const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: ["batch", 4] });
    const graph: Graph = {
      ...{ name: "g", nodes, initializers: new Map(), declared: new Map() },
      ...{ inputs: [port("x")], outputs: [port("y")] },
    };
    expect(locateLayer(graph, "a")).toMatchObject({
      tensor: "last",
      note: expect.stringContaining("a.0 (tensor inner)"),
    });
    expect(resolveLayer(graph, "a.0")).toBe("inner");
    // Not a part of a list `a`, though its name begins like that.
    expect(resolveLayer(graph, "a.ab")).toBe("inner");
  });

  it("is known by its parameters where a file keeps nothing else", () => {
    const file = "residual.torchscript-raw.onnx";
    const graph = graphOf(file);
    // As exporters before PyTorch 1.13 wrote it.
    const renamed = new Map(graph.nodes.flatMap(({ outputs }) => outputs).map((name, k) => [name, `t${k}`]));
    const other = (names: readonly string[]) => names.map((name) => renamed.get(name) ?? name);
    const nodes = graph.nodes.map((node, k) => {
      return { ...node, name: `${node.op}_${k}`, inputs: other(node.inputs), outputs: other(node.outputs) };
    });
    const plain = { ...graph, nodes };
    for (const path of ["conv1", "layer1.0.conv2", "layer2.0.downsample.0"])
      expect(resolveLayer(plain, path)).toBe(renamed.get(resolveLayer(graph, path)));
    expect(() => resolveLayer(plain, "layer1.0.conv")).toThrow(/did you mean layer1\.0\.conv/);
  });

  it("names every tensor a module gives, and each name leads back to it", () => {
    for (const network of ["residual", "repeated", "recurrent"]) {
      for (const file of styles(network)) {
        const graph = graphOf(file);
        for (const [tensor, names] of moduleNames(graph))
          for (const name of names) expect(resolveLayer(graph, name), `${file} ${name}`).toBe(tensor);
      }
    }
  });
});
