import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { readNetwork } from "@stillpoint/autodiff";
import { drawNormal } from "@stillpoint/core";
import { convNet, weightNames, weightValues, withWeights } from "@stillpoint/distill";
import { encodePng } from "@stillpoint/image";
import { parseReport } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../fixtures/command.ts";
import { scratchFolder } from "../fixtures/scratch-folder.ts";

const SIZE = 48;
const { at, write, remove } = scratchFolder();

/** A network like `seed`'s, its weights moved by `amount`. */
function network(seed: number, amount: number): Uint8Array {
  const model = readNetwork(convNet({ seed, shape: { channels: [4, 4, 6, 6], hidden: [8, 8] } }));
  const values = weightNames(model.graph).map((name) => {
    const moved = weightValues(model, name);
    const noise = new Float32Array(moved.length);
    drawNormal({ seed, sample: name, purpose: "move", pass: 0 }, noise);
    return [name, moved.map((value, k) => value + amount * (noise[k] ?? 0))] as const;
  });
  return withWeights(model, new Map(values));
}

/** The same file at both steps. */
function both(name: string, data: string | Uint8Array): void {
  for (const step of [0, 10]) write(`${name}/${step}.onnx`, data);
}

/** Noise with a bright square as the object, at a place of its own. */
function picture(index: number): { image: Uint8Array; mask: Uint8Array } {
  const noise = new Float32Array(SIZE * SIZE * 3);
  drawNormal({ seed: 7, sample: String(index), purpose: "picture", pass: 0 }, noise);
  const inside = (p: number): boolean => {
    const [y, x] = [Math.floor(p / SIZE), p % SIZE];
    return y >= 12 && y < 36 && x >= 4 * index && x < 24 + 4 * index;
  };
  const bytes = Uint8Array.from(noise, (value, k) => 100 + 30 * value + (inside(Math.floor(k / 3)) ? 80 : 0));
  const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, p) => (inside(p) ? 255 : 0));
  return {
    image: encodePng({ height: SIZE, width: SIZE, channels: 3, bytes }),
    mask: encodePng({ height: SIZE, width: SIZE, channels: 1, bytes: mask }),
  };
}

beforeAll(() => {
  for (let index = 0; index < 3; index += 1) {
    const { image, mask } = picture(index);
    write(`pictures/p${index}.png`, image);
    write(`masks/p${index}.png`, mask);
  }
  for (const step of [0, 10]) {
    write(`distilled/${step}.onnx`, network(1, step / 100));
    write(`scratch/${step}.onnx`, network(1, step / 50));
  }
});
afterAll(remove);

const networks = ["--distilled", at("distilled"), "--scratch", at("scratch")];
const data = ["--modality", "image", "--data", at("pictures"), "--masks", at("masks")];
const rest = ["--layer", "fc1", "--grid", "4x4", "--workers", "2"];

const analyze = (out: string, ...extra: string[]): Promise<Outcome> => {
  const anew = extra.includes("--resume") ? [] : ["--overwrite"];
  return run("analyze", ...networks, ...data, ...rest, "--out", at(out), ...anew, ...extra);
};
const bytes = (out: string, name: string): Buffer => readFileSync(join(at(out), name));

