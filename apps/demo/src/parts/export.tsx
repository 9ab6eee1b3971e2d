// What is seen, as a file: a drawing, a picture, numbers.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Exportable, saveJson, savePng, saveSvg } from "../page/save.ts";

export interface ExportProps {
  /** Names the files. */
  readonly name: string;
  /** Undefined while there is nothing. */
  content(): Exportable | undefined;
}

const FORMS = [
  ["SVG", saveSvg],
  ["PNG", savePng],
  ["JSON", saveJson],
] as const;

export function Export({ name, content }: ExportProps): JSX.Element {
  const [failure, setFailure] = useState<string>();
  return (
    <div class="export">
      <span>Save</span>
      {FORMS.map(([form, save]) => (
        <button
          key={form}
          type="button"
          onClick={() => {
            const shown = content();
            if (shown === undefined) return setFailure("nothing is measured yet");
            save(name, shown).then(
              () => setFailure(undefined),
              (error: Error) => setFailure(error.message),
            );
          }}
        >
          {form}
        </button>
      ))}
      <button
        type="button"
        onClick={() =>
          navigator.clipboard.writeText(location.href).then(
            () => setFailure("link copied"),
            () => setFailure("the browser does not allow copying; the address bar has the link"),
          )
        }
      >
        Copy link
      </button>
      {failure !== undefined && <small role="status">{failure}</small>}
    </div>
  );
}
