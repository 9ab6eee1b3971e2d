// The text that is looked at: an embedded one, or what the visitor types in its place.

import { useMemo, useState } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import type { PackedSample } from "../pack/view-pack.ts";
import type { Address } from "./address.ts";
import type { PagePack } from "./use-pack.ts";
import { usePackedText } from "./use-packed-text.ts";
import { useSample } from "./use-sample.ts";

/** How texts of a kind are read and written. */
export interface TextForm<Text> {
  /** A file of the embedded run. Throws `INPUT` where nothing is in it. */
  read(file: string, name: string): Text;
  /** What an address says that somebody typed. */
  at(choices: Address["choices"]): Text | undefined;
  /** As the lab takes it. */
  write(text: Text): NamedFile;
}

export interface ShownText<Text> {
  /** The embedded one; undefined for a typed text. */
  readonly sample: PackedSample | undefined;
  readonly typed: Text | undefined;
  /** Undefined while an embedded one is fetched. */
  readonly text: Text | undefined;
  /** Tells it from others. */
  readonly id: string;
  readonly error: string | undefined;
  /** Shows an embedded one. */
  choose(id: string): void;
  type(text: Text): void;
  /** Rejects where there is no text. */
  file(): Promise<NamedFile>;
}

export function useShownText<Text>(open: PagePack, choices: Address["choices"], form: TextForm<Text>): ShownText<Text> {
  const { sample, choose } = useSample(open, choices);
  const [typed, setTyped] = useState(() => form.at(choices));
  const packed = usePackedText(open, sample, form.read);
  const current = typeof packed === "object" && packed.id === sample?.id ? packed : undefined;
  const id = useMemo(() => JSON.stringify(typed ?? ["packed", sample?.id]), [typed, sample]);
  return {
    sample: typed === undefined ? sample : undefined,
    typed,
    text: typed ?? current?.text,
    id,
    error: typeof packed === "string" ? packed : undefined,
    choose: (chosen) => {
      setTyped(undefined);
      choose(chosen);
    },
    type: setTyped,
    file: async () => {
      if (typed !== undefined) return form.write(typed);
      if (current === undefined) throw new Error("no such text");
      return current.file;
    },
  };
}
