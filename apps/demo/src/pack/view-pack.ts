// What the embedded run of one view is made of: `pack/<view>/pack.json` and the files it names.

import type { Role } from "@stillpoint/core";
import type { ReportView } from "@stillpoint/viewer/parts";
import type { FitChoices, MapWish } from "../lab/protocol.ts";

export const PACK_SCHEMA = "stillpoint.demo/1";

export const VIEWS = ["images", "clouds", "sentences", "questions"] as const;

export type ViewName = (typeof VIEWS)[number];

/** A network at one moment of its training. */
export interface PackedNetwork {
  readonly role: Role;
  readonly step: number;
  /** ONNX, gzipped; paths are relative to the pack's folder. */
  readonly file: string;
  /** Whether its answers mean something: a student's layers behind the distilled one are trained at the end only. */
  readonly answers: boolean;
}

/** A measured sample as a user would bring it. */
export interface PackedSample {
  /** As in the run's report. */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** The class it belongs to, as the network numbers them. */
  readonly label?: number;
  /** A picture, a cloud, one line of JSON lines, or SQuAD JSON of one question. */
  readonly file: string;
  /** The object mask, or the regions of the points. */
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
  /** All layers of the networks that are worth a look, the analysed one among them. */
  readonly layers: readonly string[];
  /** How its samples meet its networks. */
  readonly choices: FitChoices;
  /** How the run measured. */
  readonly wish: Omit<MapWish, "sigma0">;
  /** By class, where the networks tell classes. */
  readonly classes: readonly string[];
  /** Files of the tokenizer's folder; none where there are no words. */
  readonly tokenizer: readonly string[];
  readonly samples: readonly PackedSample[];
  readonly networks: readonly PackedNetwork[];
  /** The run's report, this task at this layer alone. */
  readonly report: ReportView;
}