describe("stillpoint analyze", () => {
  it("measures a user's networks and writes report.json, report.html and entropies.parquet", async () => {
    const { code, error } = await analyze("first");
    expect(error).toContain("these numbers speak of this pair of networks");
    expect(code).toBe(0);
    const [task] = parseReport(bytes("first", "report.json").toString()).tasks;
    expect(task?.id).toBe("image/own@fc1");
    expect(task?.samples).toBe(3);
    expect(task?.hypotheses.every(({ verdict }) => verdict === "no-verdict")).toBe(true);
    expect(bytes("first", "report.html").toString()).toContain("<!doctype html>");
    expect(bytes("first", "entropies.parquet").subarray(0, 4).toString()).toBe("PAR1");
  });

  it("measures a network of one channel on pictures turned grey", async () => {
    const grey = (seed: number) =>
      convNet({ seed, inputChannels: 1, shape: { channels: [4, 4, 6, 6], hidden: [8, 8] } });
    both("grey-a", grey(1));
    both("grey-b", grey(2));
    const { code } = await analyze("grey", "--distilled", at("grey-a"), "--scratch", at("grey-b"));
    expect(code).toBe(0);
  });

  it("stretches pictures of another size with their masks, and says so", async () => {
    const noise = Uint8Array.from({ length: 60 * 60 * 3 }, (_, k) => (k * 7919) % 251);
    const mask = Uint8Array.from({ length: 60 * 60 }, (_, p) => (p % 60 < 30 ? 255 : 0));
    write("large/a.png", encodePng({ height: 60, width: 60, channels: 3, bytes: noise }));
    write("large-masks/a.png", encodePng({ height: 60, width: 60, channels: 1, bytes: mask }));
    const { code, error } = await analyze("stretched", "--data", at("large"), "--masks", at("large-masks"));
    expect(error).toContain("1 of 1 pictures stretched to the network's 48x48");
    expect(code).toBe(0);
  });

  it("gives the same bytes with one worker as with two", async () => {
    await analyze("single", "--workers", "1");
    for (const name of ["report.json", "entropies.parquet"])
      expect(bytes("single", name)).toEqual(bytes("first", name));
  });

  it("gives other entropies for another seed of the noise", async () => {
    await analyze("other", "--seed", "5");
    expect(bytes("other", "entropies.parquet")).not.toEqual(bytes("first", "entropies.parquet"));
  });

  it("resumes after lost and torn shards to the same bytes, and measures only those again", async () => {
    cpSync(at("first"), at("torn"), { recursive: true });
    const shards = join(at("torn"), "shards", readdirSync(join(at("torn"), "shards"))[0]!);
    const [lost, torn] = readdirSync(shards);
    rmSync(join(shards, lost!));
    truncateSync(join(shards, torn!), 100);
    rmSync(join(at("torn"), "report.json"));
    const { code, error } = await analyze("torn", "--resume");
    expect(code).toBe(0);
    expect(error).toMatch(/measuring image\/own@fc1: 12, 6 already there/);
    for (const name of ["report.json", "entropies.parquet"]) expect(bytes("torn", name)).toEqual(bytes("first", name));
  });

  it("goes on from results of the same request alone", async () => {
    cpSync(at("first"), at("changed"), { recursive: true });
    const refused = await analyze("changed", "--resume", "--seed", "5", "--grid", "2x2");
    expect([refused.code, refused.error]).toEqual([
      2,
      expect.stringMatching(/--resume: expected the request that.*; got grid "2x2" for "4x4", seed 5 for 0; .*remove/),
    ]);
    for (const name of ["report.json", "entropies.parquet"])
      expect(bytes("changed", name)).toEqual(bytes("first", name));
  });

  it("does not take shards of another request for its own", async () => {
    rmSync(join(at("changed"), "request.json"));
    const { error } = await analyze("changed", "--resume", "--seed", "5");
    expect(error).not.toContain("already there");
    expect(bytes("changed", "entropies.parquet")).toEqual(bytes("other", "entropies.parquet"));
  });

  it("keeps maps that do not exist, with their reasons, through a resume", async () => {
    cpSync(at("distilled"), at("dead"), { recursive: true });
    const model = readNetwork(network(1, 0));
    const zeros = weightValues(model, "fc1.weight").fill(0);
    write("dead/10.onnx", withWeights(model, new Map([["fc1.weight", zeros]])));
    await analyze("dead-out", "--distilled", at("dead"));
    const before = bytes("dead-out", "report.json");
    expect(parseReport(before.toString()).tasks[0]?.exclusions).toContainEqual({
      sample: "p0",
      reason: expect.stringContaining("expected some movement"),
    });
    const { error } = await analyze("dead-out", "--distilled", at("dead"), "--resume");
    expect(error).toMatch(/measuring image\/own@fc1: 12, 12 already there/);
    expect(bytes("dead-out", "report.json")).toEqual(before);
  });

  it("reads a config, and what is typed wins over it", async () => {
    const config = {
      modality: "image",
      data: "pictures",
      masks: "masks",
      layer: ["conv"],
      grid: "4x4",
      networks: [{ seed: 3, distilled: "distilled", scratch: "scratch/*.onnx" }],
    };
    write("config.json", JSON.stringify(config));
    const { code } = await run("analyze", at("config.json"), "--layer", "fc1", "--quiet", "--out", at("configured"));
    expect(code).toBe(0);
    const report = parseReport(bytes("configured", "report.json").toString());
    expect(report.seeds).toEqual([3]);
    expect(report.tasks.map(({ layer }) => layer)).toEqual(["fc1"]);
  });

  it("prints nothing but JSON lines on request", async () => {
    const { out, error } = await analyze("events", "--json");
    expect(error).toBe("");
    for (const line of out.trimEnd().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe("bad input", () => {
  it.each([
    [
      "a truncated network",
      () => both("bad", network(1, 0).subarray(0, 5_000)),
      ["--distilled", at("bad")],
      1,
      /network .*0\.onnx: .*truncated/,
    ],
    [
      "a text file called .onnx",
      () => both("text", "hello\n"),
      ["--distilled", at("text")],
      1,
      /network .*0\.onnx: .*not ONNX/,
    ],
    ["a layer with a typo", () => undefined, ["--layer", "fc11"], 1, /layer fc11: .*did you mean fc1/],
    ["a grid finer than the picture", () => undefined, ["--grid", "100x100"], 1, /grid: .*got 100x100/],
    ["a grid that is none", () => undefined, ["--grid", "many"], 2, /--grid: expected ROWSxCOLUMNS/],
    [
      "an empty folder",
      () => mkdirSync(at("empty"), { recursive: true }),
      ["--data", at("empty")],
      1,
      /folder .*empty: expected PNG/,
    ],
    [
      "a folder that does not exist",
      () => undefined,
      ["--data", at("nowhere")],
      1,
      /folder .*nowhere: expected a folder/,
    ],
    [
      "a picture that is none",
      () => write("fake/p0.png", "text"),
      ["--data", at("fake")],
      1,
      /picture .*p0\.png: expected an image file/,
    ],
    [
      "checkpoints that do not exist",
      () => undefined,
      ["--scratch", at("nothing")],
      1,
      /checkpoints .*nothing: expected ONNX files/,
    ],
    [
      "networks with other steps",
      () => write("steps/7.onnx", network(1, 0)),
      ["--scratch", at("steps")],
      1,
      /scratch, seed 0: expected steps 0, 10/,
    ],
    ["normalisation for other channels", () => undefined, ["--mean", "0.5", "--std", "0.5"], 2, /normalisation/],
    [
      "an output folder that is a file",
      () => write("file", "x"),
      ["--out", at("file")],
      1,
      /output .*: .*a file in the way/,
    ],
    ["an unknown option", () => undefined, ["--frobnicate"], 2, /options: expected .*; got --frobnicate/],
    [
      "a recipe that does not exist",
      () => undefined,
      ["--recipe", "best"],
      2,
      /--recipe: expected one of limit, optimum, official; got best/,
    ],
    ["a number that is none", () => undefined, ["--passes", "many"], 2, /whole number of at least 8/],
  ])("%s is one clear message and the right exit code", async (_, prepare, extra, code, message) => {
    prepare();
    const result = await analyze("refused", ...extra);
    expect(result.error).toMatch(message);
    expect(result.code).toBe(code);
    expect(result.error).not.toMatch(/^\s+at /m);
  });

  it("a mask of another size is refused for a stretched picture too", async () => {
    const noise = Uint8Array.from({ length: 60 * 60 * 3 }, (_, k) => (k * 7919) % 251);
    write("large/a.png", encodePng({ height: 60, width: 60, channels: 3, bytes: noise }));
    write("odd/a.png", encodePng({ height: 48, width: 48, channels: 1, bytes: new Uint8Array(48 * 48) }));
    const { code, error } = await analyze("refused", "--data", at("large"), "--masks", at("odd"));
    expect(error).toMatch(/mask a\.png: expected the 60x60 pixels of a\.png; got 48x48/);
    expect(code).toBe(1);
  });

  it("a mask of another size names both files", async () => {
    const small = encodePng({ height: 4, width: 4, channels: 1, bytes: new Uint8Array(16) });
    for (let index = 0; index < 3; index += 1) write(`small/p${index}.png`, small);
    const { code, error } = await analyze("refused", "--masks", at("small"));
    expect(error).toMatch(/mask p0\.png: expected the 48x48 pixels of p0\.png; got 4x4/);
    expect(code).toBe(1);
  });

  it("a picture without background is left out with its reason, and the others are measured", async () => {
    cpSync(at("masks"), at("full"), { recursive: true });
    const all = new Uint8Array(SIZE * SIZE).fill(255);
    write("full/p1.png", encodePng({ height: SIZE, width: SIZE, channels: 1, bytes: all }));
    const { code } = await analyze("partly", "--masks", at("full"));
    expect(code).toBe(0);
    const [task] = parseReport(bytes("partly", "report.json").toString()).tasks;
    expect(task?.exclusions).toContainEqual({ sample: "p1", reason: expect.stringContaining("no background unit") });
  });

  it("NaN weights are named with their network before anything is measured", async () => {
    cpSync(at("distilled"), at("nan"), { recursive: true });
    const model = readNetwork(network(1, 0));
    const values = weightValues(model, "fc1.weight").fill(Number.NaN);
    write("nan/10.onnx", withWeights(model, new Map([["fc1.weight", values]])));
    const { code, error } = await analyze("poisoned", "--distilled", at("nan"));
    expect(error).toMatch(/network .*nan\/10\.onnx: tensor fc1\.weight: .*NaN in the network's weights/s);
    expect(error).not.toMatch(/measuring/);
    expect(code).toBe(1);
    expect((await analyze("poisoned")).code).toBe(0);
    expect(bytes("poisoned", "entropies.parquet")).toEqual(bytes("first", "entropies.parquet"));
  });
});

describe("stillpoint inspect", () => {
  it("lists the layers that can be measured", async () => {
    const { code, out } = await run("inspect", at("distilled/0.onnx"), "--json");
    expect(code).toBe(0);
    const names = JSON.parse(out).layers.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(["conv", "fc1", "fc2"]));
  });

  it("says of a missing file that it is missing", async () => {
    const { code, error } = await run("inspect", at("none.onnx"));
    expect(error).toMatch(/model .*none\.onnx: expected a readable file/);
    expect(code).toBe(1);
  });
});

describe("stillpoint", () => {
  it("tells usage errors from failures", async () => {
    expect((await run("bench", "--tasks", "audio")).code).toBe(2);
    const { code, error } = await run("bench", "--methods", "logit");
    expect([code, error]).toEqual([
      2,
      expect.stringContaining("--methods: expected some of feature,logits; got logit"),
    ]);
    expect((await run("transfer", "nowhere.jsonc")).error).toContain(
      "config nowhere.jsonc: expected a JSON file; got none of this name; name the file of a config, or let stillpoint init write one",
    );
    const swallowed = await run("transfer", "own.json", "--groups", "--positive", "a");
    expect(swallowed).toMatchObject({
      code: 2,
      error: expect.stringContaining("--groups: expected a value; got --positive, an option; put the value before it"),
    });
    const strange = await run("bench", "--tasks", "pointcloud", "--networks", "dgcnn");
    expect([strange.code, strange.error]).toEqual([
      2,
      expect.stringContaining("--networks: expected some of pointnet,"),
    ]);
    expect((await run("frobnicate")).code).toBe(2);
    const help = await run("--help");
    expect([help.code, help.out]).toEqual([0, expect.stringContaining("Ends with 0 when done, 1 when data")]);
    expect((await run("analyze", "--help")).out).toContain("--distilled");
  });
});
