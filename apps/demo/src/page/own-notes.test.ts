import type { Inspection } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { layerGroups, layersOf, mismatches, obstacles } from "./own-notes.ts";

function inspection(size: number, layers: readonly string[], width = 4): Inspection {
  return {
    format: "ONNX opset 18",
    producer: "test",
    weights: 1,
    inputs: [{ name: "x", type: "float", shape: ["batch", 3, size, size] }],
    outputs: [],
    from: "x",
    modality: "image",
    layers: [
      ...layers.map((name) => ({ name: `/${name}`, modules: [name], group: "", op: "Conv", shape: ["batch", width] })),
      { name: "bad", modules: [], group: "", op: "Bad", shape: undefined, obstacle: "no gradient" },
    ],
    suggested: layers.slice(0, 1).map((layer) => ({ layer, tensor: `/${layer}`, shape: undefined, reason: "first" })),
    warnings: [],
  };
}
const of = (name: string, own: Inspection, layer = "conv") => ({ name, inspection: own, layer });

describe("mismatches", () => {
  it("is silent on two networks of one architecture", () => {
    expect(mismatches([of("a", inspection(32, ["conv"])), of("b", inspection(32, ["conv"]))])).toEqual([]);
  });

  it("says that another architecture takes other inputs", () => {
    const [note] = mismatches([of("a", inspection(32, ["conv"])), of("b", inspection(64, ["conv"]))]);
    expect(note).toMatch(/^network b: expected the inputs of a \(x: float batch×3×32×32\); got .*64×64/);
  });

  it("says that layers are of unlike size", () => {
    const [note] = mismatches([of("a", inspection(32, ["conv"])), of("b", inspection(32, ["conv"], 8))]);
    expect(note).toContain("another number of features (batch×8 beside batch×4 in a)");
  });
});

describe("layers", () => {
  it("are offered suggestions first, none that cannot be measured, each once", () => {
    expect(layerGroups(inspection(32, ["conv", "fc"]))).toEqual([
      { title: "Suggested", layers: [{ value: "conv", name: "conv" }] },
      { title: "Others", layers: [{ value: "fc", name: "fc  batch×4" }] },
    ]);
    expect(obstacles(inspection(32, ["conv"]))).toEqual([{ reason: "no gradient", layers: ["bad"] }]);
  });

  it("follow the first network where the others have its layer, else are their own", () => {
    const networks = [
      { name: "a", inspection: inspection(32, ["conv", "fc"]) },
      { name: "b", inspection: inspection(32, ["block", "fc"]) },
    ];
    expect([...layersOf(networks, new Map(), undefined)]).toEqual([
      ["a", "conv"],
      ["b", "block"],
    ]);
    expect([...layersOf(networks, new Map(), "fc").values()]).toEqual(["fc", "fc"]);
    expect([...layersOf(networks, new Map([["b", "fc"]]), undefined).values()]).toEqual(["conv", "fc"]);
  });

  it("are none where nothing can be measured", () => {
    expect(layersOf([{ name: "a", inspection: inspection(32, []) }], new Map(), "conv").size).toBe(0);
  });
});
