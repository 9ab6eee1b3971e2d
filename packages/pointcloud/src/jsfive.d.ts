// The part of jsfive used here; the package ships no types.

declare module "jsfive" {
  export interface Dataset {
    readonly shape: readonly number[];
    readonly value: ArrayLike<number | bigint>;
  }

  export interface Group {
    readonly keys: readonly string[];
    get(path: string): Group | Dataset;
  }

  export class File implements Group {
    constructor(buffer: ArrayBuffer, name: string);
    readonly keys: readonly string[];
    get(path: string): Group | Dataset;
  }
}
