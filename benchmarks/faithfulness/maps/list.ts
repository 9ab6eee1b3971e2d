// Every map of a scene under its name, ready to be compared.

import type { EntropyMap, UnitInput } from "@stillpoint/core";
import { type Answer, logitOf } from "../answer.ts";
import { featureChange } from "../measures/feature-change.ts";
import type { Scene } from "../scene.ts";
import { answerTarget, featureTarget, type Target } from "../target.ts";
import { entropyInputMap, entropyMap } from "./entropy.ts";
import { gradCam, planeByUnits } from "./grad-cam.ts";
import { gradientMap } from "./gradient.ts";
import { gradientInputMap } from "./gradient-input.ts";
import { inputMap } from "./input.ts";
import { integratedGradientsMap } from "./integrated-gradients.ts";
import { occlusionMap } from "./occlusion.ts";
import { cloudCentre, earliness, pictureCentre, randomMap } from "./priors.ts";
import { smoothGradMap } from "./smooth-grad.ts";

/** What a map explains: the layer's features, the network's answer, or neither. */
export type Explains = "features" | "answer" | "neither";

/** Names in the order of tables. */
export const MAP_NAMES = [
  "entropy",
  "entropyInput",
  "gradient",
  "gradientInput",
  "integrated",
  "smooth",
  "occlusion",
  "answerGradient",
  "answerGradientInput",
  "answerIntegrated",
  "answerSmooth",
  "answerOcclusion",
  "gradCam",
  "input",
  "centre",
  "early",
  "random",
] as const;

export type MapName = (typeof MAP_NAMES)[number];

/** What tables call a map, and what it explains. */
export const MAPS: Readonly<Record<MapName, { readonly title: string; readonly explains: Explains }>> = {
  entropy: { title: "entropy, −H", explains: "features" },
  entropyInput: { title: "entropy x input", explains: "features" },
  gradient: { title: "gradient", explains: "features" },
  gradientInput: { title: "gradient x input", explains: "features" },
  integrated: { title: "integrated gradients", explains: "features" },
  smooth: { title: "SmoothGrad", explains: "features" },
  occlusion: { title: "occlusion", explains: "features" },
  answerGradient: { title: "gradient", explains: "answer" },
  answerGradientInput: { title: "gradient x input", explains: "answer" },
  answerIntegrated: { title: "integrated gradients", explains: "answer" },
  answerSmooth: { title: "SmoothGrad", explains: "answer" },
  answerOcclusion: { title: "occlusion", explains: "answer" },
  gradCam: { title: "Grad-CAM", explains: "answer" },
  input: { title: "size of the change", explains: "neither" },
  centre: { title: "nearness to the centre", explains: "neither" },
  early: { title: "how early a word comes", explains: "neither" },
  random: { title: "random", explains: "neither" },
};

/** Maps whose sign says for or against the answer; elsewhere a higher score is more. */
export const SIGNED: ReadonlySet<MapName> = new Set(["answerGradientInput", "answerIntegrated", "answerOcclusion"]);

export type Maps = ReadonlyMap<MapName, Float64Array>;

/** What maps need beside the scene. */
export interface MapMatter {
  readonly entropy: EntropyMap;
  /** Of SmoothGrad's noise, input units. */
  readonly smoothing: number;
  /** From the last convolution to the logits, where there is one. */
  readonly convolution?: Answer | undefined;
}

/** `[n]` scores by name. */
export async function mapsOf(scene: Scene, { entropy, smoothing, convolution }: MapMatter): Promise<Maps> {
  const features = await featureTarget(scene);
  const { answer } = scene;
  const logit = answerTarget(answer);
  const clean = await logit.value(scene.layer.x0, 1);
  const without = await occlusionMap(scene, logitOf(answer));
  const size = (scores: Float64Array): Float64Array => scores.map(Math.abs);
  return new Map<MapName, Float64Array>([
    ["entropy", entropyMap(entropy)],
    ["entropyInput", entropyInputMap(entropy, scene)],
    ...(await gradientMaps(scene, features, smoothing)).map(([name, scores]) => [name, size(scores)] as const),
    ["occlusion", await occlusionMap(scene, await featureChange(scene.layer))],
    ...(await gradientMaps(scene, logit, smoothing)).map(([name, scores]) => [ANSWERED[name], scores] as const),
    ["answerOcclusion", without.map((logits) => clean[0]! - logits)],
    ...(convolution === undefined ? [] : [["gradCam", await camMap(convolution, scene.input)] as const]),
    ["input", inputMap(scene)],
    ...priors(scene),
  ]);
}

const ANSWERED = {
  gradient: "answerGradient",
  gradientInput: "answerGradientInput",
  integrated: "answerIntegrated",
  smooth: "answerSmooth",
} as const satisfies Partial<Record<MapName, MapName>>;

async function gradientMaps(
  scene: Scene,
  target: Target,
  smoothing: number,
): Promise<readonly (readonly [keyof typeof ANSWERED, Float64Array])[]> {
  return [
    ["gradient", await gradientMap(scene, target)],
    ["gradientInput", await gradientInputMap(scene, target)],
    ["integrated", await integratedGradientsMap(scene, target)],
    ["smooth", await smoothGradMap(scene, target, smoothing)],
  ];
}

async function camMap(convolution: Answer, input: UnitInput): Promise<Float64Array> {
  return planeByUnits(await gradCam(convolution), input);
}

/** Pictures are `[C, H, W]` with units `[1, H, W]`, clouds `[N, 3]` with a unit per point, texts `[L, width]`. */
function priors(scene: Scene): (readonly [MapName, Float64Array])[] {
  const random = ["random", randomMap(scene)] as const;
  if (scene.layer.shape.length === 3) return [["centre", pictureCentre(scene)], random];
  if (scene.layer.shape[1] === 3) return [["centre", cloudCentre(scene)], random];
  return [["early", earliness(scene)], random];
}
