import { describe, expect, it } from "vitest";
import { byModality, modalityNames } from "./modality.ts";

const modalities = {
  voice: { title: "Voices", unit: "moment", units: "moments", foreground: "speech" },
  image: { title: "Images", unit: "cell", units: "cells", foreground: "object" },
};

describe("modalityNames", () => {
  it("are the report's, whatever the modality", () => {
    expect(modalityNames({ modalities }, "voice")).toEqual(modalities.voice);
  });

  it("are neutral where the report gives none, with the id as title", () => {
    const neutral = { unit: "unit", units: "units", foreground: "foreground" };
    expect(modalityNames({}, "image")).toEqual({ title: "image", ...neutral });
    expect(modalityNames({ modalities }, "constructor")).toEqual({ title: "constructor", ...neutral });
  });
});

describe("byModality", () => {
  const things = ["graph", "image", "voice", "graph", "image"].map((modality, id) => ({ modality, id }));

  it("keeps every thing once, in the order of the names, then as they come", () => {
    const groups = byModality({ modalities }, things);
    expect(groups.map(({ modality }) => modality)).toEqual(["voice", "image", "graph"]);
    expect(groups.map((group) => group.things.map(({ id }) => id))).toEqual([[2], [1, 4], [0, 3]]);
    expect(byModality({}, things).map(({ modality }) => modality)).toEqual(["graph", "image", "voice"]);
  });
});
