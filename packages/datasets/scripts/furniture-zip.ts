// Files of a zip archive in memory. Format: PKWARE APPNOTE 6.3, stored and deflated entries.

import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** Names and contents, unpacked when asked for. Throws for an archive without directory. */
export function openZip(archive: Buffer): Map<string, () => Buffer> {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error("zip: expected a central directory; got none");
  const files = new Map<string, () => Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let k = archive.readUInt16LE(end + 10); k > 0; k--) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error(`zip: expected a directory entry at ${at}`);
    const [method, packed] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const lengths = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const start = archive.readUInt32LE(at + 42);
    const name = archive.toString("utf8", at + 46, at + 46 + lengths[0]!);
    files.set(name, () => {
      const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
      const bytes = archive.subarray(data, data + packed);
      return method === 0 ? bytes : inflateRawSync(bytes);
    });
    at += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return files;
}
