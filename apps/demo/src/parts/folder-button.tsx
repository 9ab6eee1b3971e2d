// A whole folder, for those who do not drag: files keep their paths in it.

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import { pickedFiles } from "../page/dropped-files.ts";

export interface FolderButtonProps {
  readonly label: string;
  onFiles(files: readonly NamedFile[]): void;
}

export function FolderButton({ label, onFiles }: FolderButtonProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={(element) => {
          input.current = element;
          // Not among the attributes that types know.
          if (element !== null) element.webkitdirectory = true;
        }}
        type="file"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          onFiles(pickedFiles(currentTarget.files));
          currentTarget.value = "";
        }}
      />
    </>
  );
}
