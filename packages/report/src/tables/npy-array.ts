// NumPy's files of one array, formats 1.0 to 3.0.

import { type ColumnTable, type Numbers, type TableColumn, tableFault } from "./column-table.ts";
import { ofHalf } from "./half.ts";

/** An array as NumPy saved it, in C order whatever the file's. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: { readonly numbers: Numbers; readonly float16: boolean } | { readonly texts: readonly string[] };
}

const MAGIC = "\u0093NUMPY";

/**
 * The array of an NPY file: floats of 2, 4 and 8 bytes, whole numbers, booleans and texts (`<U`, `|S`), either byte order, C
 * and Fortran order. Whole numbers beyond 2^53 are texts. Floats of 2 and 4 bytes stay numbers of 32 bits, and where they lie in
 * the file as this machine has them the array is a view of `bytes`: nothing is copied.
 *
 * @throws StillpointError INPUT naming the file, for other types (objects, records, complex numbers), and for files that are
 * torn or longer than their array
 */
export function readNpyArray(bytes: Uint8Array, place: string): NpyArray {
  const { descr, fortran, shape, at } = headerOf(bytes, place);
  const [, order = "|", kind = "", size = ""] = /^([<>|=])([fiubUS])(\d{1,6})$/.exec(descr) ?? [];
  const width = Number(size) * (kind === "U" ? 4 : 1);
  const known = kind === "f" ? /^[248]$/ : kind === "b" ? /^1$/ : kind === "U" || kind === "S" ? /^\d+$/ : /^[1248]$/;
  if (kind === "" || !known.test(size))
    throw tableFault(
      place,
      "floats, whole numbers or texts",
      descr === "|O" ? "Python objects" : `dtype ${descr}`,
      "save a plain array, such as logits.astype('float32')",
    );
  const count = shape.reduce((product, length) => product * length, 1);
  const held = bytes.length - at;
  if (count === 0) throw tableFault(place, "rows", `an empty array, ${shape.join(" x ")}`, "save what is not empty");
  if (!(count * width === held))
    throw tableFault(
      place,
      `an array of ${shape.join(" x ")}, ${count * width} bytes`,
      `${held} bytes`,
      "save it again, it is torn",
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, held);
  const offset = fortran ? fromFortran(shape, width) : (k: number): number => width * k;
  if (kind === "U" || kind === "S") {
    const texts = Array.from({ length: count }, (_, k) => textAt(view, offset(k), kind, width, order === ">"));
    return { shape, values: { texts } };
  }
  if (Number(size) === 8 && kind !== "f") {
    const whole = Array.from({ length: count }, (_, k) =>
      kind === "i" ? view.getBigInt64(offset(k), order !== ">") : view.getBigUint64(offset(k), order !== ">"),
    );
    if (whole.some((value) => !Number.isSafeInteger(Number(value))))
      return { shape, values: { texts: whole.map(String) } };
    return { shape, values: { numbers: Float64Array.from(whole, Number), float16: false } };
  }
  const read = readerOf(view, kind, Number(size), order !== ">");
  const numbers =
    (kind === "f" && order !== ">" && !fortran ? viewed(view, Number(size), count) : undefined) ??
    filled(kind === "f" && size !== "8" ? new Float32Array(count) : new Float64Array(count), (k) => read(offset(k)));
  return { shape, values: { numbers, float16: kind === "f" && size === "2" } };
}

/** The array as the one column `name` of a table: its first axis are the rows, the other one lies in each row. */
export function npyTable(array: NpyArray, name: string, place: string): ColumnTable {
  const [rows = 1, ...rest] = array.shape;
  const width = rest.reduce((product, length) => product * length, 1);
  const { values } = array;
  // A row for each sample of a batch, or a place of a text, would be taken for classes.
  if (rest.filter((length) => length !== 1).length > 1)
    throw tableFault(
      place,
      "an array of samples x classes",
      array.shape.join(" x "),
      "put batches one below the other, as numpy.concatenate does",
    );
  if ("texts" in values && width !== 1)
    throw tableFault(place, "one text for each row", `${width}`, "save ids as a list of one axis");
  const column: TableColumn =
    "texts" in values
      ? { kind: "texts", name, values: values.texts }
      : { kind: "numbers", name, values: values.numbers, width, float16: values.float16 };
  return { place, rows, columns: [column], rowName: (row) => `row ${row}` };
}

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly at: number;
}

