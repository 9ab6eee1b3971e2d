// Files that are the same as before stay the same list: what is read from them need not be read again.

import { useRef } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";

export function useSameFiles(files: readonly NamedFile[]): readonly NamedFile[] {
  const kept = useRef(files);
  const before = kept.current;
  const same = files.length === before.length && files.every(({ content }, k) => content === before[k]?.content);
  if (!same) kept.current = files;
  return kept.current;
}
