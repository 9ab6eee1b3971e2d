// Wavefront OBJ: `v` and `f` lines; everything else describes looks.

import type { Mesh } from "../mesh.ts";
import { addPolygon, beforeComment, ensureVertices, finiteNumber, indexBelow, lineError } from "./text-lines.ts";

/**
 * The mesh of an OBJ file. Faces may be polygons (cut into fans), refer to `v`, `v/vt`, `v//vn` or `v/vt/vn`, and count
 * from the end with negative numbers; `#` starts a comment. Curves, lines, materials and faces without area (one or two
 * corners, which exporters write) are passed over.
 *
 * Throws `INPUT` naming file and line for a coordinate that is no finite number and a vertex a face does not find among
 * those before it; `INPUT` for a file without vertices.
 */
export function readObj(text: string, file = "obj"): Mesh {
  const vertices: number[] = [];
  const triangles: number[] = [];
  let number = 0;
  let continued: string[] = [];
  for (const part of text.split(/\r\n|\n|\r/)) {
    number++;
    const said = beforeComment(part, /#/);
    // A backslash at the end joins the next line to this one.
    if (said.endsWith("\\")) {
      continued.push(said.slice(0, -1));
      continue;
    }
    const line = [...continued, said].join(" ");
    continued = [];
    const words = line.trim().split(/\s+/);
    if (words[0] === "v")
      for (const [k, axis] of ["x", "y", "z"].entries()) vertices.push(finiteNumber(file, number, words[k + 1], axis));
    if (words[0] === "f") {
      const corners = words.slice(1).map((word) => cornerOf(file, number, word, vertices.length / 3));
      addPolygon(triangles, corners);
    }
  }
  ensureVertices(file, vertices.length);
  return { vertices: Float32Array.from(vertices), triangles: Uint32Array.from(triangles) };
}

/** `7/3/2` among the vertices so far: 1 is the first, -1 the last. */
function cornerOf(file: string, line: number, word: string, count: number): number {
  const index = Number(word.split("/", 1)[0]);
  if (index === 0) throw lineError(file, line, "expected vertices counted from 1; got 0; the file is damaged");
  if (index < 0) return indexBelow(file, line, index, count, "vertex");
  if (!(Number.isInteger(index) && index <= count))
    throw lineError(file, line, `expected a vertex from 1 to ${count}; got ${word}; the file is cut or damaged`);
  return index - 1;
}
