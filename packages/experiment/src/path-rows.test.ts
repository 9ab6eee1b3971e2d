import { StillpointError } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { parsePathRecord } from "./path-record.ts";

const csv = `step,name,path,norm
0,*,0,10
0,fc1.weight,0,4
100,*,5,10
100,fc1.weight,1,4
`;
const json = JSON.stringify([
  { step: 0, name: "", path: 0, norm: 10 },
  { step: 0, name: "fc1", path: 0, norm: 4 },
  { step: 100, name: "", path: 5, norm: 10 },
  { step: 100, name: "fc1", path: 1, norm: 4 },
]);
const read = (text: string, layer = "fc1", names: readonly string[] = []) =>
  parsePathRecord(text, "run/path.csv", layer, () => names);
const unknown = Number.NaN;

describe("a user's record of paths", () => {
  it("is read from CSV and from JSON alike, divided by the first norm", () => {
    const expected = [
      [0, { layer: { perStep: unknown, perCheckpoint: 0 }, network: { perStep: unknown, perCheckpoint: 0 } }],
      [100, { layer: { perStep: unknown, perCheckpoint: 0.25 }, network: { perStep: unknown, perCheckpoint: 0.5 } }],
    ];
    expect([...read(csv)]).toEqual(expected);
    expect([...read(json)]).toEqual(expected);
    expect([...read(`\ufeff${csv.replaceAll("\n", "\r\n")}`)]).toEqual(expected);
  });

  it("knows paths per optimiser step beside those per checkpoint", () => {
    const both = "step,name,path,norm,per\n0,fc1,0,4,step\n0,fc1,0,4,\n100,fc1,2,4,step\n100,fc1,1,4,checkpoint\n";
    expect(read(both).get(100)).toEqual({
      layer: { perStep: 0.5, perCheckpoint: 0.25 },
      network: { perStep: unknown, perCheckpoint: unknown },
    });
  });

  it("finds the layer's weight by the names the graph tells, before the layer's own", () => {
    const rows = "step,name,path,norm\n0,module.layer1.0.conv1.weight,0,2\n7,module.layer1.0.conv1.weight,3,2\n";
    expect(read(rows, "layer1.0.bn1", ["layer1.0.conv1"]).get(7)?.layer.perCheckpoint).toBe(1.5);
    expect(() => read(rows, "fc9", ["fc9.weight"])).toThrow(
      "run/path.csv: expected the path of fc9; got layer1.0.conv1; add rows of that name",
    );
  });

  it("passes over weights that start at 0 unless they are asked for", () => {
    expect(read(`${csv}0,bn.weight,0,0\n100,bn.weight,1,0\n`).size).toBe(2);
  });

  it("takes milliseconds as steps", () => {
    expect([...read("step,name,path,norm\n1764288000000,fc1,1,4\n").keys()]).toEqual([1764288000000]);
  });

  it.each([
    ["nothing", ""],
    ["another table", "a,b\n1,2\n"],
    ["no row", "step,name,path,norm\n"],
    ["a step that is no number", csv.replace("100,*", "NaN,*")],
    ["a step above 2^53", csv.replace("100,*", "9007199254740993,*")],
    ["a negative step", csv.replace("100,*", "-1,*")],
    ["half a step", csv.replace("100,*", "0.5,*")],
    ["a path that is no number", csv.replace("100,fc1.weight,1", "100,fc1.weight,nan")],
    ["an endless path", csv.replace("100,fc1.weight,1", "100,fc1.weight,1e999")],
    ["a negative path", csv.replace("100,fc1.weight,1", "100,fc1.weight,-1")],
    ["a path that starts above 0", csv.replace("0,fc1.weight,0", "0,fc1.weight,2")],
    ["a path that goes down", `${csv}200,fc1.weight,0.5,4\n`],
    ["steps that go back", `${csv}50,fc1.weight,2,4\n`],
    ["a step twice", `${csv}100,fc1.weight,1,4\n`],
    ["a norm that changes", csv.replace("100,fc1.weight,1,4", "100,fc1.weight,1,5")],
    ["a norm of 0 under a path", "step,name,path,norm\n5,fc1,1,0\n"],
    ["a norm that is missing", csv.replace("100,fc1.weight,1,4", "100,fc1.weight,1,")],
    ["a torn line", csv.slice(0, -4)],
    ["an unknown column", csv.replace("norm", "norm,loss").replaceAll(/(\d)$/gm, "$1,0")],
    ["an unknown kind of path", "step,name,path,norm,per\n0,fc1,0,4,epoch\n"],
    ["decimal commas", "step;name;path;norm\n0;fc1;0;4\n"],
    ["torn JSON", json.slice(0, -3)],
    ["JSON of numbers", "[1, 2]"],
    ["a step as text", json.replace('"step":100', '"step":"toString"')],
    ["null", json.replace('"path":5', '"path":null')],
  ])("%s is one clear error", (_, text) => {
    try {
      read(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(StillpointError);
      expect(error).toMatchObject({
        code: "INPUT",
        message: expect.stringMatching(/^run\/path\.csv.*: expected .*; got .*; /),
      });
    }
  });
});
