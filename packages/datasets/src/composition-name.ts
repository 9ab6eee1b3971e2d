// What names a composed sample.

/** Names one composition: the same name, item and rule give the same sample. */
export interface CompositionName {
  readonly seed: number;
  /** The set it belongs to, such as `training`. */
  readonly purpose: string;
  /** Which composition of this item. */
  readonly copy: number;
}
