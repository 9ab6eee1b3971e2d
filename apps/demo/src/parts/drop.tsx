// A place for files: dropped, or chosen by a button.

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import { useDropping } from "../page/use-dropping.ts";

export interface DropProps {
  readonly label: string;
  readonly hint: string;
  /** As the `accept` of a file input. */
  readonly accept?: string;
  onFiles(files: readonly NamedFile[]): void;
}

export function Drop({ label, hint, accept, onFiles }: DropProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const over = useDropping(place, onFiles);
  return (
    <div ref={place} class={`drop ${over ? "over" : ""}`}>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <small>{hint}</small>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-label={label}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])].map((file) => ({ name: file.name, content: file })));
          currentTarget.value = "";
        }}
      />
    </div>
  );
}
