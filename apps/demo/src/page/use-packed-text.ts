// A packed text, as the page reads it and as the lab takes it.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import type { PackedSample } from "../pack/view-pack.ts";
import { sentenceOf } from "./failure.ts";
import type { OpenPack } from "./use-pack.ts";

/** What a view keeps of a packed text. */
export interface PackedText<Text> {
  readonly id: string;
  readonly file: NamedFile;
  readonly text: Text;
}

/** The files of the embedded tokenizer, fetched once. */
export function usePackedTokenizer(open: OpenPack): () => Promise<readonly NamedFile[]> {
  const fetched = useRef<Promise<readonly NamedFile[]>>(undefined);
  return useCallback(() => {
    const known =
      fetched.current ??
      Promise.all(open.pack.tokenizer.map((path) => open.file(path, path.slice(path.lastIndexOf("/") + 1))));
    fetched.current = known;
    // A fetch that failed may be tried again.
    known.catch(() => {
      fetched.current = undefined;
    });
    return known;
  }, [open]);
}

/** The text of a sample; undefined while it is fetched, a sentence where it cannot be had. */
export function usePackedText<Text>(
  open: OpenPack,
  sample: PackedSample | undefined,
  read: (file: string, name: string) => Text,
): PackedText<Text> | string | undefined {
  const [found, setFound] = useState<PackedText<Text> | string>();
  useEffect(() => {
    if (sample === undefined) return;
    const stop = new AbortController();
    const load = async (): Promise<void> => {
      try {
        const file = await open.file(sample.file);
        const text = read(await file.content.text(), sample.file);
        if (!stop.signal.aborted) setFound({ id: sample.id, file, text });
      } catch (error) {
        if (!stop.signal.aborted) setFound(sentenceOf(error) ?? "stopped");
      }
    };
    void load();
    return () => stop.abort();
  }, [open, sample]);
  return found;
}