function headerOf(bytes: Uint8Array, place: string): Header {
  const latin = (from: number, to: number): string =>
    Array.from(bytes.subarray(from, to), (byte) => String.fromCharCode(byte)).join("");
  const major = bytes[6] ?? 0;
  if (latin(0, 6) !== MAGIC || major < 1 || major > 3)
    throw tableFault(place, "an NPY file of format 1 to 3", "something else", "write it with numpy.save");
  const size = major === 1 ? 2 : 4;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 + size ? 0 : size === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const at = 8 + size + length;
  const text = at <= bytes.length ? latin(8 + size, at) : "";
  const descr = /'descr':\s*(?:'([^']*)'|(\[))/.exec(text);
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === null || fortran === undefined || shape === undefined)
    throw tableFault(place, "a header of NumPy", "one that is torn or changed", "write it with numpy.save");
  const lengths = shape.split(",").filter((part) => part.trim() !== "");
  return {
    descr: descr[2] === undefined ? (descr[1] ?? "") : "of records",
    fortran: fortran === "True",
    shape: lengths.map((part) => Number.parseInt(part, 10)),
    at,
  };
}

/** Whether this machine writes the last byte of a number first, as files with `<` do. */
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The numbers where they lie; undefined where a typed array cannot begin there. */
function viewed({ buffer, byteOffset }: DataView, size: number, count: number): Numbers | undefined {
  if (!LITTLE || byteOffset % size !== 0) return undefined;
  if (size === 4) return new Float32Array(buffer, byteOffset, count);
  return size === 8 ? new Float64Array(buffer, byteOffset, count) : undefined;
}

function filled(numbers: Numbers, numberAt: (k: number) => number): Numbers {
  for (let k = 0; k < numbers.length; k++) numbers[k] = numberAt(k);
  return numbers;
}

/** Where the file has the number that C order has at k, in bytes. */
function fromFortran(shape: readonly number[], width: number): (k: number) => number {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, width));
  return (k) => {
    let [rest, found] = [k, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      found += (rest % length) * (strides[axis] ?? 1);
      rest = Math.floor(rest / length);
    }
    return found;
  };
}

function readerOf(view: DataView, kind: string, size: number, little: boolean): (at: number) => number {
  if (kind === "f" && size === 2) return (at) => ofHalf(view.getUint16(at, little));
  if (kind === "f") return size === 4 ? (at) => view.getFloat32(at, little) : (at) => view.getFloat64(at, little);
  if (kind === "i" && size > 1)
    return size === 2 ? (at) => view.getInt16(at, little) : (at) => view.getInt32(at, little);
  if (kind === "i") return (at) => view.getInt8(at);
  if (size === 1) return (at) => view.getUint8(at);
  return size === 2 ? (at) => view.getUint16(at, little) : (at) => view.getUint32(at, little);
}

/** A text of fixed length; zeros at its end fill it. */
function textAt(view: DataView, at: number, kind: "U" | "S", width: number, big: boolean): string {
  if (kind === "S") {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, width);
    let end = width;
    while (end > 0 && bytes[end - 1] === 0) end--;
    return new TextDecoder().decode(bytes.subarray(0, end));
  }
  let text = "";
  for (let k = at; k < at + width; k += 4) {
    const point = view.getUint32(k, !big);
    if (point !== 0) text += point <= 0x10ffff ? String.fromCodePoint(point) : "\uFFFD";
  }
  return text;
}
