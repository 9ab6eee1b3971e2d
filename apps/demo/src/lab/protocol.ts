// What page and lab say to each other. The lab is the worker in which everything is computed.

import type { ErrorCode, Inspection, PictureLayout, Region, Role } from "@stillpoint/core";
import type { NetworkAnswer } from "@stillpoint/preprocess";
import type { PackPlace } from "../pack/pack-place.ts";
import type { PackedNetwork, PackedSample, ViewPack } from "../pack/view-pack.ts";
import type { BrowsedRun } from "./browsed-run.ts";
import type { FitChoices, MapWish } from "./choices.ts";

/** What networks run on. */
export interface EngineState {
  /** `onnxruntime-web 1.30.0, wasm`. */
  readonly name: string;
  readonly provider: "wasm" | "webgpu";
  /** Networks that run side by side. */
  readonly lanes: number;
  /** Threads of each of them. */
  readonly threads: number;
  /** Whether the page may share memory between threads. */
  readonly isolated: boolean;
  /** What was tried and why it is not used, a sentence each. */
  readonly notes: readonly string[];
}

/** A file, dropped or fetched. */
export interface NamedFile {
  /** Path with `/` below whatever was dropped. */
  readonly name: string;
  readonly content: Blob;
}

export interface OpenedNetwork {
  /** What the lab calls it. */
  readonly key: number;
  readonly name: string;
  /** What it offers to be measured, where that was asked for. */
  readonly inspection: Inspection | undefined;
}

/** Files of shapes, among which may be text files with the regions of their points. */
export interface CloudFiles {
  readonly kind: "clouds";
  readonly clouds: readonly NamedFile[];
  /** Regions of the points, named as the shapes. */
  readonly masks?: readonly NamedFile[];
  /** Shapes that clutter is taken from where only one was brought. */
  readonly others?: { readonly clouds: readonly NamedFile[]; readonly masks: readonly NamedFile[] };
  /** The one that is fitted, in the order of their paths; the first unless given. */
  readonly which?: number;
}

/** Texts and what cuts them into tokens. */
export interface TextFiles {
  /** As the files of `fitSentences`: the name's ending tells the form. SQuAD JSON for questions. */
  readonly file: NamedFile;
  readonly tokenizer: readonly NamedFile[];
  /** Other networks' own tokenizers, which must give the same tokens. */
  readonly others?: readonly { readonly network: string; readonly tokenizer: readonly NamedFile[] }[];
}

/** Samples as people bring them. */
export type Source =
  | { readonly kind: "pictures"; readonly pictures: readonly NamedFile[]; readonly masks?: readonly NamedFile[] }
  | CloudFiles
  | ({ readonly kind: "sentences" | "questions" } & TextFiles);

/** A sample that the lab holds, as a page draws it. */
export interface FittedSample {
  readonly key: number;
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly layout: PictureLayout;
  /** SVG or HTML fragments made here, trusted. */
  readonly picture: string;
  readonly annotation: string;
  readonly labels: readonly string[];
  readonly regions: readonly Region[];
  readonly parts: readonly (string | undefined)[];
}

export interface Fitting {
  readonly modality: string;
  readonly from: string;
  readonly foregroundRule: string;
  readonly notes: readonly string[];
  readonly samples: readonly FittedSample[];
  /** Ids of all shapes that were brought, of which one is fitted. */
  readonly shapes?: readonly string[];
}

export interface MapRequest {
  readonly network: number;
  readonly sample: number;
  /** A tensor or the path of a module. */
  readonly layer: string;
  readonly wish: MapWish;
  /** Whether maps of fewer passes are told while the one asked for is measured. */
  readonly live: boolean;
}

/** One measured map; each is whole, with the error it states. */
export interface LabMap {
  /** `[n]` nats. */
  readonly entropies: Float64Array;
  /** `[n]` nats, against the map's mean. */
  readonly standardErrors: Float64Array;
  /** RMS of them. */
  readonly error: number;
  readonly passes: number;
  /** Passes of the map that was asked for. */
  readonly of: number;
  readonly nonLinearity: number;
  readonly referenceSigma: number | undefined;
}

/** What a network answers to a sample. */
export type Answer =
  | NetworkAnswer
  /** No output that could be read as an answer. */
  | { readonly kind: "none"; readonly why: string };

/** What is to be known of a network before it is measured on a sample. */
export interface LayerCheck {
  /** As in `MapWish`. */
  readonly behindMaximum: boolean;
  /** Why its maps are to be trusted less. */
  readonly notes: readonly string[];
}

/** A whole run on samples of one fitting. */
export interface RunRequest {
  readonly networks: readonly { readonly key: number; readonly role: Role; readonly layer: string }[];
  readonly samples: readonly number[];
  /** Of the report's task. */
  readonly title: string;
  readonly layer: string;
  readonly foregroundRule: string;
  readonly wish: MapWish;
}

export interface RunProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** The files of a finished run. */
export interface RunFiles {
  readonly html: Blob;
  readonly json: Blob;
  readonly parquet: Blob;
  readonly notes: readonly string[];
}

/** Everything the lab can be asked, by name. */
export interface Calls {
  start: { ask: { readonly provider: "auto" | "wasm" | "webgpu" }; tell: never; answer: EngineState };
  /** Tells what networks run on whenever that changes or a note comes, until it is cancelled; through every `start`. */
  watch: { ask: null; tell: EngineState; answer: null };
  /** An embedded run. */
  pack: { ask: PackPlace; tell: never; answer: ViewPack };
  packedNetwork: { ask: PackPlace & { readonly network: PackedNetwork }; tell: never; answer: NamedFile };
  packedSource: { ask: PackPlace & { readonly samples: readonly PackedSample[] }; tell: never; answer: Source };
  open: {
    ask: { readonly files: readonly NamedFile[]; readonly inspect: boolean };
    tell: never;
    answer: readonly OpenedNetwork[];
  };
  /** Fits samples to a network; other networks with the same inputs take them too. */
  fit: {
    ask: { readonly network: number; readonly source: Source; readonly choices: FitChoices };
    tell: never;
    answer: Fitting;
  };
  map: { ask: MapRequest; tell: LabMap; answer: LabMap };
  answer: { ask: { readonly network: number; readonly sample: number }; tell: never; answer: Answer };
  /** Cuts a network at a layer and tries it on a sample. */
  check: {
    ask: { readonly network: number; readonly sample: number; readonly layer: string };
    tell: never;
    answer: LayerCheck;
  };
  /** Measures samples in networks into a report. */
  report: { ask: RunRequest; tell: RunProgress; answer: RunFiles };
  /** Reads a finished run; needs no engine. */
  browse: { ask: { readonly files: readonly NamedFile[] }; tell: never; answer: BrowsedRun };
  /** Forgets networks and samples. */
  forget: {
    ask: { readonly networks: readonly number[]; readonly samples: readonly number[] };
    tell: never;
    answer: null;
  };
}

export type CallName = keyof Calls;

/** From page to lab. */
export type ToLab =
  /** Names the lock that the lab holds for as long as it lives. */
  | { readonly id: number; readonly lock: string }
  | { readonly id: number; readonly call: CallName; readonly ask: unknown }
  /** The page no longer wants the answer. */
  | { readonly id: number; readonly cancel: true };

/** From lab to page. */
export type FromLab =
  /** The lock is held. */
  | { readonly id: number; readonly held: true }
  | { readonly id: number; readonly tell: unknown }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: LabError };

export interface LabError {
  readonly code: ErrorCode | "INTERNAL";
  readonly message: string;
}
