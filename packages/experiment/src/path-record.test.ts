import { expect, it } from "vitest";
import { parsePathRecord, pathRecord } from "./path-record.ts";

const path = (value: number) => ({ perStep: value, perCheckpoint: value / 2 });
const text = pathRecord([
  { step: 0, path: { network: path(0), layers: { fc1: path(0), conv: path(0) } } },
  { step: 90, path: { network: path(3), layers: { fc1: path(1), conv: path(2) } } },
]);

it("a record gives back the paths of each layer by step", () => {
  expect([...parsePathRecord(text, "paths.json", "fc1")]).toEqual([
    [0, { layer: path(0), network: path(0) }],
    [90, { layer: path(1), network: path(3) }],
  ]);
});

it("a layer that it lacks, and what is no record, are refused by name", () => {
  const missing = () => parsePathRecord(text, "run/paths.json", "fc2");
  expect(missing).toThrow(/^run\/paths\.json: expected the path of layer fc2; got fc1, conv; remove it/);
  const entry = '{"network":{"perStep":0,"perCheckpoint":0},"layers":{"fc1":{"perStep":0,"perCheckpoint":0}}}';
  for (const broken of [
    "",
    "[]",
    text.slice(0, -5),
    `{"toString":${entry}}`,
    `{"NaN":${entry}}`,
    `{"1e3":${entry}}`,
    '{"0":{}}',
  ])
    expect(() => parsePathRecord(broken, "paths.json", "fc1")).toThrow(expect.objectContaining({ code: "INPUT" }));
  expect(parsePathRecord(`{"7":${entry}}`, "paths.json", "fc1").size).toBe(1);
});

it("paths that go down, are negative or infinite, and steps beyond exact numbers are refused", () => {
  const entry = (value: string): string =>
    `{"network":{"perStep":${value},"perCheckpoint":${value}},"layers":{"fc1":{"perStep":${value},"perCheckpoint":${value}}}}`;
  for (const broken of [
    `{"0":${entry("0")},"10":${entry("2")},"20":${entry("1")}}`,
    `{"0":${entry("-1")}}`,
    `{"0":${entry("1e999")}}`,
    `{"9007199254740993":${entry("1")}}`,
  ])
    expect(() => parsePathRecord(broken, "paths.json", "fc1")).toThrow(expect.objectContaining({ code: "INPUT" }));
});
