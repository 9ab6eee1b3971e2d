// Which columns a Parquet file has, and how far their values are optional or lists.

import { countAt, fieldsOf, listOf, type ThriftFields, textOf } from "../thrift.ts";

export interface ParquetLeaf {
  /** The column's name; for lists that of the list. */
  readonly name: string;
  /** Its place in the file, names joined by dots. */
  readonly path: string;
  /** Parquet's number for its type; bytes of one of fixed length. */
  readonly type: number;
  readonly length: number;
  readonly float16: boolean;
  readonly unsigned: boolean;
  /** Largest levels: optional and repeated structures above and including it. */
  readonly definitions: number;
  readonly repetitions: number;
}

const REPEATED = 2;
const REQUIRED = 0;
const UNSIGNED_64 = 14;
const FLOAT_16 = 15;

/** The leaves of a schema, in order. Throws `INPUT` or `STORAGE` for one that is no tree. */
export function leavesOf(elements: readonly ThriftFields[]): readonly ParquetLeaf[] {
  const leaves: ParquetLeaf[] = [];
  let next = 1;
  const walk = (children: number, path: readonly string[], definitions: number, repetitions: number): void => {
    for (let k = 0; k < children; k++) {
      const element = fieldsOf(elements[next++]);
      const own = [...path, textOf(element.get(4))];
      const kind = countAt(element, 3, REQUIRED);
      const defined = definitions + (kind === REQUIRED ? 0 : 1);
      const repeated = repetitions + (kind === REPEATED ? 1 : 0);
      const inner = countAt(element, 5, 0);
      if (inner > 0) walk(inner, own, defined, repeated);
      else {
        const logical = element.get(10);
        leaves.push({
          name: own[0] ?? "",
          path: own.join("."),
          type: countAt(element, 1),
          length: countAt(element, 2, 0),
          float16: logical !== undefined && fieldsOf(logical).has(FLOAT_16),
          unsigned: countAt(element, 6, 0) === UNSIGNED_64,
          definitions: defined,
          repetitions: repeated,
        });
      }
    }
  };
  walk(countAt(fieldsOf(elements[0]), 5, 0), [], 0, 0);
  return leaves;
}

/** The schema of a file's metadata. */
export function schemaOf(metadata: ThriftFields): readonly ParquetLeaf[] {
  return leavesOf(listOf(metadata.get(2)).map(fieldsOf));
}
