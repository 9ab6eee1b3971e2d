import { expect, it } from "vitest";
import type { FittedSample, LabMap } from "../lab/protocol.ts";
import { mapView } from "./picture-view.ts";
import { wordsSheet } from "./words-sheet.ts";

const labels = ["<script>alert(1)</script>", "pebble", "film"];
const sample: FittedSample = {
  key: 1,
  id: "typed",
  group: "all",
  title: "typed",
  layout: { kind: "words", blocks: [{ segments: labels.map((text, unit) => ({ text, unit })) }] },
  picture: "",
  annotation: "",
  labels,
  regions: ["foreground", "background", "background"],
  parts: [undefined, "stray", undefined],
};
const map: LabMap = {
  entropies: Float64Array.of(-6, -2, -2.2),
  standardErrors: Float64Array.of(0.1, 0.1, 0.1),
  error: 0.1,
  passes: 8,
  of: 8,
  nonLinearity: 0,
  referenceSigma: 0.01,
};

it("draws words on coloured marks as text: points framed, foreground and parts underlined, markup escaped", () => {
  const view = mapView(sample, { role: "scratch", step: 0, map }, 0.5);
  expect(view.points).toEqual([0]);
  const lay = () => ({
    pieces: labels.map((text, unit) => ({
      text,
      unit,
      left: 0,
      top: 30 * unit,
      width: 60,
      height: 18,
      rightToLeft: false,
    })),
    height: 90,
  });
  const { svg, height } = wordsSheet([{ title: "a < b", sample, map, view }], "raw", [-6, -2], lay);
  expect(svg).not.toContain("<script");
  expect(svg).toContain("&lt;script&gt;alert(1)&lt;/script&gt;</text>");
  expect(svg).toContain("a &lt; b");
  expect(svg).toMatch(/>[−-]6\.0<.*>[−-]2\.0 nats; light/);
  expect(svg.match(/stroke="#111"/g)).toHaveLength(1);
  expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
  expect(height).toBeGreaterThan(90);
});
