// What a study of transfer is made from: networks, samples, and what is to be asked of them.

import type { Role, StopSignal, Study } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import type { Network, Runtime } from "@stillpoint/onnx";
import type { CalibratedAttack } from "../adversarial/attack.ts";
import type { WordFlipOptions } from "../adversarial/word-flips.ts";
import type { Groups } from "../groups/group-labels.ts";
import type { Transform } from "../invariance/transform.ts";
import type { PictureInput } from "../pictures/picture.ts";
import type { Knowledge } from "../students/knowledge.ts";

export interface StudyNetwork {
  /** Unique within the study. */
  readonly name: string;
  readonly role: Role;
  /** Of its training; students of one seed are compared with each other. A teacher needs none. */
  readonly seed?: number;
  /** How a distilled student was taught, such as `KL`; each method is told apart, the first one in full. */
  readonly method?: string;
  /**
   * What it was taught of its teacher: `response` (answers, the default) or `feature`. It decides what students were asked for
   * and what came along; one for all distilled students of a method.
   */
  readonly knowledge?: Knowledge;
  /** Its logits; the first output by default. */
  readonly output?: string;
  /** The row of its logits that is the answer, where they have several, such as starts and ends. */
  readonly row?: number;
  /** Layers whose features are compared, from the input on; findings are of the last. By default the last one with places. */
  readonly layers?: readonly string[];
  /** Reads it; called once. */
  open(): Promise<Network>;
}

/** n examples `[n, ...]` with one class each. */
export interface StudySamples {
  readonly inputs: SampleInputs;
  readonly labels: Int32Array;
  /** `[n]` unique, for people and for everything drawn at random. */
  readonly names: readonly string[];
  /** What they are of, where no network was trained on it, such as `sketches`. */
  readonly domain?: string;
}

/**
 * How samples are drawn: pictures, the input that holds clouds `[b, n, 3]`, or the text of every token of a sample with the
 * blanks around it, null for those that are not drawn, and of tokens that may take another's place.
 */
export type StudyLook =
  | { readonly kind: "picture"; readonly input: PictureInput }
  | { readonly kind: "cloud"; readonly input: string }
  | {
      readonly kind: "text";
      readonly pieces: (sample: number) => readonly (string | null)[];
      readonly word?: (id: bigint) => string | undefined;
    };

/** Words exchanged to fool a network of texts, by its own table of vectors. */
export interface StudyFlips extends Omit<WordFlipOptions, "vectors"> {
  /** What is exchanged for what, for people, such as `words for other words of the samples`. */
  readonly words: string;
}

/** A teacher with its distilled students, one for each seed. */
export interface Taught {
  readonly teacher: StudyNetwork;
  readonly students: readonly StudyNetwork[];
}

export interface StudyChange {
  readonly transform: Transform;
  readonly strengths: readonly number[];
  /** Teachers trained with the change and without it, alike otherwise, each with its students; the studied ones by default. */
  readonly taught?: { readonly with: Taught; readonly without: Taught };
}

export interface TransferMatter {
  readonly subject: string;
  readonly runtime: Runtime;
  /** One teacher at most. */
  readonly networks: readonly StudyNetwork[];
  /** A network that taught none of the students: its attack is the control. */
  readonly foreign?: StudyNetwork;
  readonly samples: StudySamples;
  readonly classNames: readonly string[];
  /**
   * `places` where an answer is a place of its own text, such as the token where a span begins: then nothing is asked that
   * takes classes to mean the same in every sample. `classes` by default.
   */
  readonly answers?: "classes" | "places";
  readonly look?: StudyLook;
  readonly changes: readonly StudyChange[];
  /** Examples that changes are tried on, the first of them; all by default. */
  readonly changedExamples?: number;
  /** The attack and what its ε is counted in, for people, such as `of a picture's range`. */
  readonly attack?: CalibratedAttack & { readonly words: string };
  /** For texts in the place of `attack`: which words may be exchanged. All networks must read the same token ids. */
  readonly flips?: StudyFlips;
  /** `positive` is the class whose answer is a decision in somebody's favour; DPD and EOD need it. */
  readonly groups?: { readonly samples: StudySamples; readonly groups: Groups; readonly positive?: number };
  /** Examples of domains that nobody was trained on. */
  readonly domains?: readonly (StudySamples & { readonly name: string })[];
  /** Cue conflicts; their labels are not read. */
  readonly conflict?: StudySamples & { readonly shapes: ArrayLike<number>; readonly textures: ArrayLike<number> };
  /** Absent where networks share no space that a plane could lie in, such as those of texts. */
  readonly planes?: { readonly planes: number; readonly size: number };
  /** `[n·places]` of a map, 0 for places that do not count, such as padding. */
  readonly counted?: ArrayLike<number>;
  /** Of everything random. */
  readonly seed: number;
  readonly settings: Study["settings"];
  /** What the caller knows to be missing, beside what is found to be. */
  readonly unsaid: Study["unsaid"];
  readonly signal?: StopSignal;
  /** Called as networks are done. */
  readonly onNetwork?: (done: number, total: number) => void;
}
