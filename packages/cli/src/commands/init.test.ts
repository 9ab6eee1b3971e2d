import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseReport } from "@stillpoint/report";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import { parseJsonc } from "../analyze/jsonc.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);
const examples = fileURLToPath(new URL("../../../../examples/files/", import.meta.url));
const config = (folder: string): Record<string, unknown> =>
  Object(parseJsonc(readFileSync(join(at(folder), "stillpoint.jsonc"), "utf8")));

/** Copies of the examples' networks and data under other names. */
function copy(folder: string, names: Readonly<Record<string, string>>): void {
  for (const [to, from] of Object.entries(names))
    cpSync(join(examples, from), join(at(folder), to), { recursive: true });
}

describe("stillpoint init", () => {
  it("writes a config for a tree of seeds that analyze takes as it is", async () => {
    const seeds = [0, 1, 2].flatMap((k) => [
      [`runs/seed${k}/student`, "student"],
      [`runs/seed${k}/baseline`, "baseline"],
    ]);
    copy("tree", { ...Object.fromEntries(seeds), "data/photos/cats": "pictures", "data/masks/cats": "masks" });
    const { code, out, error } = await run("init", at("tree"));
    expect(error).toBe("");
    expect(code).toBe(0);
    expect(out).toContain("distilled, seed 1: runs/seed1/student, steps 0, 100, 200");
    expect(out).toContain("network: input [batch, 3, 12, 12]: image");
    expect(out).not.toContain("not clear");
    expect(config("tree")).toEqual({
      $schema: "./stillpoint.schema.json",
      modality: "image",
      data: "data/photos",
      masks: "data/masks",
      layer: ["conv", "r", "r1"],
      grid: "12x12",
      networks: [0, 1, 2].map((seed) => ({
        seed,
        distilled: `runs/seed${seed}/student`,
        scratch: `runs/seed${seed}/baseline`,
      })),
      out: "stillpoint-report",
    });
    expect(JSON.parse(readFileSync(at("tree/stillpoint.schema.json"), "utf8")).properties.layer).toBeDefined();
    const analysed = await run(
      "analyze",
      at("tree/stillpoint.jsonc"),
      "--grid",
      "6x6",
      "--passes",
      "8",
      "--workers",
      "1",
    );
    expect(analysed.error).toContain("distilled, seed 2: steps 0, 100, 200");
    expect(analysed.code, analysed.error).toBe(0);
    const report = parseReport(readFileSync(at("tree/stillpoint-report/report.json"), "utf8"));
    expect(report.seeds).toEqual([0, 1, 2]);
    expect(report.tasks[0]?.samples).toBe(3);
  });

  it("never writes over a config unless told to", async () => {
    copy("again", { student: "student", baseline: "baseline", photos: "pictures" });
    write("again/stillpoint.jsonc", "mine");
    const refused = await run("init", at("again"));
    expect(refused.error).toMatch(/config .*stillpoint\.jsonc: expected none yet; got one/);
    expect(refused.code).toBe(2);
    expect(readFileSync(at("again/stillpoint.jsonc"), "utf8")).toBe("mine");
    expect((await run("init", at("again"), "--overwrite")).code).toBe(0);
    expect(config("again")).toMatchObject({
      data: "photos",
      networks: [{ distilled: "student", scratch: "baseline" }],
    });
  });

  it("tells roles, seeds and steps apart in the names of one folder's files", async () => {
    for (const [role, from] of [
      ["kd", "student"],
      ["vanilla", "baseline"],
    ] as const) {
      for (const seed of [0, 1]) {
        for (const step of [0, 100]) {
          const file = `${String(step).padStart(5, "0")}.onnx`;
          copy("flat", { [`nets/${role}_seed${seed}_epoch=${step}.onnx`]: `${from}/${file}` });
        }
      }
    }
    copy("flat", { "nets/teacher.onnx": "student/00200.onnx" });
    const { out } = await run("init", at("flat"));
    expect(out).toContain('distilled, seed 1: nets/kd_seed1_epoch=*.onnx, steps 0, 100 from "epoch"');
    expect(out).toContain("not clear: data: none of image");
    expect(config("flat")).toMatchObject({
      teacher: "nets/teacher.onnx",
      networks: [0, 1].map((seed) => ({
        seed,
        distilled: `nets/kd_seed${seed}_epoch=*.onnx`,
        scratch: `nets/vanilla_seed${seed}_epoch=*.onnx`,
      })),
    });
    expect((await run("analyze", at("flat/stillpoint.jsonc"))).error).toContain("--data is missing");
  });

  it("says what is ambiguous, and leaves it out", async () => {
    copy("two", {
      student: "student",
      kd: "student",
      baseline: "baseline",
      other: "baseline",
      a: "pictures",
      b: "pictures",
    });
    const { out, code } = await run("init", at("two"));
    expect(code).toBe(0);
    expect(out).toContain("not clear: other: its names tell no role");
    expect(out).toContain("not clear: distilled without a seed: kd, student could be meant");
    expect(out).toContain("not clear: data: a (3), b (3) could be meant");
    expect(out).toContain("fill in what is missing");
    const written = config("two");
    expect([written.networks, written.data]).toEqual([undefined, undefined]);
  });

  it("says of a seed without its pair that it is left out, and finds placebos, null lines and controls", async () => {
    copy("roles", {
      "seed0/student": "student",
      "seed0/scratch": "baseline",
      "seed0/placebo-student": "student",
      "seed0/null-scratch": "baseline",
      "seed0/self-distilled": "student",
      "seed0/null-order": "baseline",
      "control/seed0/student": "student",
      "control/seed0/scratch": "baseline",
      "seed1/student": "student",
      photos: "pictures",
    });
    const { out } = await run("init", at("roles"));
    expect(out).toContain("not clear: networks of seed 1: no scratch beside seed1/student");
    expect(config("roles").networks).toEqual([
      {
        seed: 0,
        distilled: "seed0/student",
        scratch: "seed0/scratch",
        "self-distilled": "seed0/self-distilled",
        placebo: "seed0/placebo-student",
        null: "seed0/null-scratch",
        "null-order": "seed0/null-order",
        control: { distilled: "control/seed0/student", scratch: "control/seed0/scratch" },
      },
    ]);
  });

  it("finds shapes in texts where nothing else is data, and takes no other texts for them", async () => {
    const network = new URL("../../../../benchmarks/journeys/fixtures/clouds/teacher", import.meta.url);
    for (const folder of ["texts", "beside"]) {
      cpSync(fileURLToPath(network), at(`${folder}/runs/teacher`), { recursive: true });
      write(`${folder}/clouds/box/0.txt`, "0.5,-1e-3,0,0,0,1\n1,0,0,0,0,1\n");
      write(`${folder}/notes/read.txt`, "what I did\n");
    }
    write("beside/shapes/box/0.xyz", "0 0 0\n1 0 0\n");
    expect((await run("init", at("texts"))).out).toMatch(/^data: clouds$/m);
    expect((await run("init", at("beside"))).out).toMatch(/^data: shapes$/m);
  });

  it("of an empty folder writes a config to be filled in, of none nothing", async () => {
    write("empty/readme.txt", "nothing");
    expect((await run("init", at("empty"))).code).toBe(0);
    expect(config("empty")).toEqual({ $schema: "./stillpoint.schema.json", out: "stillpoint-report" });
    const { code, error } = await run("init", at("nowhere"));
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(/folder .*nowhere: expected one with networks and data; got no folder/),
    ]);
    expect(existsSync(at("nowhere"))).toBe(false);
  });
});
