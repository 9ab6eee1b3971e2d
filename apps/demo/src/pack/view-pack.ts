// What the embedded run of one view is made of: `pack/<view>/pack.json` and the files it names.

import type { Role } from "@stillpoint/core";
import type { ReportView } from "@stillpoint/viewer/parts";
import type { FitChoices, MapWish } from "../lab/choices.ts";

export const PACK_SCHEMA = "stillpoint.demo/1";

export const VIEWS = ["images", "clouds", "sentences", "questions"] as const;

export type ViewName = (typeof VIEWS)[number];

/** A network at one moment of its training. */
export interface PackedNetwork {
  readonly role: Role;
  readonly step: number;
  /**
   * Path in the pack's folder, named after the digest of the ONNX file that comes out of it; equal networks share one.
   * Gzipped, unless whoever serves it has unpacked it.
   */
  readonly file: string;
  /** Bytes of `file` as it is stored. */
  readonly bytes: number;
  /** Whether its answers mean something: a student's layers behind the distilled one are trained at the end only. */
  readonly answers: boolean;
}

/** A measured sample as a user would bring it. */
export interface PackedSample {
  /** As in the run's report; noise is keyed by it, so `OpenPack.source` names pictures and clouds after it. */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** The class it belongs to, as the network numbers them. */
  readonly label?: number;
  /** Path of a picture, a cloud, one line of JSON lines, or SQuAD JSON of one question. */
  readonly file: string;
  /** Path of the object mask, or of the regions of the points. */
  readonly annotation?: string;
}

/** One view's networks, samples and findings. */
export interface ViewPack {
  readonly schema: typeof PACK_SCHEMA;
  readonly view: ViewName;
  /** For people: `VGG-like network on emoji`. */
  readonly title: string;
  /** The analysed layer. */
  readonly layer: string;
  /** All layers of the networks that are worth a look, from input to output, the analysed one among them. */
  readonly layers: readonly string[];
  /** Training seed of its networks; the report is over all seeds. */
  readonly seed: number;
  /** How its samples meet its networks. */
  readonly choices: FitChoices;
  /** How the run measured. */
  readonly wish: Omit<MapWish, "sigma0">;
  /** By class, where the networks tell classes. */
  readonly classes: readonly string[];
  /** Paths of the tokenizer's files, one folder; none where there are no words. */
  readonly tokenizer: readonly string[];
  readonly samples: readonly PackedSample[];
  /** Role by role, by increasing steps. */
  readonly networks: readonly PackedNetwork[];
  /** The run's report, this task at this layer alone, without groups of samples and without exclusions. */
  readonly report: ReportView;
}
