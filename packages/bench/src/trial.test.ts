import { describe, expect, it } from "vitest";
import { packageFiles } from "../fixtures/package-files.ts";
import { PRESET_ROLES, type PresetName } from "./benchmark.ts";
import type { BenchmarkData, Variant } from "./benchmark-task.ts";
import { METHODS, type Method } from "./method.ts";
import type { NetworkSpec } from "./networks.ts";
import { partsOf, partTask, partTitle } from "./part.ts";
import { imageTask } from "./tasks/image.ts";
import { specsFor, trialOf } from "./trial.ts";

/** Not looked at before something is trained. */
const data: BenchmarkData = {
  training: { inputs: {}, labels: new Int32Array() },
  teacherData: () => ({ inputs: {}, labels: new Int32Array() }),
  samples: [],
  digest: "",
  score: async () => ({}),
  scoreHeldOut: async () => 0,
  analysis: {},
};

const variants: readonly Variant[] = ["cue", "control"];

function parts(preset: PresetName, methods: readonly Method[] = METHODS) {
  return partsOf({ tasks: [imageTask], preset, variants, methods, roles: PRESET_ROLES[preset] });
}

/** The networks of the part at `fc1`. */
async function specs(preset: PresetName, method: Method, variant: Variant, seed = 0): Promise<NetworkSpec[]> {
  const part = parts(preset).find((one) => one.layer === "fc1" && one.method === method && one.variant === variant)!;
  return specsFor(await trialOf(part, data, { preset, roles: PRESET_ROLES[preset], seed, files: packageFiles }), part);
}

const said = (all: readonly NetworkSpec[]): string[] =>
  all.map(({ role, seed, trainingSeed, order = trainingSeed }) => `${role} ${seed}: ${trainingSeed} ${order}`);

describe("the parts of a benchmark", () => {
  it("are a task for each method, whose control is its own", () => {
    const tasks = parts("quick").map((part) => `${partTask(part)}@${part.layer}`);
    const vgg = (name: string) => ["conv", "fc1"].map((layer) => `image/emoji-vgg${name}@${layer}`);
    expect(tasks).toEqual(["", "-logits", "-control", "-logits-control"].flatMap(vgg));
    expect(new Set(parts("quick").map(partTitle))).toEqual(
      new Set([
        "VGG-like network on emoji",
        "VGG-like network on emoji, taught by logits",
        "VGG-like network on emoji, control: the cue says nothing",
        "VGG-like network on emoji, taught by logits, control: the cue says nothing",
      ]),
    );
    expect(parts("quick", ["feature"])).toHaveLength(4);
    const choice = {
      tasks: [imageTask],
      preset: "full",
      variants,
      methods: METHODS,
      roles: PRESET_ROLES.full,
    } as const;
    const residual = partsOf({ ...choice, networks: ["resnet"] });
    expect(residual).toEqual(partsOf(choice).filter(({ family }) => family.id === "resnet"));
    expect(residual).toHaveLength(12);
  });
});

describe("the networks of a part", () => {
  it("have the weights and orders that their seeds have always named; the order alone is another in null-order", async () => {
    expect(said(await specs("smoke", "feature", "cue"))).toEqual([
      "scratch 0: 0 0",
      "distilled 0: 0 0",
      "placebo 0: 0 0",
      "null 0: 1000 1000",
      "null-order 0: 0 3000",
      "more-data 0: 0 0",
      "self-distilled 0: 0 0",
    ]);
    const third = said(await specs("full", "feature", "cue", 7)).filter((each) => each.includes(" 2:"));
    expect(third.slice(0, 5)).toEqual([
      "scratch 2: 70002 70002",
      "distilled 2: 70002 70002",
      "placebo 2: 70002 70002",
      "null 2: 71002 71002",
      "null-order 2: 70002 73002",
    ]);
  });

  it("are the preset's: no other order of batches in quick, a self-distilled student in all", async () => {
    const roles = async (preset: PresetName) =>
      new Set((await specs(preset, "feature", "cue")).map(({ role }) => role));
    expect([...(await roles("quick"))]).toEqual(["scratch", "distilled", "placebo", "null", "self-distilled"]);
    for (const preset of ["smoke", "full"] as const) expect((await roles(preset)).has("null-order")).toBe(true);
  });

  it("are taught by the last checkpoint of the same seed's second scratch network, which stands before them", async () => {
    for (const method of METHODS) {
      const all = await specs("full", method, "control");
      for (const [k, spec] of all.entries()) {
        expect(spec.taughtBy !== undefined, spec.role).toBe(spec.role === "self-distilled");
        if (spec.taughtBy === undefined) continue;
        expect(spec.taughtBy).toMatchObject({ role: "null", seed: spec.seed });
        expect(all.slice(0, k)).toContain(spec.taughtBy);
        expect(spec.teacher).toBeUndefined();
      }
    }
  });

  it("share by method what learns from labels, and no folder otherwise", async () => {
    const [feature, logits] = [await specs("full", "feature", "cue"), await specs("full", "logits", "cue")];
    const folders = new Map(feature.map(({ folder, role }) => [folder, role]));
    const shared = new Set(logits.flatMap(({ folder }) => folders.get(folder) ?? []));
    expect([...shared]).toEqual(["scratch", "null", "null-order"]);
    const control = await specs("full", "logits", "control");
    const all = [...feature, ...logits, ...control].map(({ folder }) => folder);
    expect(new Set(all).size).toBe(all.length - 15);
    // One student of logits serves all layers.
    const layers = new Set(logits.map((spec) => spec.layers.join()));
    expect([...layers]).toEqual(["conv,fc1,fc2"]);
  });
});
