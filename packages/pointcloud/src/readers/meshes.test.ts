import { describe, expect, it } from "vitest";
import { type Mesh, triangleAreas } from "../mesh.ts";
import { readObj } from "./obj.ts";
import { readOff } from "./off.ts";
import { readPly } from "./ply.ts";

/** A square of two triangles and one apex above its middle. */
const VERTICES = [
  [0, 0, 0],
  [1, 0, 0],
  [1, 1, 0],
  [0, 1, 0],
  [0.5, 0.5, 2],
];
const FACES = [
  [0, 1, 2, 3],
  [0, 1, 4],
];
const rows = VERTICES.map((row) => row.join(" ")).join("\n");

/** What every reader must make of it: the quadrilateral as a fan around its first corner. */
function expectPyramid(mesh: Mesh): void {
  expect([...mesh.vertices]).toEqual(VERTICES.flat());
  expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3, 0, 1, 4]);
  expect(triangleAreas(mesh)[0]).toBeCloseTo(0.5, 12);
}

describe("readOff", () => {
  const body = `${rows}\n4 0 1 2 3\n3 0 1 4\n`;

  it.each([
    ["OFF on a line of its own", `OFF\n5 2 0\n${body}`],
    ["counts on the header's line", `OFF 5 2 0\n${body}`],
    ["ModelNet's counts glued to the header", `OFF5 2 0\n${body}`],
    ["comments, empty lines, CR LF", `# a square\r\n\r\nOFF\r\n5 2 0 # counts\r\n\r\n${body.replaceAll("\n", "\r\n")}`],
    [
      "colours behind vertices and faces",
      `COFF\n5 2 0\n${rows.replaceAll("\n", " 255 0 0\n")}\n4 0 1 2 3 0.1 0.2 0.3\n3 0 1 4 7\n`,
    ],
  ])("reads %s", (_, text) => expectPyramid(readOff(text)));

  it.each([
    ["another file", `solid\n${body}`, /chair\.off, line 1: expected "OFF"; got "solid"; is this/],
    ["an empty file", "", /line 1: expected "OFF"; got an empty file/],
    ["no counts", "OFF\nfive\n", /line 2: expected the numbers of vertices and faces; got "five"/],
    ["too many vertices promised", `OFF\n9 2 0\n${body}`, /line 9: expected 9 vertices and 2 faces .* got 7 lines/],
    ["too few vertices promised", `OFF\n4 2 0\n${body}`, /line 9: expected 4 vertices and 2 faces .* got 7 lines/],
    ["counts exchanged", `OFF\n4 3 0\n${body}`, /line 7: expected a face: its size, .* got "0.5 0.5 2"; the counts/],
    ["a vertex that is not there", `OFF\n5 2 0\n${rows}\n4 0 1 2 5\n3 0 1 4\n`, /line 8: .* among 5 vertices; got 5/],
    ["a negative vertex", `OFF\n5 2 0\n${rows}\n4 0 1 2 -1\n3 0 1 4\n`, /line 8: expected a vertex from 0; got -1/],
    ["NaN", `OFF\n5 2 0\n${rows.replace("0.5", "nan")}\n4 0 1 2 3\n3 0 1 4\n`, /line 7: expected a finite x; got nan/],
    ["a short vertex", `OFF\n1 0 0\n1 2\n`, /line 3: expected a finite z; got nothing/],
    ["no vertex", "OFF\n0 0 0\n", /chair.off: expected at least one vertex; got none/],
  ])("names %s by file and line", (_, text, message) => {
    expect(() => readOff(text, "chair.off")).toThrow(message);
    expect(() => readOff(text, "chair.off")).toThrow(expect.objectContaining({ code: "INPUT" }));
  });
});

