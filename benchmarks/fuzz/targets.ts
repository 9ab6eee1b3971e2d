// Every parser of files that users bring, with files it reads.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNetwork } from "@stillpoint/autodiff";
import { convNet, pointNet, textTransformer } from "@stillpoint/distill";
import { parsePathRecord } from "@stillpoint/experiment";
import {
  type Mesh,
  normaliseCloud,
  readModelNet,
  readObj,
  readOff,
  readPly,
  readXyz,
  sampleMesh,
} from "@stillpoint/pointcloud";
import { readLabelFile, textOf } from "@stillpoint/preprocess";
import { readSquad } from "@stillpoint/qa";
import { readMerged, readShard } from "@stillpoint/report";
import { parseAfinn, readAnnotations, readSst2, readUciSentences } from "@stillpoint/sentiment";
import { inspectTfjs, openBackend, openTfjsNetwork } from "@stillpoint/tfjs";
import { readModelFolder, tokenizerJsonOf } from "@stillpoint/tokenizer";
import { Command } from "commander";
import {
  convNetwork,
  graphNetwork,
  type SavedNetwork,
  textNetwork,
} from "../../packages/cli/fixtures/saved-networks.ts";
import { analyzeConfig } from "../../packages/cli/src/analyze/read-config.ts";
import { pictureFolder } from "../../packages/cli/src/files/picture-folder.ts";
import { boundedTokenizer } from "../../packages/cli/src/files/tokenizer-files.ts";
import type { Target } from "./run.ts";
import { mergedSeed, pictureSeeds, shardSeed } from "./seeds.ts";
import { tableTargets } from "./table-targets.ts";

