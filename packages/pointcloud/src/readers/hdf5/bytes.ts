// The bytes of an HDF5 file, read within bounds and with an end. HDF5 File Format Specification, version 3.

import { StillpointError } from "@stillpoint/core";

/** What is wrong with a file: `expected ...; got ...; what to do`. The reader's caller puts the file's name before it. */
export function hdf5Fault(expected: string, got: string | number, remedy = "fetch the file again"): StillpointError {
  // The subject, file and dataset, is known to the caller only.
  const message = `expected ${expected}; got ${got}; ${remedy}`;
  return new StillpointError("INPUT", message);
}

/** Addresses of 8 ones say that there is nothing. */
export const NOWHERE: number = Number.POSITIVE_INFINITY;

/** Letters that count as one structure: every name may lie in the file once, beside what it names. */
export const LETTERS_A_STEP = 8;

/** Little-endian numbers one behind the other. Every read throws `INPUT` behind the end of the file. */
export interface Hdf5Cursor {
  readonly at: number;
  /** Unsigned, of 1, 2, 4 or 8 bytes, or any number of them up to 8. */
  number(size: number): number;
  /** An address, `NOWHERE` for none. */
  address(): number;
  skip(bytes: number): void;
  letters(count: number): string;
}

/** A file that is being read. */
export interface Hdf5Bytes {
  readonly length: number;
  cursor(at: number): Hdf5Cursor;
  /** Throws `INPUT` where they are not in the file. */
  slice(at: number, length: number): Uint8Array;
  /** Counts structures that were read, by default one. Throws `INPUT` once they are more than a file can hold: they go in circles. */
  step(count?: number): void;
}

export function hdf5Bytes(bytes: Uint8Array, base: number): Hdf5Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let steps = 0;
  const check = (at: number, length: number): number => {
    const from = base + at;
    if (!(Number.isSafeInteger(from) && from >= 0 && length >= 0 && from + length <= bytes.length))
      throw hdf5Fault(`${length} bytes at ${at}`, `a file of ${bytes.length} bytes`);
    return from;
  };
  const step = (count = 1): void => {
    steps += count;
    if (steps > 1000 + bytes.length / 4) throw hdf5Fault("structures that end", "some that go in circles");
  };
  return {
    length: bytes.length,
    slice: (at, length) => {
      const from = check(at, length);
      return bytes.subarray(from, from + length);
    },
    step,
    cursor: (start) => {
      let at = start;
      const cursor: Hdf5Cursor = {
        get at() {
          return at;
        },
        number: (size) => {
          const from = check(at, size);
          at += size;
          let value = 0;
          for (let k = size - 1; k >= 0; k--) value = value * 256 + view.getUint8(from + k);
          return value;
        },
        address: () => {
          const from = check(at, 8);
          const low = view.getUint32(from, true);
          const high = view.getUint32(from + 4, true);
          at += 8;
          return low === 0xffffffff && high === 0xffffffff ? NOWHERE : high * 2 ** 32 + low;
        },
        skip: (count) => {
          at += count;
        },
        letters: (count) => {
          const from = check(at, count);
          // A long name that is read again and again is a circle as well.
          step(count / LETTERS_A_STEP);
          at += count;
          return new TextDecoder("latin1").decode(bytes.subarray(from, from + count));
        },
      };
      return cursor;
    },
  };
}
