// Finished runs: what the command wrote, browsed in the page.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import type { Address } from "../page/address.ts";
import { Drop } from "../parts/drop.tsx";
import { FolderButton } from "../parts/folder-button.tsx";
import { RunBrowser } from "../parts/run-browser.tsx";

export function Runs(_: { readonly address: Address }): JSX.Element {
  const [files, setFiles] = useState<readonly NamedFile[]>();
  const take = (dropped: readonly NamedFile[]): void => {
    if (dropped.length > 0) setFiles(dropped);
  };
  return (
    <>
      <h1>Finished runs</h1>
      <p class="lead">
        Stillpoint’s command measures networks on whole sets of samples. Drop the folder that{" "}
        <code>stillpoint analyze</code> or <code>stillpoint bench</code> wrote, or its entropies.parquet alone, and what
        it found opens here, sample by sample. Nothing of it is sent anywhere, and no script in it is run.
      </p>
      <Drop label="A run’s files" hint="or drop its folder here" accept=".json,.html,.parquet" onFiles={take} />
      <p>
        <FolderButton label="Choose its folder" onFiles={take} />
      </p>
      {files !== undefined && <RunBrowser files={files} />}
    </>
  );
}