const encoder = new TextEncoder();
const file = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../${path}`, import.meta.url)));
const texts = (...lines: readonly string[]): Uint8Array[] => lines.map((text) => encoder.encode(text));
const json = (...values: readonly unknown[]): Uint8Array[] => texts(...values.map((value) => JSON.stringify(value)));

/** A parser of texts, given bytes as they come from a disk. */
const textTarget = (name: string, seeds: readonly Uint8Array[], read: (text: string) => unknown): Target => ({
  name,
  seeds,
  run: (bytes) => read(textOf(bytes, name)),
});

const ply = (format: string): string =>
  `ply\nformat ${format} 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n`;

function binaryPly(little: boolean): Uint8Array {
  const body = new DataView(new ArrayBuffer(9 * 4 + 13));
  for (let k = 0; k < 9; k++) body.setFloat32(4 * k, (k * k) % 7, little);
  body.setUint8(36, 3);
  for (const k of [0, 1, 2]) body.setInt32(37 + 4 * k, k, little);
  const head = encoder.encode(ply(`binary_${little ? "little" : "big"}_endian`));
  return Uint8Array.from([...head, ...new Uint8Array(body.buffer)]);
}

const question = {
  id: "q1",
  question: "Where?",
  answers: [{ text: "Paris", answer_start: 2 }],
  parts: { cue: [[8, 11]] },
};
const tokenizers: Record<string, unknown> = JSON.parse(
  new TextDecoder().decode(file("packages/tokenizer/fixtures/tokenizers.json")),
);
const ruled: { readonly normalizer: { readonly precompiled_charsmap: string } } = JSON.parse(
  new TextDecoder().decode(file("packages/tokenizer/fixtures/folders/t5/tokenizer.json")),
);
const ENCODED = ["A wonderful film, isn't it?", "caf\u00e9 \u{1F600}  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"];

/** Seconds for a tokenizer and for a text: less than an input has. */
const DEADLINE = { make: 0.8, text: 0.8, thousandCharacters: 0 };

const config = {
  modality: "image",
  data: "photos",
  masks: "masks",
  parts: { cue: "cues" },
  layer: ["fc1"],
  grid: "6x6",
  mean: [0, 0, 0],
  std: [1, 1, 1],
  passes: 16,
  networks: [{ seed: 0, distilled: "a", scratch: "b" }],
};

const questions = {
  modality: "qa",
  data: "dev.json",
  layer: ["pooled"],
  tokenizer: "vocabulary",
  window: 128,
  long: "skip",
  networks: [{ seed: 3, distilled: "a/*.onnx", scratch: "b/*.onnx", null: "c" }],
};

const folder = {
  "config.json": { model_type: "bert", max_position_embeddings: 512, id2label: { 0: "NEGATIVE" } },
  "tokenizer.json": { model: {} },
  "tokenizer_config.json": { model_max_length: 128 },
};

const ownRecord = {
  0: { network: { perStep: 0, perCheckpoint: 0 }, layers: { fc1: { perStep: 0, perCheckpoint: 0 } } },
  90: { network: { perStep: 0.5, perCheckpoint: 0.25 }, layers: { fc1: { perStep: 1.5, perCheckpoint: 0.75 } } },
};
const rowRecord = [0, 90].flatMap((step) =>
  ["*", "fc1.weight"].map((name) => ({ step, name, path: step / 90, norm: 2.5, per: "checkpoint" })),
);
const csvRecord = "step,name,path,norm\n0,*,0,31\n0,fc1.weight,0,9.75\n100,*,1.25,31\n100,fc1.weight,0.5,9.75\n";
const coco = {
  images: [{ id: 1, file_name: "a/1.jpg" }],
  annotations: [{ image_id: 1, category_id: 3 }],
  categories: [{ id: 3, name: "car" }],
};

/** TensorFlow.js networks, each with shards of its own name, so that damage finds its own. */
async function tensorFlowTarget(): Promise<Target> {
  const backend = await openBackend({ order: ["cpu"], load: () => import("@tensorflow/tfjs") });
  const shards = new Map<string, Uint8Array>();
  const named = (network: SavedNetwork, name: string): string => {
    const weights = network["weights.bin"];
    if (typeof weights !== "string" && weights !== undefined) shards.set(name, weights);
    return textOf(encoder.encode(String(network["model.json"])), name).replace("weights.bin", name);
  };
  const seeds = [named(convNetwork(0), "a.bin"), named(textNetwork(0), "b.bin"), named(graphNetwork(0), "c.bin")];
  return textTarget("TensorFlow.js models", texts(...seeds), async (text) => {
    const read = async (path: string): Promise<Uint8Array> => shards.get(path) ?? new Uint8Array();
    const own = await openTfjsNetwork(text, read, backend);
    try {
      return await inspectTfjs(own, backend);
    } finally {
      own.network.close();
    }
  });
}

/** A surface as it is measured: points on it, in the unit sphere. A file of points alone is measured as it is. */
function measured({ vertices, triangles }: Mesh): unknown {
  if (triangles.length === 0) return vertices.length > 3 ? normaliseCloud(vertices) : vertices;
  return normaliseCloud(sampleMesh({ vertices, triangles }, 8, { seed: 1, sample: "a", purpose: "fuzz", pass: 0 }));
}

/** All of them. `scratch` is a folder for parsers that read from disk. */
export async function targets(scratch: string = mkdtempSync(join(tmpdir(), "stillpoint-fuzz-"))): Promise<Target[]> {
  const pictures = await pictureSeeds();
  const onDisk = <T>(name: string, read: (path: string) => T): ((bytes: Uint8Array) => T) => {
    const path = join(scratch, name);
    return (bytes) => {
      writeFileSync(path, bytes);
      return read(path);
    };
  };
  // Sharp tells formats by their first bytes, whatever a file is called.
  const decode = (): ReturnType<typeof pictureFolder> => pictureFolder(scratch);
  writeFileSync(join(scratch, "a.png"), pictures[0]!);
  return [
    {
      name: "models",
      seeds: [
        convNet({ seed: 1, shape: { channels: [2, 2, 2, 2], hidden: [3, 3] } }),
        pointNet({ seed: 1, points: 8, shape: { widths: [2, 3], hidden: [3] } }),
        textTransformer({
          seed: 1,
          vocabulary: 20,
          length: 8,
          shape: { width: 2, heads: 1, blocks: 1, feedForward: 2, hidden: [2] },
        }),
      ],
      run: (bytes) => readNetwork(bytes).graph,
      anyNumbers: true,
    },
    await tensorFlowTarget(),
    { name: "pictures", seeds: pictures, run: onDisk("a.png", () => decode().decode("a.png")) },
    { name: "masks", seeds: pictures, run: onDisk("a.png", () => decode().decodeMask?.("a.png")) },
    textTarget("OFF", texts("OFF\n4 2 0\n0 0 0\n1 0 0\n0 1.5 0\n0 0 1\n3 0 1 2\n3 0 2 3 255 0 0\n"), (text) =>
      measured(readOff(text)),
    ),
    textTarget("OBJ", texts("v 0 0 0\nv 1 0 0\nv 0 1.5 0 # c\nvn 0 0 1\nf 1//1 2//1 3//1\nf -3 -2 \\\n-1\n"), (text) =>
      measured(readObj(text)),
    ),
    {
      name: "PLY",
      seeds: [...texts(`${ply("ascii")}0 0 0\n1 0 0\n0 1.5 0\n3 0 1 2\n`), binaryPly(true), binaryPly(false)],
      run: (bytes) => measured(readPly(bytes)),
    },
    textTarget(
      "XYZ and PTS",
      texts("0.5 1 2\n-1 2.5 1e-3\n3 4 5\n", "2\n1 2 3 9\n4 5 6 9\n", "x,y,z\n1,2,3\n4,5,6\n"),
      (text) => readXyz(text),
    ),
    {
      name: "HDF5",
      seeds: ["modelnet", "form-shuffle", "form-lzf", "form-latest-array", "form-latest-one", "form-contiguous"].map(
        (name) => file(`packages/pointcloud/fixtures/${name}.h5`),
      ),
      run: (bytes) => readModelNet(bytes),
    },
    textTarget("TSV", texts("sentence\tlabel\na good film\t1\r\na bad one\t0\n"), (text) => readSst2(text, "a.tsv")),
    textTarget(
      "UCI JSON",
      json([
        { text: "a good film", class: 1 },
        { text: "", class: null },
      ]),
      (text) => readUciSentences(text, "a.json"),
    ),
    textTarget("word list", json({ good: 3, bad: -3.5 }), (text) => parseAfinn(text, "a.json")),
    textTarget(
      "annotations",
      json({
        text: "\u{1F600} a dull film",
        id: "a",
        label: 0,
        foreground: [[2, 6]],
        border: [[0, 1]],
        parts: { cue: [[0, 1]] },
      }),
      (text) => readAnnotations(text, "a.jsonl"),
    ),
    textTarget(
      "SQuAD",
      json({
        version: "v2.0",
        data: [{ title: "T", paragraphs: [{ context: "\u{1F600} Paris and Rome", qas: [question] }] }],
      }),
      (text) => readSquad(text, "a.json"),
    ),
    textTarget("tokenizers", json(...Object.values(tokenizers), ruled), (text) => {
      const tokenizer = boundedTokenizer("tokenizer a.json", { tokenizerJson: parsed(text) }, DEADLINE);
      return ENCODED.map((sentence) => tokenizer.encode(sentence, "and?"));
    }),
    {
      name: "charsmaps",
      seeds: [new Uint8Array(Buffer.from(ruled.normalizer.precompiled_charsmap, "base64"))],
      run: (bytes) => {
        const normalizer = { ...ruled.normalizer, precompiled_charsmap: Buffer.from(bytes).toString("base64") };
        const tokenizerJson = { ...ruled, normalizer };
        return boundedTokenizer("tokenizer a.json", { tokenizerJson }, DEADLINE).encode(ENCODED[1]!, "\ufb01lm\ud800");
      },
    },
    textTarget("vocab.txt", texts("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\nfilm\n"), (text) => {
      const tokenizerJson = tokenizerJsonOf(text, { do_lower_case: true });
      return boundedTokenizer("tokenizer vocab.txt", { tokenizerJson }, DEADLINE).encode("a film", "b");
    }),
    textTarget("model folders", json(...Object.values(folder)), (text) => {
      // Whichever of its files it is, the others are whole.
      const names = Object.keys(folder);
      return names.map((damagedFile) => {
        const { labels, longest, model, modelType } = readModelFolder([...names, "model.onnx"], (name) =>
          name === damagedFile ? text : JSON.stringify(Reflect.get(folder, name)),
        );
        return { labels, longest, model, modelType };
      });
    }),
    {
      name: "configs",
      seeds: json(config, questions),
      run: onDisk("config.json", (path) => analyzeConfig(path, new Command())),
    },
    textTarget("path records", [...json(ownRecord, rowRecord), ...texts(csvRecord)], (text) => {
      // What a record does not tell is NaN on purpose; numbers it tells are finite.
      const known = (value: number): number => (Number.isNaN(value) ? 0 : value);
      return [...parsePathRecord(text, "path.csv", "fc1")].map(([step, { layer, network }]) => {
        return [step, ...[layer, network].flatMap((path) => [known(path.perStep), known(path.perCheckpoint)])];
      });
    }),
    textTarget("label tables", texts('file,label\na/1.png,cat\n"a/2.png",dog\n', "a.png,0\nb.png,1\n"), (text) => {
      return [...readLabelFile({ place: "labels.csv", text }).byFile];
    }),
    textTarget("COCO labels", json(coco), (text) => [...readLabelFile({ place: "instances.json", text }).byFile]),
    { name: "shards", seeds: [shardSeed()], run: (bytes) => readShard(bytes) },
    ...tableTargets(),
    { name: "merged tables", seeds: [await mergedSeed()], run: (bytes) => readMerged(bytes) },
  ];
}

/** What a tokenizer's text says; text that is no JSON is for the reader of files to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
