// Object File Format, as ModelNet keeps it.

import type { Mesh } from "../mesh.ts";
import {
  addPolygon,
  ensureVertices,
  finiteNumber,
  indexBelow,
  lineError,
  type TextLine,
  textLines,
} from "./text-lines.ts";

/**
 * The mesh of an OFF file. Polygons are cut into fans; normals and colours behind vertices and faces are passed over. ModelNet's
 * `OFF123 45 0`, where the counts stick to the header, is read as well.
 *
 * Throws `INPUT` naming file and line for another header, counts that are not those of the file, a coordinate that is
 * no finite number, and a face whose vertices do not exist.
 */
export function readOff(text: string, file = "off"): Mesh {
  const lines = [...textLines(text, file)];
  const { counts, body } = readHeader(lines, file);
  const [vertexCount, faceCount] = counts;
  ensureVertices(file, vertexCount);
  checkLength(lines, body, counts, file);

  const vertices = new Float32Array(3 * vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    const { number, words } = lines[body + v]!;
    for (const [k, axis] of ["x", "y", "z"].entries()) vertices[3 * v + k] = finiteNumber(file, number, words[k], axis);
  }
  const triangles: number[] = [];
  for (const { number, words } of lines.slice(body + vertexCount, body + vertexCount + faceCount)) {
    const size = Number(words[0]);
    if (!(Number.isInteger(size) && size >= 1 && words.length > size))
      throw lineError(
        file,
        number,
        `expected a face: its size, then as many vertices; got "${words.join(" ")}"; the counts in the header may be wrong`,
      );
    const corners = words.slice(1, size + 1).map((word) => {
      const index = Number(word);
      if (index < 0) throw lineError(file, number, `expected a vertex from 0; got ${word}; the file is damaged`);
      return indexBelow(file, number, index, vertexCount, "vertex");
    });
    addPolygon(triangles, corners);
  }
  return { vertices, triangles: Uint32Array.from(triangles) };
}

/** Numbers of vertices and faces, and the index of the first line behind them. */
function readHeader(lines: readonly TextLine[], file: string): { counts: [number, number]; body: number } {
  const [first, second] = lines;
  const match = /^[CN]*OFF(.*)$/.exec(first?.words[0] ?? "");
  if (first === undefined || match === null)
    throw lineError(
      file,
      first?.number ?? 1,
      `expected "OFF"; got ${first === undefined ? "an empty file" : `"${first.words[0]}"`}; is this an OFF file?`,
    );
  const glued = [match[1]!, ...first.words.slice(1)].filter((word) => word !== "");
  const words = glued.length > 0 ? glued : (second?.words ?? []);
  const counts = words.slice(0, 2).map(Number);
  const [vertices, faces] = counts;
  const whole = (value: number | undefined): value is number => Number.isInteger(value) && value! >= 0;
  if (!(whole(vertices) && whole(faces)))
    throw lineError(
      file,
      glued.length > 0 ? first.number : (second?.number ?? first.number),
      `expected the numbers of vertices and faces; got "${words.join(" ")}"; mend the header`,
    );
  return { counts: [vertices, faces], body: glued.length > 0 ? 1 : 2 };
}

function checkLength(
  lines: readonly TextLine[],
  body: number,
  [vertices, faces]: [number, number],
  file: string,
): void {
  const found = lines.length - body;
  if (found === vertices + faces) return;
  const last = lines.at(-1)!.number;
  const extra = lines[body + vertices + faces]?.number ?? last;
  throw lineError(
    file,
    found < vertices + faces ? last : extra,
    `expected ${vertices} vertices and ${faces} faces as the header says; got ${found} lines for them; mend the counts or fetch the file again`,
  );
}
