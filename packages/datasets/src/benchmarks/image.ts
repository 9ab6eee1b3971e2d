// The built-in image benchmark as data: which networks, how trained, what is measured.

import { convNet, convNetSizes, residualNet, residualNetSizes } from "@stillpoint/distill";

/** One architecture of the benchmark; teacher, distilled and scratch share it, as in the paper. */
export interface ImageFamily {
  readonly id: "vgg" | "resnet";
  /** For people. */
  readonly name: string;
  /** The untrained network as an ONNX file; the seed names its initial weights. */
  network(seed: number): Uint8Array;
  /** The committed teacher, in the package's data folder. */
  readonly teacher: string;
}

export const imageFamilies: readonly ImageFamily[] = [
  {
    id: "vgg",
    name: "VGG-like network on emoji",
    network: (seed) => convNet({ seed, shape: convNetSizes.quick }),
    teacher: "teacher-vgg.onnx",
  },
  {
    id: "resnet",
    name: "ResNet-like network on emoji",
    network: (seed) => residualNet({ seed, shape: residualNetSizes.quick }),
    teacher: "teacher-resnet.onnx",
  },
];

/** How student and scratch are trained; both take the same batches in the same order. */
export interface ImageTraining {
  /** Emoji in the shared training set. */
  readonly images: number;
  /** Compositions of each of them. */
  readonly copies: number;
  readonly steps: number;
  readonly batch: number;
  /** Peak learning rate of AdamW (decay 1e-4) with cosine decay to 5 % and 20 warm-up steps. */
  readonly rate: number;
  readonly checkpoints: number;
  /** Steps on labels for the layers behind the distilled one, lower layers frozen. */
  readonly headSteps: number;
}

export interface ImagePreset {
  readonly families: readonly ImageFamily["id"][];
  /** Analysed layers; each has its own distilled network, trained up to it. */
  readonly layers: readonly string[];
  readonly seeds: number;
  readonly samples: number;
  readonly grid: readonly [rows: number, columns: number];
  readonly training: ImageTraining;
}

const training: ImageTraining = {
  images: 400,
  copies: 16,
  steps: 400,
  batch: 64,
  rate: 2e-3,
  checkpoints: 8,
  headSteps: 150,
};

/** `smoke` shows that everything runs and answers nothing; `quick` gives verdicts; `full` takes about seven times as long. */
export const imagePresets: Readonly<Record<"smoke" | "quick" | "full", ImagePreset>> = {
  smoke: {
    families: ["vgg"],
    layers: ["fc1"],
    seeds: 1,
    samples: 6,
    grid: [8, 8],
    training: { ...training, images: 64, copies: 2, steps: 12, checkpoints: 3, headSteps: 5 },
  },
  quick: { families: ["vgg", "resnet"], layers: ["conv", "fc1"], seeds: 3, samples: 48, grid: [12, 12], training },
  full: {
    families: ["vgg", "resnet"],
    layers: ["conv", "fc1", "fc2"],
    seeds: 5,
    samples: 200,
    grid: [12, 12],
    training: { ...training, checkpoints: 15 },
  },
};

/** How often the distractor agrees with the class: the cue, and its control at chance. */
export const cueAgreement = { cue: 0.9, control: 0.1 } as const;

/** σ0 of the reference noise, in normalised pixels. */
export const imageSigma0 = 0.01;
