// The form of the committed packs: gzip around a JSON header, its length in front, and numbers behind.

import { StillpointError } from "@stillpoint/core";

/** Header and everything behind it; `Header` is what the pack's own schema says. */
export interface PackFile<Header> {
  readonly header: Header;
  /** All unpacked bytes. */
  readonly content: Uint8Array;
  /** Index of the first byte behind the header. */
  readonly start: number;
}

/** Unpacks a pack of one schema. Throws `INPUT` with the pack's `name` for bytes that are none. */
export async function openPack<Header extends { readonly schema: string }>(
  bytes: Uint8Array,
  name: string,
  schema: Header["schema"],
): Promise<PackFile<Header>> {
  const content = await unzip(bytes, name);
  const fail = (cause?: unknown): StillpointError =>
    new StillpointError("INPUT", `${name}: expected a header of ${schema}; got none; fetch the file again`, { cause });
  if (content.length < 4) throw fail();
  const start = 4 + new DataView(content.buffer, content.byteOffset).getUint32(0, true);
  let header: Header;
  try {
    header = JSON.parse(new TextDecoder().decode(content.subarray(4, start))) as Header;
  } catch (cause) {
    throw fail(cause);
  }
  if (header.schema !== schema) throw fail();
  return { header, content, start };
}

async function unzip(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    const message = `${name}: expected a whole gzip file; got bytes that do not unpack; fetch the file again`;
    throw new StillpointError("INPUT", message, { cause });
  }
}
