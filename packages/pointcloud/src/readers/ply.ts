// Polygon File Format (Turk 1994): vertices and faces of ascii and of binary files in either byte order.

import { StillpointError } from "@stillpoint/core";
import type { Mesh } from "../mesh.ts";
import { type PlyElement, type PlyHeader, type PlyProperty, type PlyType, readPlyHeader } from "./ply-header.ts";
import { addPolygon, ensureVertices } from "./text-lines.ts";

/** The next number of the body. Throws `INPUT` at the end of the file and for a word that is no number. */
type Next = (type: PlyType, element: string, row: number) => number;

/**
 * The mesh of a PLY file: x, y, z of `vertex`, polygons of `face` (`vertex_indices` or `vertex_index`), cut into fans.
 * Other properties and elements are read past; a file without faces has no triangles.
 *
 * Throws `INPUT` naming the file and the line (ascii) or element and row (binary) for a header that is not understood,
 * a file that ends early or goes on behind its last element, a coordinate that is not finite and a face whose vertices
 * do not exist.
 */
export function readPly(bytes: Uint8Array, file = "ply"): Mesh {
  const header = readPlyHeader(bytes, file);
  const { next, atEnd } = header.format === "ascii" ? asciiBody(bytes, header, file) : binaryBody(bytes, header, file);
  const vertices: number[] = [];
  const triangles: number[] = [];
  const found = header.elements.find((element) => element.name === "vertex");
  for (const axis of ["x", "y", "z"])
    if (!found?.properties.some((property) => property.name === axis && property.length === undefined))
      throw fail(file, `expected an element vertex with a property ${axis}; got none; is this a PLY file of points?`);
  // Rows without properties take no bytes, so no end of the file would end them.
  const empty = header.elements.find(({ properties, count }) => properties.length === 0 && count > 0);
  if (empty !== undefined)
    throw fail(
      file,
      `expected properties of the element ${empty.name}; got none for ${empty.count} rows; mend the header`,
    );
  for (const element of header.elements)
    for (let row = 0; row < element.count; row++) {
      if (element.name === "vertex") vertices.push(...readVertex(element, row, next, file));
      else if (element.name === "face") addPolygon(triangles, readFace(element, row, next, found!.count, file));
      else for (const property of element.properties) readProperty(property, element.name, row, next, file);
    }
  if (!atEnd())
    throw fail(file, "expected the end behind the last element; got more; the counts of the header are wrong");
  ensureVertices(file, vertices.length);
  return { vertices: Float32Array.from(vertices), triangles: Uint32Array.from(triangles) };
}

const fail = (file: string, message: string): StillpointError => new StillpointError("INPUT", `${file}: ${message}`);

/** The one number, or all numbers, of a property. A list longer than the file ends with it. */
function readProperty(property: PlyProperty, element: string, row: number, next: Next, file: string): number[] {
  const count = property.length === undefined ? 1 : next(property.length, element, row);
  if (!(Number.isInteger(count) && count >= 0))
    throw fail(file, `${element} ${row}: expected a whole length of ${property.name}; got ${count}; mend the file`);
  const values: number[] = [];
  for (let k = 0; k < count; k++) values.push(next(property.type, element, row));
  return values;
}

function readVertex(element: PlyElement, row: number, next: Next, file: string): number[] {
  const place = [0, 0, 0];
  for (const property of element.properties) {
    const [value] = readProperty(property, "vertex", row, next, file);
    const axis = ["x", "y", "z"].indexOf(property.name);
    if (axis < 0) continue;
    if (value === undefined || !Number.isFinite(Math.fround(value)))
      throw fail(file, `vertex ${row}: expected a finite ${property.name}; got ${value}; mend or remove the vertex`);
    place[axis] = value;
  }
  return place;
}

function readFace(element: PlyElement, row: number, next: Next, count: number, file: string): number[] {
  let corners: number[] = [];
  for (const property of element.properties) {
    const values = readProperty(property, "face", row, next, file);
    if (property.name === "vertex_indices" || property.name === "vertex_index") corners = values;
  }
  const bad = corners.find((corner) => !(Number.isInteger(corner) && corner >= 0 && corner < count));
  if (bad !== undefined)
    throw fail(file, `face ${row}: expected vertices from 0 to ${count - 1}; got ${bad}; the file is cut or damaged`);
  return corners;
}

interface Body {
  readonly next: Next;
  readonly atEnd: () => boolean;
}

function asciiBody(bytes: Uint8Array, header: PlyHeader, file: string): Body {
  const lines = new TextDecoder().decode(bytes.subarray(header.end)).split(/\r\n|\n|\r/);
  let line = 0;
  let words: string[] = [];
  const fill = (): boolean => {
    while (words.length === 0 && line < lines.length)
      words = lines[line++]!.trim().split(/\s+/).filter(Boolean).reverse();
    return words.length > 0;
  };
  const next: Next = (_, element, row) => {
    if (!fill()) throw fail(file, `expected ${element} ${row}; got the end of the file; fetch it again`);
    const word = words.pop()!;
    const value = Number(word);
    if (Number.isNaN(value))
      throw fail(
        file.concat(`, line ${header.lines + line}`),
        `expected a number for ${element} ${row}; got ${word}; mend the line`,
      );
    return value;
  };
  return { next, atEnd: () => !fill() };
}

const SIZES: Readonly<Record<PlyType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

function binaryBody(bytes: Uint8Array, header: PlyHeader, file: string): Body {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = header.format === "binary_little_endian";
  let at = header.end;
  const read: Readonly<Record<PlyType, () => number>> = {
    int8: () => view.getInt8(at),
    uint8: () => view.getUint8(at),
    int16: () => view.getInt16(at, little),
    uint16: () => view.getUint16(at, little),
    int32: () => view.getInt32(at, little),
    uint32: () => view.getUint32(at, little),
    float32: () => view.getFloat32(at, little),
    float64: () => view.getFloat64(at, little),
  };
  const next: Next = (type, element, row) => {
    if (at + SIZES[type] > view.byteLength)
      throw fail(
        file,
        `expected ${element} ${row}; got the end of the file at byte ${view.byteLength}; fetch it again`,
      );
    const value = read[type]();
    at += SIZES[type];
    return value;
  };
  return { next, atEnd: () => at === view.byteLength };
}
