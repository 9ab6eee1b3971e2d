// What networks of each modality can be asked beside answers and features, and what cannot be.

import { imagenet } from "@stillpoint/image";
import type { FittedSamples } from "@stillpoint/preprocess";
import {
  colourJitter,
  pointJitter,
  randomCrop,
  rotation,
  type StudyChange,
  shift,
  subSampling,
  type TransferMatter,
} from "@stillpoint/transfer";
import type { AnalyzeConfig } from "../analyze/analyze-config.ts";
import type { OwnSamples } from "./study-samples.ts";
import { textQuestions } from "./text-questions.ts";

type Questions = Pick<TransferMatter, "changes" | "unsaid"> &
  Partial<Pick<TransferMatter, "look" | "attack" | "flips" | "planes" | "changedExamples" | "counted">>;

/** Numbers that changed versions, or the points of planes, may have in memory: a quarter of a gigabyte. */
const ROOM = 2 ** 26;

/** Changes, attack and planes that have a meaning for these samples. */
export function questionsFor(config: AnalyzeConfig, data: FittedSamples, own: OwnSamples): Questions {
  const tensor = own.samples.inputs[data.from];
  const [, ...shape] = tensor?.shape ?? [];
  const alone = Object.keys(own.samples.inputs).length === 1;
  if (tensor?.data instanceof Float32Array && config.modality === "image" && shape[0] === 3 && shape.length === 3)
    return pictures(config, data.from, shape);
  if (tensor?.data instanceof Float32Array && config.modality === "pointcloud" && shape.length === 2)
    return clouds(data.from, shape, alone);
  if (config.modality === "sentiment" || config.modality === "qa") return textQuestions(data, own);
  return {
    changes: [],
    unsaid: [
      {
        id: "inputs",
        reason: `what fools networks and what leaves them unmoved; expected an input of pictures [b, 3, H, W], clouds [b, n, 3] or token ids; got ${data.from} of ${shape.join("x") || "another shape"}`,
      },
    ],
  };
}

function pictures({ mean, std }: AnalyzeConfig, from: string, shape: readonly number[]): Questions {
  const [means, deviations] = [mean ?? imagenet.mean, std ?? imagenet.deviation];
  const input = { name: from, mean: means, deviation: deviations };
  const [, height = 1, width = 1] = shape;
  const area = height * width;
  const channel = (of: (k: number) => number): Float64Array =>
    Float64Array.from({ length: 3 * area }, (_, k) => of(Math.floor(k / area)));
  const side = Math.min(height, width);
  const steps = [side / 12, side / 6, side / 3].map((pixels) => 2 * Math.max(1, Math.round(pixels / 2)));
  return {
    look: { kind: "picture", input },
    changes: [
      { transform: colourJitter(input), strengths: [0, 0.2, 0.4, 0.8] },
      { transform: randomCrop(input), strengths: [1, 0.8, 0.6, 0.4] },
      { transform: shift(input), strengths: [0, ...new Set(steps)] },
    ],
    attack: {
      ...{ largest: 0.25, words: "of a picture's range", unit: channel((k) => 1 / deviations[k]!) },
      valid: {
        low: channel((k) => -means[k]! / deviations[k]!),
        high: channel((k) => (1 - means[k]!) / deviations[k]!),
      },
    },
    ...roomFor(3 * area, 12),
    unsaid: [],
  };
}

function clouds(from: string, shape: readonly number[], alone: boolean): Questions {
  const input = { name: from };
  const changes: readonly StudyChange[] = [
    { transform: rotation(input, "up"), strengths: [0, 15, 45, 180] },
    { transform: rotation(input, "any"), strengths: [0, 15, 45] },
    { transform: subSampling(input), strengths: [0, 0.25, 0.5, 0.75] },
    { transform: pointJitter(input), strengths: [0, 0.01, 0.02, 0.05] },
  ];
  return {
    look: { kind: "cloud", input: from },
    changes: alone ? changes : [],
    attack: { largest: 0.2, words: "of the cloud's units" },
    ...roomFor(
      shape.reduce((all, size) => all * size, 1),
      15,
    ),
    unsaid: alone
      ? []
      : [
          {
            id: "invariance.sides",
            reason:
              "what leaves networks unmoved; these read more than the points, and it would have to be computed anew from changed ones",
          },
        ],
  };
}

/** `size` numbers in a sample, `versions` pairs of it. */
function roomFor(size: number, versions: number): Required<Pick<Questions, "planes" | "changedExamples">> {
  const side = size * 400 * 10 <= ROOM ? 20 : 10;
  const planes = Math.min(20, Math.max(3, Math.floor(ROOM / (size * side * side))));
  return {
    planes: { planes, size: side },
    changedExamples: Math.max(8, Math.floor((2 * ROOM) / (size * 2 * versions))),
  };
}
