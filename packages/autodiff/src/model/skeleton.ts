// A model file without its large values: all of its structure, read without reading the weights.

import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { joined, sizeOf } from "./chunks.ts";
import { type ModelFile, readRange } from "./model-file.ts";
import { notOnnx } from "./read.ts";
import { externalData } from "./tensor.ts";

/** Values up to this many bytes stay in the skeleton, and so do whole messages. */
const SMALL = 1024;
/** Bytes read at a time while looking for the next field. */
const WINDOW = 2 ** 16;
/** Longest tag and length of a field, bytes. */
const HEAD = 20;

/** The location of values that lie in the model file itself; no path can be it. */
export const OWN_FILE = "\0";

type Message = "model" | "graph" | "function" | "node" | "attribute" | "tensor";

/** Which fields of a message lead to tensors. Graphs of attributes stay whole. */
const WITHIN: Readonly<Record<Message, ReadonlyMap<number, Message>>> = {
  model: new Map([
    [7, "graph"],
    [25, "function"],
  ]),
  graph: new Map([
    [1, "node"],
    [5, "tensor"],
  ]),
  function: new Map([[7, "node"]]),
  node: new Map([[5, "attribute"]]),
  attribute: new Map([[5, "tensor"]]),
  tensor: new Map(),
};

const RAW_DATA = 9;
/** Fields of a tensor whose bytes are its values: packed floats, raw data, packed doubles. */
const VALUES: ReadonlySet<number> = new Set([4, RAW_DATA, 10]);

/**
 * The model of `file`, with values of more than a kilobyte replaced by references into the file (external data at
 * `OWN_FILE`). Throws `StillpointError MODEL` for a file that is no sequence of whole fields.
 */
export async function readSkeleton(file: ModelFile): Promise<Uint8Array> {
  return joined(await new Scan(file).message("model", 0, file.size));
}

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Where its contents begin, and where the next field does. */
  readonly start: number;
  readonly end: number;
}

class Scan {
  readonly #file: ModelFile;
  #window: Uint8Array = new Uint8Array(0);
  #from = 0;

  constructor(file: ModelFile) {
    this.#file = file;
  }

  /** The bytes of a message of `kind` between two places, large values left out. */
  async message(kind: Message, start: number, end: number): Promise<Uint8Array[]> {
    const chunks: Uint8Array[] = [];
    let copied = start;
    let replaced = 0;
    for (let at = start; at < end; ) {
      const begin = at;
      const field = await this.#field(at, end);
      at = field.end;
      const size = field.end - field.start;
      if (field.wire !== WireType.LengthDelimited || size <= SMALL) continue;
      const within = WITHIN[kind].get(field.number);
      const values = kind === "tensor" && VALUES.has(field.number);
      if (within === undefined && !values) continue;
      if (begin > copied) chunks.push(await this.#bytes(copied, begin));
      if (within === undefined) {
        replaced += 1;
        chunks.push(externalData({ location: OWN_FILE, offset: `${field.start}`, length: `${size}` }));
      } else {
        const inner = await this.message(within, field.start, field.end);
        const head = new BinaryWriter().tag(field.number, WireType.LengthDelimited).uint32(sizeOf(inner));
        chunks.push(head.finish(), ...inner);
      }
      copied = field.end;
    }
    // Two parts of one tensor's values are not one range.
    if (replaced > 1) return [await this.#bytes(start, end)];
    if (end > copied) chunks.push(await this.#bytes(copied, end));
    return chunks;
  }

  async #field(at: number, end: number): Promise<Field> {
    const head = await this.#bytes(at, Math.min(at + HEAD, end));
    const field = fieldAt(head, at);
    if (field === undefined || field.end > end) throw notOnnx(this.#file.size);
    return field;
  }

  async #bytes(start: number, end: number): Promise<Uint8Array> {
    const inside = start >= this.#from && end <= this.#from + this.#window.length;
    if (!inside && end - start > WINDOW) return readRange(this.#file, start, end - start);
    if (!inside) {
      this.#window = await readRange(this.#file, start, Math.min(WINDOW, this.#file.size - start));
      this.#from = start;
    }
    return this.#window.subarray(start - this.#from, end - this.#from);
  }
}

/** The field that begins with `head` at `at`; undefined where none does. */
function fieldAt(head: Uint8Array, at: number): Field | undefined {
  const tag = varint(head, 0);
  if (tag === undefined || tag.value < 8) return undefined;
  const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
  const start = at + tag.end;
  if (wire === WireType.Bit64) return { number, wire, start, end: start + 8 };
  if (wire === WireType.Bit32) return { number, wire, start, end: start + 4 };
  const value = varint(head, tag.end);
  if (value === undefined) return undefined;
  if (wire === WireType.Varint) return { number, wire, start, end: at + value.end };
  if (wire !== WireType.LengthDelimited) return undefined;
  return { number, wire, start: at + value.end, end: at + value.end + value.value };
}

function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let k = 0; k < HEAD / 2; k++) {
    const byte = bytes[start + k];
    if (byte === undefined) return undefined;
    value += (byte % 128) * 128 ** k;
    if (byte < 128) return { value, end: start + k + 1 };
  }
  return undefined;
}
