import { afterAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { foundNetworks } from "./found-networks.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

function files(...names: string[]): void {
  for (const name of names) write(name, "");
}

const role = (...patterns: string[]): string[] => patterns.map(at);
/** `role seed: steps` of each network. */
const said = (found: ReturnType<typeof foundNetworks>): string[] =>
  found.networks.map(({ role: of, seed, files: each }) => `${of} ${seed}: ${each.map(({ step }) => step).join(" ")}`);

describe("networks of one seed", () => {
  it("are in the order of the field that their names call epoch, and the order is said", () => {
    for (const name of ["student", "baseline"])
      files(...["0-lr=0.100", "30-lr=0.010", "60-lr=0.001"].map((end) => `lr/${name}/epoch=${end}.onnx`));
    const found = foundNetworks({ networks: { distilled: role("lr/student"), scratch: role("lr/baseline/*.onnx") } });
    expect(said(found)).toEqual(["distilled 0: 0 30 60", "scratch 0: 0 30 60"]);
    expect(found.networks[0]?.files[2]?.file).toContain("epoch=60-lr=0.001.onnx");
    expect(found.notes[0]).toBe(`distilled, seed 0: steps 0, 30, 60 from "epoch" (${at("lr/student")})`);
  });

  it("may be files that a shell has listed", () => {
    files("listed/a/0.onnx", "listed/a/10.onnx", "listed/b/0.onnx", "listed/b/10.onnx");
    const distilled = role("listed/a/0.onnx", "listed/a/10.onnx");
    const found = foundNetworks({ networks: { distilled, scratch: role("listed/b/0.onnx", "listed/b/10.onnx") } });
    expect(said(found)).toEqual(["distilled 0: 0 10", "scratch 0: 0 10"]);
  });

  it("lie in folders with a step in their names, and in folders whose names look like patterns", () => {
    files("odd[1]/a/step_5/model.onnx", "odd[1]/a/step_50/model.onnx", "odd[1]/b/5.onnx", "odd[1]/b/50.onnx");
    const networks = { distilled: role("odd[1]/a/*/model.onnx"), scratch: role("odd[1]/b/*.onnx") };
    expect(said(foundNetworks({ networks }))).toEqual(["distilled 0: 5 50", "scratch 0: 5 50"]);
  });

  it("do not count what macOS leaves beside files, nor external data", () => {
    files("mac/a/1.onnx", "mac/a/._1.onnx", "mac/a/1.onnx.data", "mac/b/1.onnx", "mac/b/1.onnx.data");
    const networks = { distilled: role("mac/a"), scratch: role("mac/b/*") };
    expect(said(foundNetworks({ networks }))).toEqual(["distilled 0: 1", "scratch 0: 1"]);
  });

  it("whose steps differ are an error that lists both", () => {
    files("steps/a/0.onnx", "steps/a/10.onnx", "steps/b/0.onnx", "steps/b/20.onnx");
    expect(() => foundNetworks({ networks: { distilled: role("steps/a"), scratch: role("steps/b") } })).toThrow(
      /of scratch, seed 0: expected steps 0, 10 as for distilled, seed 0; got 0, 20/,
    );
  });
});

describe("roles beside the pair", () => {
  const all = ["kd", "self", "base", "placebo", "null", "order", "more"] as const;
  const [distilled, self, scratch, placebo, twin, order, more] = all;

  it("are every one, role by role as by the command line, seed by seed as in a config", () => {
    for (const seed of [0, 1])
      for (const name of all) files(`all/seed${seed}/${name}/0.onnx`, `all/seed${seed}/${name}/9.onnx`);
    const of = (name: string) => role(`all/seed*/${name}`);
    const byRole = foundNetworks({
      networks: {
        distilled: of(distilled),
        scratch: of(scratch),
        "self-distilled": of(self),
        placebo: of(placebo),
        null: of(twin),
        "null-order": of(order),
        "more-data": of(more),
      },
    });
    const listed = foundNetworks({
      networks: [0, 1].map((seed) => {
        const place = (name: string) => at(`all/seed${seed}/${name}`);
        return {
          seed,
          distilled: place(distilled),
          scratch: place(scratch),
          "self-distilled": place(self),
          placebo: place(placebo),
          null: place(twin),
          "null-order": place(order),
          "more-data": place(more),
        };
      }),
    });
    const roles = ["distilled", "self-distilled", "scratch", "placebo", "null", "null-order", "more-data"];
    expect(said(byRole)).toEqual(roles.flatMap((name) => [0, 1].map((seed) => `${name} ${seed}: 0 9`)));
    expect(said(listed).toSorted()).toEqual(said(byRole).toSorted());
    for (const { role: name, files: own } of byRole.networks) {
      expect(own[0]?.file).toContain(`/${all[roles.indexOf(name)]}/`);
    }
  });

  it.each([
    [
      "self-distilled",
      "kd",
      /of self-distilled, seed 0: expected files of its own; got those of distilled, seed 0 .*; it is the student of a second/,
    ],
    ["self-distilled", "base", /of self-distilled, seed 0: expected files of its own; got those of scratch, seed 0/],
    [
      "null-order",
      "base",
      /of null-order, seed 0: expected files of its own; got those of scratch, seed 0 .*; it is trained as scratch is/,
    ],
    [
      "more-data",
      "base",
      /of more-data, seed 0: expected files of its own; got those of scratch, seed 0 .*; .* on the teacher's data/,
    ],
  ] as const)("refuse %s given as %s, in one sentence", (name, place, message) => {
    files("own/kd/0.onnx", "own/kd/9.onnx", "own/base/0.onnx", "own/base/9.onnx");
    const networks = { distilled: role("own/kd"), scratch: role("own/base"), [name]: role(`own/${place}/*.onnx`) };
    expect(() => foundNetworks({ networks })).toThrow(message);
  });

  it("are refused where a seed of them is missing", () => {
    files("few/seed0/kd/9.onnx", "few/seed1/kd/9.onnx", "few/seed0/base/9.onnx", "few/seed1/base/9.onnx");
    files("few/seed0/self/9.onnx");
    const pair = { distilled: role("few/seed*/kd"), scratch: role("few/seed*/base") };
    expect(() => foundNetworks({ networks: { ...pair, "self-distilled": role("few/seed0/self") } })).toThrow(
      /networks of self-distilled: expected one of each seed 0, 1/,
    );
  });
});

describe("networks of several seeds", () => {
  const tree = (top: string, seeds: readonly string[], names: readonly string[]): void => {
    for (const seed of seeds)
      for (const name of names) files(`${top}/${seed}/${name}/0.onnx`, `${top}/${seed}/${name}/9.onnx`);
  };
  const three = [
    "distilled 0: 0 9",
    "distilled 1: 0 9",
    "distilled 2: 0 9",
    "scratch 0: 0 9",
    "scratch 1: 0 9",
    "scratch 2: 0 9",
  ];

  it.each([
    ["a pattern of folders", ["r/seed*/kd"], ["r/seed*/base"]],
    ["a pattern of files", ["r/seed*/kd/*.onnx"], ["r/seed?/base/*.onnx"]],
    [
      "folders one by one",
      ["r/seed0/kd", "r/seed1/kd", "r/seed2/kd"],
      ["r/seed2/base", "r/seed0/base", "r/seed1/base"],
    ],
    ["files one by one", [0, 1, 2].flatMap((k) => [`r/seed${k}/kd/0.onnx`, `r/seed${k}/kd/9.onnx`]), ["r/seed*/base"]],
    ["a folder of seeds", ["kd"], ["r/s*/base"]],
  ])("are given by %s", (_, distilled, scratch) => {
    tree("r", ["seed0", "seed1", "seed2"], ["kd", "base"]);
    for (const seed of ["seed0", "seed1", "seed2"]) files(`kd/${seed}/0.onnx`, `kd/${seed}/9.onnx`);
    const found = foundNetworks({ networks: { distilled: role(...distilled), scratch: role(...scratch) } });
    expect(said(found)).toEqual(three);
    expect(found.seeds).toEqual([0, 1, 2]);
    for (const { seed, role: of, files: each } of found.networks) {
      expect(each[0]?.file).toContain(`seed${seed}`);
      expect(each[0]?.file).toContain(of === "scratch" ? "base" : "kd");
    }
  });

  it("take the seeds of those that name them, in order", () => {
    tree("named", ["seed3", "seed5"], ["kd"]);
    files("plain/a/0.onnx", "plain/a/9.onnx", "plain/b/0.onnx", "plain/b/9.onnx");
    const networks = { distilled: role("named/seed*/kd"), scratch: role("plain/a", "plain/b") };
    expect(said(foundNetworks({ networks }))).toEqual([
      "distilled 3: 0 9",
      "distilled 5: 0 9",
      "scratch 3: 0 9",
      "scratch 5: 0 9",
    ]);
  });

  it("without names are numbered in order", () => {
    files("plain/a/0.onnx", "plain/a/9.onnx", "plain/b/0.onnx", "plain/b/9.onnx");
    const networks = { distilled: role("plain/a", "plain/b"), scratch: role("plain/b", "plain/a") };
    const found = foundNetworks({ networks });
    expect(found.networks.map(({ seed, files: each }) => [seed, each[0]?.file])).toEqual([
      [0, at("plain/a/0.onnx")],
      [1, at("plain/b/0.onnx")],
      [0, at("plain/b/0.onnx")],
      [1, at("plain/a/0.onnx")],
    ]);
  });

  it.each([
    [
      "other seeds",
      ["m/seed0/kd", "m/seed1/kd"],
      ["m/seed1/base", "m/seed2/base"],
      /expected one of each seed 0, 1, as of distilled; got .*base \(seed 1\), .*base \(seed 2\)/,
    ],
    [
      "fewer networks",
      ["m/seed*/kd"],
      ["m/seed0/base"],
      /of scratch: expected one of each seed 0, 1, 2, as of distilled; got .*\(seed 0\)/,
    ],
    ["seeds in some paths only", ["m/seed0/kd", "lone"], ["m/seed0/base", "m/seed1/base"], /lone \(no seed\)/],
  ])("of %s are an error that lists them", (_, distilled, scratch, message) => {
    tree("m", ["seed0", "seed1", "seed2"], ["kd", "base"]);
    files("lone/0.onnx", "lone/9.onnx");
    expect(() => foundNetworks({ networks: { distilled: role(...distilled), scratch: role(...scratch) } })).toThrow(
      message,
    );
  });

  it("share one teacher, of which the last checkpoint is measured, and no more than one", () => {
    tree("r", ["seed3", "seed4"], ["kd", "base", "teacher"]);
    const networks = { distilled: role("r/seed[34]/kd"), scratch: role("r/seed[34]/base") };
    const found = foundNetworks({ networks, teacher: at("r/seed3/teacher") });
    expect(said(found)[0]).toBe("teacher 3: 9");
    expect(found.notes[0]).toBe(`teacher: ${at("r/seed3/teacher/9.onnx")}`);
    expect(() => foundNetworks({ networks, teacher: at("r/seed*/teacher") })).toThrow(/expected one network; got 2/);
  });

  it("have a control's pair for each", () => {
    tree("r", ["seed0", "seed1"], ["kd", "base"]);
    tree("without", ["seed0", "seed1"], ["student", "baseline"]);
    const roles = { distilled: role("r/seed0/kd", "r/seed1/kd"), scratch: role("r/seed0/base", "r/seed1/base") };
    const { control } = foundNetworks({ networks: { ...roles, control: role("without/seed*") } });
    expect(control.map(({ role: of, seed, files: each }) => [of, seed, each[1]?.file])).toEqual([
      ["distilled", 0, at("without/seed0/student/9.onnx")],
      ["distilled", 1, at("without/seed1/student/9.onnx")],
      ["scratch", 0, at("without/seed0/baseline/9.onnx")],
      ["scratch", 1, at("without/seed1/baseline/9.onnx")],
    ]);
    expect(() => foundNetworks({ networks: { ...roles, control: role("without/seed0") } })).toThrow(
      /of control, distilled/,
    );
    expect(() => foundNetworks({ networks: { ...roles, control: role("r/seed0") } })).toThrow(
      /in scratch; got 0 called scratch/,
    );
  });
});
