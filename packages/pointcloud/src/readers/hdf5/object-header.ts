// Object headers: the messages that describe a group or a dataset.

import { type Hdf5Bytes, type Hdf5Cursor, hdf5Fault } from "./bytes.ts";

/** Kinds of messages that are read. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  continuation: 0x10,
  symbolTable: 0x11,
} as const;

/** A message's kind and where its body begins. */
export interface Hdf5Message {
  readonly kind: number;
  readonly at: number;
  readonly length: number;
}

/** A stretch of messages, at `at`. */
interface Block {
  readonly at: number;
  readonly length: number;
}

/** All messages of the object at an address, of either version. Throws `INPUT`. */
export function messagesOf(file: Hdf5Bytes, address: number): Hdf5Message[] {
  const start = file.cursor(address);
  return start.letters(4) === "OHDR" ? newMessages(file, start) : oldMessages(file, file.cursor(address));
}

/** A body that a message shares with others is elsewhere. */
const SHARED = 2;

function oldMessages(file: Hdf5Bytes, cursor: Hdf5Cursor): Hdf5Message[] {
  const version = cursor.number(1);
  if (version !== 1) throw hdf5Fault("an object header of version 1 or 2", version);
  cursor.skip(1);
  const count = cursor.number(2);
  cursor.skip(4);
  const length = cursor.number(4);
  return collect(file, { at: cursor.at + 4, length }, count, (at) => {
    const body = file.cursor(at);
    const [kind, size, flags] = [body.number(2), body.number(2), body.number(1)];
    return { kind, at: at + 8, length: size, flags };
  });
}

function newMessages(file: Hdf5Bytes, cursor: Hdf5Cursor): Hdf5Message[] {
  const version = cursor.number(1);
  if (version !== 2) throw hdf5Fault("an object header of version 1 or 2", version);
  const flags = cursor.number(1);
  if (flags & 0x20) cursor.skip(16);
  if (flags & 0x10) cursor.skip(4);
  const length = cursor.number(1 << (flags & 3));
  const head = flags & 0x04 ? 6 : 4;
  return collect(file, { at: cursor.at, length }, Number.POSITIVE_INFINITY, (at, end) => {
    // What is too short for a message is a gap.
    if (at + head > end) return undefined;
    const body = file.cursor(at);
    const [kind, size, own] = [body.number(1), body.number(2), body.number(1)];
    return { kind, at: at + head, length: size, flags: own };
  });
}

type ReadMessage = (at: number, end: number) => (Hdf5Message & { readonly flags: number }) | undefined;

function collect(file: Hdf5Bytes, first: Block, most: number, read: ReadMessage): Hdf5Message[] {
  const found: Hdf5Message[] = [];
  const blocks: Block[] = [first];
  let count = 0;
  for (const { at, length } of blocks) {
    for (let place = at; place < at + length && count < most; count++) {
      file.step();
      const message = read(place, at + length);
      if (message === undefined) break;
      place = message.at + message.length;
      if (message.kind === MESSAGE.continuation) blocks.push(continuation(file, message));
      else if (message.flags & SHARED && Object.values<number>(MESSAGE).includes(message.kind))
        throw hdf5Fault("descriptions within their object", "a shared one", "save the file anew with h5py's defaults");
      else found.push(message);
    }
  }
  return found;
}

/** The next block; those of new headers have a signature and a checksum. */
function continuation(file: Hdf5Bytes, message: Hdf5Message): Block {
  const cursor = file.cursor(message.at);
  const [at, length] = [cursor.address(), cursor.number(8)];
  return file.cursor(at).letters(4) === "OCHK" ? { at: at + 4, length: length - 8 } : { at, length };
}
