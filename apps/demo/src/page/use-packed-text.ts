// A packed text, as the page reads it and as the lab takes it.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import type { PackedSample } from "../pack/view-pack.ts";
import { sentenceOf } from "./failure.ts";
import type { PagePack } from "./use-pack.ts";

/** What a view keeps of a packed text. */
export interface PackedText<Text> {
  readonly id: string;
  readonly file: NamedFile;
  readonly text: Text;
}

/** The files of the embedded tokenizer, fetched once. */
export function usePackedTokenizer(open: PagePack): () => Promise<readonly NamedFile[]> {
  const fetched = useRef<Promise<readonly NamedFile[]>>(undefined);
  return useCallback(() => {
    const read = async (): Promise<readonly NamedFile[]> => {
      const source = await open.source([]);
      return "tokenizer" in source ? source.tokenizer : [];
    };
    const known = fetched.current ?? read();
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
  open: PagePack,
  sample: PackedSample | undefined,
  read: (file: string, name: string) => Text,
): PackedText<Text> | string | undefined {
  const [found, setFound] = useState<PackedText<Text> | string>();
  useEffect(() => {
    if (sample === undefined) return;
    const stop = new AbortController();
    const load = async (): Promise<void> => {
      try {
        const source = await open.source([sample]);
        if (!("file" in source)) throw new Error(`${sample.id} is no text`);
        const { file } = source;
        const text = read(await file.content.text(), file.name);
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
