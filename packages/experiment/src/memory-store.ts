// Results kept in memory: for browsers, tests and programs that want no files.

import type { Store } from "./store.ts";

/** A store that holds its files; `files` is what it holds now. */
export interface MemoryStore extends Store {
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** An empty store in memory. What is written is copied, and so is what is read. */
export function memoryStore(): MemoryStore {
  const files = new Map<string, Uint8Array>();
  const below = (folder: string): string[] => [...files.keys()].filter((name) => name.startsWith(`${folder}/`)).sort();
  return {
    files,
    locate: (name) => name,
    read: async (name) => files.get(name)?.slice(),
    write: async (name, data) => {
      files.set(name, typeof data === "string" ? new TextEncoder().encode(data) : data.slice());
    },
    stream: async (name, fill) => {
      const chunks: Uint8Array[] = [];
      await fill((chunk) => void chunks.push(chunk.slice()));
      files.set(name, joined(chunks));
    },
    list: async (folder) => below(folder),
    remove: async (name) => {
      files.delete(name);
      for (const each of below(name)) files.delete(each);
    },
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
