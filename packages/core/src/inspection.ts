// What a network offers to be measured, whichever engine read it.

/** A size, the name of one that varies, or `"?"`. */
export type InspectedShape = readonly (number | string)[];

/** An input or output of a network. */
export interface InspectedPort {
  readonly name: string;
  /** As the engine calls it: `float`, `int64`. */
  readonly type: string;
  readonly shape: InspectedShape | undefined;
  /** What it takes, as far as its name and shape say. */
  readonly meaning?: string;
}

/** A tensor that may be a layer. */
export interface InspectedLayer {
  readonly name: string;
  /** Paths of the modules whose output it is, the one to ask for first; each of them stands for it. */
  readonly modules: readonly string[];
  /** The part of the network it belongs to, for lists: a block such as `layer1.0`, or `""`. */
  readonly group: string;
  readonly op: string;
  readonly shape: InspectedShape | undefined;
  /** Why it cannot be measured; absent when it can. */
  readonly obstacle?: string;
}

/** A layer worth measuring first. */
export interface SuggestedLayer {
  /** What to ask for: the path of a module where one leads there, else the tensor. */
  readonly layer: string;
  readonly tensor: string;
  readonly shape: InspectedShape | undefined;
  readonly reason: string;
}

/** A network as `stillpoint inspect` shows it. */
export interface Inspection {
  /** `ONNX opset 17`. */
  readonly format: string;
  /** The operator set in the file; absent for formats that have none. */
  readonly opset?: number;
  readonly producer: string;
  /** Numbers in its weights. */
  readonly weights: number;
  readonly inputs: readonly InspectedPort[];
  readonly outputs: readonly InspectedPort[];
  /** The tensor noise is added to unless the user says otherwise; absent where there is none. */
  readonly from?: string;
  /** Id of the modality its inputs look like. */
  readonly modality?: string;
  /** In the order they are computed. */
  readonly layers: readonly InspectedLayer[];
  readonly suggested: readonly SuggestedLayer[];
  /** What stands in the way of a measurement or of trust in it, one sentence each. */
  readonly warnings: readonly string[];
}
