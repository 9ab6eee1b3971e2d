// The header of a PLY file: its format and what its elements hold.

import { lineError } from "./text-lines.ts";

export type PlyType = "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "float32" | "float64";

export interface PlyProperty {
  readonly name: string;
  readonly type: PlyType;
  /** Type of the number of values, for a list. */
  readonly length?: PlyType;
}

export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly PlyProperty[];
}

export interface PlyHeader {
  readonly format: "ascii" | "binary_little_endian" | "binary_big_endian";
  readonly elements: readonly PlyElement[];
  /** Index of the first byte behind the header. */
  readonly end: number;
  /** Lines of the header. */
  readonly lines: number;
}

const TYPES: ReadonlyMap<string, PlyType> = new Map<string, PlyType>([
  ["char", "int8"],
  ["int8", "int8"],
  ["uchar", "uint8"],
  ["uint8", "uint8"],
  ["short", "int16"],
  ["int16", "int16"],
  ["ushort", "uint16"],
  ["uint16", "uint16"],
  ["int", "int32"],
  ["int32", "int32"],
  ["uint", "uint32"],
  ["uint32", "uint32"],
  ["float", "float32"],
  ["float32", "float32"],
  ["double", "float64"],
  ["float64", "float64"],
]);

const FORMATS = ["ascii", "binary_little_endian", "binary_big_endian"] as const;

/** Reads up to `end_header`. Throws `INPUT` naming file and line for a line that is not understood. */
export function readPlyHeader(bytes: Uint8Array, file: string): PlyHeader {
  const elements: { name: string; count: number; properties: PlyProperty[] }[] = [];
  let format: PlyHeader["format"] | undefined;
  let end = 0;
  for (let line = 1; ; line++) {
    const { words, next } = headerLine(bytes, end);
    const wrong = (expected: string): Error =>
      lineError(file, line, `expected ${expected}; got "${words.join(" ")}"; is this a PLY file?`);
    end = next;
    const [keyword = "", first = "", second = ""] = words;
    if (line === 1) {
      if (keyword !== "ply") throw wrong('"ply"');
    } else if (keyword === "end_header") {
      if (format === undefined) throw wrong(`a line "format" before the end of the header`);
      return { format, elements, end, lines: line };
    } else if (keyword === "format") {
      format = FORMATS.find((known) => known === first);
      if (format === undefined) throw wrong(`a format of ${FORMATS.join(", ")}`);
    } else if (keyword === "element") {
      const count = Number(second);
      if (!(second !== "" && Number.isInteger(count) && count >= 0)) throw wrong("element NAME COUNT");
      elements.push({ name: first, count, properties: [] });
    } else if (keyword === "property") {
      const property = propertyOf(words);
      const element = elements.at(-1);
      if (property === undefined || element === undefined) throw wrong("property TYPE NAME behind an element");
      element.properties.push(property);
    } else if (keyword !== "comment" && keyword !== "obj_info") throw wrong("a line of a PLY header");
  }
}

function propertyOf(words: readonly string[]): PlyProperty | undefined {
  const list = words[1] === "list";
  const [length, type] = list
    ? [TYPES.get(words[2] ?? ""), TYPES.get(words[3] ?? "")]
    : [undefined, TYPES.get(words[1] ?? "")];
  const name = words[list ? 4 : 2];
  if (type === undefined || name === undefined || (list && length === undefined)) return undefined;
  return length === undefined ? { name, type } : { name, type, length };
}

/** One line of text from `start`; lines end with LF, CR LF or CR. */
function headerLine(bytes: Uint8Array, start: number): { words: string[]; next: number } {
  let stop = start;
  while (stop < bytes.length && bytes[stop] !== 10 && bytes[stop] !== 13) stop++;
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(stop, start + 1000)));
  const next = bytes[stop] === 13 && bytes[stop + 1] === 10 ? stop + 2 : stop + 1;
  return { words: text.trim().split(/\s+/).filter(Boolean), next };
}
