// What is seen, as a file: a drawing, a picture, numbers.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Exportable, saveJson, savePng, saveSvg } from "../page/save.ts";

type Form = "SVG" | "PNG" | "JSON";

export interface ExportProps {
  /** Names the files. */
  readonly name: string;
  /** Those that can be had; all unless given. */
  readonly forms?: readonly Form[];
  /** Undefined while there is nothing. */
  content(): Exportable | undefined;
}

const SAVES: Readonly<Record<Form, (name: string, content: Exportable) => Promise<void>>> = {
  SVG: saveSvg,
  PNG: savePng,
  JSON: saveJson,
};
const FORMS: readonly Form[] = ["SVG", "PNG", "JSON"];

export function Export({ name, forms = FORMS, content }: ExportProps): JSX.Element {
  const [failure, setFailure] = useState<string>();
  return (
    <div class="export">
      <span>Save</span>
      {forms.map((form) => (
        <button
          key={form}
          type="button"
          onClick={() => {
            const shown = content();
            if (shown === undefined) return setFailure("nothing is measured yet");
            SAVES[form](name, shown).then(
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