describe("readObj", () => {
  const vertices = VERTICES.map((row) => `v ${row.join(" ")}`).join("\n");

  it.each([
    ["plain corners", "f 1 2 3 4\nf 1 2 5"],
    ["texture and normal indices", "vt 0 0\nvn 0 0 1\nf 1/1 2/1 3/1 4/1\nf 1//1 2/1/1 5//1"],
    ["corners counted from the end", "f -5 -4 -3 -2\nf -5 -4 -1"],
    ["lines it need not know", "mtllib x.mtl\ng leg\nusemtl oak\ns off\nl 1 2\nf 1 2 3 4\nf 1 2\nf 1 2 5"],
    ["a line continued", "f 1 2 \\\n3 4\nf 1 2 5"],
    ["comments behind corners", "f 1 2 3 4 # seat\nf 1 2 5#2 3"],
    ["a comment that ends like a continued line", "# from C:\\chairs\\\nf 1 2 3 4\nf 1 2 5"],
  ])("reads %s", (_, faces) => expectPyramid(readObj(`# made by hand\n${vertices}\n${faces}\n`)));

  it("reads a vertex with a comment behind it", () => {
    expect([...readObj("v 0 1 2# leg\nv 3 4 5 # 1").vertices]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("counts negative corners from the vertices before the face, not from all", () => {
    const text = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf -3 -2 -1\nv 5 5 5\n";
    expect([...readObj(text).triangles]).toEqual([0, 1, 2]);
  });

  it.each([
    ["a vertex to come", "v 0 0 0\nv 1 0 0\nf 1 2 3", /a\.obj, line 3: expected a vertex from 1 to 2; got 3; the file/],
    ["too far back", "v 0 0 0\nf -2 -1 -1", /line 2: expected a vertex among 1 vertices; got -2/],
    ["vertex 0", "v 0 0 0\nf 0 1 1", /line 2: expected vertices counted from 1; got 0/],
    ["a word", "v 0 0 0\nf 1 x 1", /line 2: expected a vertex from 1 to 1; got x/],
    ["NaN", "v 0 0 0\n\nv 1 NaN 0", /line 3: expected a finite y; got NaN/],
    ["no vertices", "f 1 2 3", /line 1: expected a vertex from 1 to 0/],
    ["nothing", "", /a\.obj: expected at least one vertex; got none/],
  ])("names %s by file and line", (_, text, message) => {
    expect(() => readObj(text, "a.obj")).toThrow(message);
    expect(() => readObj(text, "a.obj")).toThrow(expect.objectContaining({ code: "INPUT" }));
  });
});

/** A PLY file: an element to pass over, vertices with a colour, faces, in the given byte order. */
function binaryPly(little: boolean, change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes): Uint8Array {
  const header = `ply\nformat binary_${little ? "little" : "big"}_endian 1.0\ncomment made by hand\nelement camera 1\nproperty list uchar short view\nelement vertex 5\nproperty uchar red\nproperty float x\nproperty double y\nproperty float z\nelement face 2\nproperty list uchar int vertex_indices\nproperty uchar flags\nend_header\n`;
  const body = new DataView(new ArrayBuffer(1 + 4 + 5 * 17 + 2 * 2 + 7 * 4));
  let at = 0;
  const put = (size: number, write: (offset: number) => void): void => {
    write(at);
    at += size;
  };
  put(1, (o) => body.setUint8(o, 2));
  for (const value of [7, -7]) put(2, (o) => body.setInt16(o, value, little));
  for (const [x, y, z] of VERTICES) {
    put(1, (o) => body.setUint8(o, 255));
    put(4, (o) => body.setFloat32(o, x!, little));
    put(8, (o) => body.setFloat64(o, y!, little));
    put(4, (o) => body.setFloat32(o, z!, little));
  }
  for (const face of FACES) {
    put(1, (o) => body.setUint8(o, face.length));
    for (const corner of face) put(4, (o) => body.setInt32(o, corner, little));
    put(1, (o) => body.setUint8(o, 0));
  }
  return Buffer.concat([Buffer.from(header), change(new Uint8Array(body.buffer, 0, at))]);
}

describe("readPly", () => {
  const head = (vertices: number, faces: number): string =>
    `ply\nformat ascii 1.0\nelement vertex ${vertices}\nproperty float x\nproperty float y\nproperty float z\nelement face ${faces}\nproperty list uchar int vertex_index\nend_header\n`;
  const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

  it("reads ascii, with any line ends", () => {
    const text = `${head(5, 2)}${rows}\n4 0 1 2 3\n3 0 1 4\n`;
    expectPyramid(readPly(ascii(text)));
    expectPyramid(readPly(ascii(text.replaceAll("\n", "\r\n"))));
  });

  it.each([true, false])("reads binary files, little endian %s, past what it need not know", (little) =>
    expectPyramid(readPly(binaryPly(little))),
  );

  it("reads a view into a larger buffer", () => {
    const bytes = binaryPly(true);
    const larger = new Uint8Array(bytes.length + 9);
    larger.set(bytes, 5);
    expectPyramid(readPly(larger.subarray(5, 5 + bytes.length)));
  });

  it("reads points without faces", () => {
    const mesh = readPly(
      ascii(
        "ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nend_header\n1 2 3\n4 5 6\n",
      ),
    );
    expect([...mesh.vertices]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(mesh.triangles).toHaveLength(0);
  });

  it.each([
    ["another file", ascii("plyx\n"), /p\.ply, line 1: expected "ply"; got "plyx"/],
    [
      "an unknown format",
      ascii("ply\nformat utf8 1.0\n"),
      /line 2: expected a format of ascii, .* got "format utf8 1.0"/,
    ],
    [
      "an unknown type",
      ascii("ply\nformat ascii 1.0\nelement vertex 1\nproperty half x\n"),
      /line 4: expected property TYPE/,
    ],
    [
      "a header that stops",
      ascii("ply\nformat ascii 1.0\nelement vertex 1\n"),
      /line 4: expected a line of a PLY header/,
    ],
    ["no coordinates", ascii("ply\nformat ascii 1.0\nelement face 0\nend_header\n"), /a property x; got none/],
    ["fewer vertices than promised", ascii(`${head(6, 0)}${rows}\n`), /expected vertex 5; got the end of the file/],
    [
      "more vertices than promised",
      ascii(`${head(4, 0)}${rows}\n`),
      /expected the end behind the last element; got more/,
    ],
    [
      "a word",
      ascii(`${head(5, 0)}${rows.replace("2", "two")}\n`),
      /p\.ply, line 14: expected a number for vertex 4; got two/,
    ],
    [
      "infinity",
      ascii(`${head(5, 0)}${rows.replace("2", "Infinity")}\n`),
      /vertex 4: expected a finite z; got Infinity/,
    ],
    ["a face too far", ascii(`${head(5, 1)}${rows}\n3 0 1 5\n`), /face 0: expected vertices from 0 to 4; got 5/],
    [
      "a binary file cut off",
      binaryPly(true, (body) => body.slice(0, -1)),
      /expected face 1; got the end of the file at byte/,
    ],
    ["bytes behind the end", binaryPly(false, (body) => Buffer.concat([body, Buffer.of(0)])), /got more; the counts/],
  ])("names %s", (_, bytes, message) => {
    expect(() => readPly(bytes, "p.ply")).toThrow(message);
    expect(() => readPly(bytes, "p.ply")).toThrow(expect.objectContaining({ code: "INPUT" }));
  });
});

describe("a damaged PLY", () => {
  const ascii = (elements: string, body: string): Uint8Array =>
    new TextEncoder().encode(`ply\nformat ascii 1.0\n${elements}\nend_header\n${body}`);
  const vertex = "element vertex 2\nproperty float x\nproperty float y\nproperty float z";

  it("is not read for ever for rows that take no bytes", () => {
    const file = ascii(`${vertex}\nelement other 1000000000000000`, "0 0 0\n1 1 1\n");
    expect(() => readPly(file, "a.ply")).toThrow(/a\.ply: expected properties of the element other; got none for 1000/);
  });

  it("says where a list has a length that is none, or one longer than the file", () => {
    const faces = `${vertex}\nelement face 1\nproperty list float int vertex_indices`;
    for (const length of ["-1", "1.5", "Infinity"])
      expect(() => readPly(ascii(faces, `0 0 0\n1 1 1\n${length} 0 1\n`))).toThrow(/face 0: expected a whole length/);
    expect(() => readPly(ascii(faces, "0 0 0\n1 1 1\n4000000000 0 1\n"))).toThrow(/got the end of the file/);
  });
});
