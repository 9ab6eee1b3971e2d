import { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { runAsTyped } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { BESIDE_ROLES } from "./analyze-config.ts";
import { withNetworks } from "./network-options.ts";
import { analyzeConfig } from "./read-config.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const basic = { modality: "image", data: "photos", layer: ["fc1"], distilled: "kd", scratch: ["a", "b"] };

/** A config file as it is read. */
function read(config: string | object): ReturnType<typeof analyzeConfig> {
  write("own/config.json", typeof config === "string" ? config : JSON.stringify(config));
  return analyzeConfig(at("own/config.json"), new Command());
}

describe("a config", () => {
  it("has all its paths relative to itself, out, globs and parts too", () => {
    const all = { ...basic, masks: "../masks", parts: { cue: "cue" }, teacher: "/t.onnx", out: "out", null: "n/seed*" };
    const config = read({ ...all, $schema: "./stillpoint.schema.json" });
    expect(config).toMatchObject({
      data: at("own/photos"),
      masks: at("masks"),
      parts: { cue: at("own/cue") },
      teacher: "/t.onnx",
      out: at("own/out"),
      layer: ["fc1"],
      networks: { distilled: [at("own/kd")], scratch: [at("own/a"), at("own/b")], null: [at("own/n/seed*")] },
    });
    const networks = [{ seed: 4, distilled: "kd/*.onnx", scratch: "b", control: { distilled: "c", scratch: "d" } }];
    const { distilled, scratch, ...rest } = basic;
    expect(read({ ...rest, networks }).networks).toEqual([
      {
        seed: 4,
        distilled: at("own/kd/*.onnx"),
        scratch: at("own/b"),
        control: { distilled: at("own/c"), scratch: at("own/d") },
      },
    ]);
  });

  it("may hold comments", () => {
    expect(read(`{ // mine\n ${JSON.stringify(basic).slice(1, -1)}, /* yes */ }`).data).toBe(at("own/photos"));
  });

  it.each([
    ["a misspelt option", { ...basic, layers: ["fc1"] }, /options: expected layer or labels; got layers/],
    [
      "a misspelt option of a network",
      { networks: [{ distiled: "a", scratch: "b" }] },
      /networks\.0: expected distilled; got distiled/,
    ],
    ["an option like none", { ...basic, frobnicate: 1 }, /options: expected one of .*modality.*; got frobnicate/],
    [
      "an option given twice",
      '{ "seed": 1, "seed": 2 }',
      /config\.json: expected a JSON file; got text that is none \("seed" twice\); mend it/,
    ],
    [
      "a layer given twice",
      { ...basic, layer: ["fc1", "conv", "fc1"] },
      /--layer: expected each name once; got fc1 twice/,
    ],
    [
      "networks by seed and by role",
      { ...basic, networks: [{ distilled: "a", scratch: "b" }] },
      /networks: expected them by seed or by role; got networks and distilled, scratch/,
    ],
    [
      "one network",
      { modality: "image", data: "p", layer: ["a"], distilled: "kd" },
      /the networks to compare; got no --scratch/,
    ],
    ["a list for options", "[1]", /config\.json: expected a JSON object; got \[1\]; see the README/],
    ["a number for a folder", { ...basic, distilled: 5 }, /distilled: expected one of a text, a list; got 5/],
    ["too few passes", { ...basic, passes: 2 }, /passes: expected at least 8; got 2/],
    ["no layer", { ...basic, layer: [] }, /layer: expected at least 1 entry; got \[\]/],
    ["an unknown recipe", { ...basic, recipe: "b" }, /recipe: expected one of limit, optimum, official; got "b"/],
    ["too much clutter", { ...basic, clutter: 2 }, /clutter: expected a share from 0 to 0\.9, such as 0\.25; got 2/],
    ["no data", { modality: "image", layer: ["a"] }, /--data is missing/],
  ])("with %s is refused", (_, config, message) => expect(() => read(config)).toThrow(message));
});

describe("the command line", () => {
  const heard = async (...args: string[]): Promise<string> => {
    const { code, error } = await runAsTyped(() => undefined, "analyze", ...args);
    expect(code).toBe(2);
    return error;
  };

  it("refuses every option given twice but lists and switches", async () => {
    const { out } = await runAsTyped(() => undefined, "analyze", "--help");
    const valued = [...out.matchAll(/^ {2}--([a-z]+) <([^>]*[^.>])>/gm)].map(([, name = ""]) => name);
    expect(valued).toEqual(expect.arrayContaining(["grid", "data", "seed", "out", "teacher", "recipe"]));
    const values: Record<string, string> = {
      modality: "image",
      recipe: "limit",
      scale: "none",
      long: "refuse",
      question: "fixed",
      provider: "cpu",
    };
    for (const name of valued.filter((each) => each !== "layer" && each !== "parts")) {
      const value = values[name] ?? "8";
      expect(await heard(`--${name}`, value, `--${name}`, value)).toContain(
        `--${name}: expected it once; got it twice`,
      );
    }
    expect(await heard("--seed=1", "--quiet", "--seed", "2")).toContain("--seed: expected it once");
    expect(await heard("--quiet", "--quiet")).not.toContain("twice");
  });

  it("refuses other commands' options given twice", async () => {
    const { code, error } = await runAsTyped(() => undefined, "bench", "--seeds", "1", "--seeds", "2");
    expect([code, error]).toEqual([2, expect.stringContaining("--seeds: expected it once")]);
  });

  it("refuses a part given twice, and numbers that are missing", async () => {
    expect(await heard("--parts", "cue=a", "--parts", "cue=b")).toContain(
      "--parts: expected each name once; got cue twice",
    );
    expect(await heard("--mean", "0.5,,0.5")).toContain("--mean: expected numbers separated by commas; got 0.5,,0.5");
  });

  it("takes every role, by the names a config has for them, and says what each isolates", async () => {
    const command = withNetworks(new Command());
    const flags = ["distilled", "scratch", ...BESIDE_ROLES].flatMap((role) => [`--${role}`, `runs/${role}`]);
    command.parse(flags, { from: "user" });
    const { distilled, scratch, ...rest } = basic;
    write("roles/config.json", JSON.stringify({ ...rest, distilled: "x" }));
    const { networks } = analyzeConfig(at("roles/config.json"), command);
    for (const role of ["distilled", "scratch", ...BESIDE_ROLES])
      expect(networks, role).toMatchObject({ [role]: [`runs/${role}`] });
    const listed = { seed: 4, distilled: "a", scratch: "b", "self-distilled": "c", "null-order": "d" };
    expect(read({ ...rest, networks: [listed] }).networks).toMatchObject([
      { seed: 4, "self-distilled": expect.stringMatching(/c$/), "null-order": expect.stringMatching(/d$/) },
    ]);
    expect(() => read({ ...basic, selfDistilled: "c" })).toThrow(
      /options: expected self-distilled or .*; got selfDistilled/,
    );
    const { out } = await runAsTyped(() => undefined, "analyze", "--help");
    const told = out.replace(/\s+/g, " ");
    for (const clause of ["the teacher's knowledge", "the loss itself", "what chance does", "the order alone"])
      expect(told).toContain(clause);
  });

  it("takes a role several times, and its networks win over a config's", () => {
    const command = new Command().option("--distilled <place...>").option("--scratch <place...>");
    command.parse(["--distilled", "a", "b", "--scratch", "c", "--distilled", "d", "--scratch", "e", "f"], {
      from: "user",
    });
    const { distilled, scratch, ...rest } = basic;
    write("own/config.json", JSON.stringify({ ...rest, networks: [{ distilled: "x", scratch: "y" }] }));
    const { networks } = analyzeConfig(at("own/config.json"), command);
    expect(networks).toMatchObject({ distilled: ["a", "b", "d"], scratch: ["c", "e", "f"] });
  });
});
