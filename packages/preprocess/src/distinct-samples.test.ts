import { imageModality } from "@stillpoint/image";
import { expect, it } from "vitest";
import { distinctSamples } from "./distinct-samples.ts";
import type { FittedSamples, ShownSample } from "./fitted-samples.ts";

function sample(id: string, values: readonly number[], part?: string): ShownSample {
  const units = values.map((_, k) => ({
    label: `${k}`,
    region: k === 0 ? ("foreground" as const) : ("background" as const),
    ...(part === undefined ? {} : { part }),
  }));
  return {
    info: { id, group: "all", units },
    input: {
      inputs: { x: { type: "float32", shape: [1, values.length], data: Float32Array.from(values) } },
      unitOf: { shape: [values.length], data: Int32Array.from(values.keys()) },
      units,
    },
    look: {
      title: id,
      layout: { kind: "grid", rows: 1, cols: values.length },
      picture: () => "",
      annotation: () => "",
    },
  };
}

const fitted = (...samples: readonly ShownSample[]): FittedSamples => ({
  modality: imageModality,
  samples,
  from: "x",
  foregroundRule: "",
  notes: ["read"],
  labels: {
    kind: "class",
    source: "",
    classes: [],
    order: "listed",
    names: samples.map(({ info }) => `class of ${info.id}`),
  },
});

it("measures a sample once that is there twice, and says so", () => {
  const { samples, notes, labels } = distinctSamples(
    fitted(sample("a", [1, 2]), sample("b", [3, 4]), sample("c", [1, 2]), sample("d", [1, 2])),
  );
  expect(samples.map(({ info }) => info.id)).toEqual(["a", "b"]);
  expect(labels).toMatchObject({ names: ["class of a", "class of b"] });
  expect(notes).toEqual([
    "read",
    "2 of 4 samples are there twice and measured once, or intervals would be too short: c is a, d is a",
  ]);
});

it("keeps what differs in values, annotation or order", () => {
  const different = fitted(
    sample("a", [1, 2]),
    sample("b", [2, 1]),
    sample("c", [1, 2], "cue"),
    sample("d", [1, 2, 0]),
  );
  expect(distinctSamples(different)).toBe(different);
});
