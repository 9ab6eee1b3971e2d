// A place for files: dropped, or chosen by a button.

import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import { droppedFiles } from "../page/dropped-files.ts";

export interface DropProps {
  readonly label: string;
  readonly hint: string;
  /** As the `accept` of a file input. */
  readonly accept?: string;
  onFiles(files: readonly NamedFile[]): void;
}

export function Drop({ label, hint, accept, onFiles }: DropProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      class={`drop ${over ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={async (event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer !== null) onFiles(await droppedFiles(event.dataTransfer));
      }}
    >
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
