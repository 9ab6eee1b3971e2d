// Your networks: ONNX files and TensorFlow.js models of the visitor's own, measured on samples of the visitor's own.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import { type Address, writeAddress } from "../page/address.ts";
import { sentenceOf } from "../page/failure.ts";
import { useLab } from "../page/lab-context.ts";
import { ownExample } from "../page/own-example.ts";
import { mixedNetworks, shortName, sortFiles, together } from "../page/own-files.ts";
import { layersOf } from "../page/own-notes.ts";
import { USUAL_PIXELS } from "../page/own-pixels.ts";
import { addressChoices, type OwnSettings, settingsAt } from "../page/own-settings.ts";
import type { TypedTexts } from "../page/own-source.ts";
import { useNotedAddress } from "../page/use-address.ts";
import { isReady, useOwnNetworks } from "../page/use-own-networks.ts";
import { useSameFiles } from "../page/use-same-files.ts";
import { Alert } from "../parts/alert.tsx";
import { Drop } from "../parts/drop.tsx";
import { FolderButton } from "../parts/folder-button.tsx";
import { Glossary } from "../parts/glossary.tsx";
import { OwnBench } from "../parts/own-bench.tsx";
import { OwnChoices } from "../parts/own-choices.tsx";
import { OwnLayers } from "../parts/own-layers.tsx";
import { OwnNetworkList } from "../parts/own-networks.tsx";
import { OwnTyped } from "../parts/own-typed.tsx";
import { RunBrowser } from "../parts/run-browser.tsx";

const NOTHING: TypedTexts = { sentence: "", question: "", context: "", answer: "" };

export function Own({ address }: { readonly address: Address }): JSX.Element {
  const { client } = useLab();
  const [files, setFiles] = useState<readonly NamedFile[]>([]);
  const [failure, setFailure] = useState<string>();
  const [said, setSaid] = useState<ReadonlyMap<string, string>>(new Map());
  const [settings, setSettings] = useState<OwnSettings>(() => settingsAt(address));
  const [typed, setTyped] = useState(NOTHING);
  const [painted, setPainted] = useState<ReadonlyMap<string, NamedFile>>(new Map());
  const sorted = useMemo(() => sortFiles(files), [files]);
  const run = useSameFiles(sorted.run);
  const { networks, setRole } = useOwnNetworks(sorted.networks);
  const names = networks.map(({ name }) => name);
  const ready = networks.filter(isReady);
  const [first] = ready;
  const layers = layersOf(ready, said, address.choices.layer);
  const layer = first && layers.get(first.name);
  const modality = first?.inspection.modality;
  useNotedAddress(writeAddress("own", { layer: layer ?? address.choices.layer, ...addressChoices(settings) }));
  const add = (dropped: readonly NamedFile[]): void => {
    setFailure(
      dropped.length === 0
        ? "drop: expected files; got none; drop an ONNX file or a model.json, and a picture, a cloud or a text"
        : undefined,
    );
    setFiles((before) => together(before, dropped));
  };
  const example = async (): Promise<void> => {
    try {
      const { files: found, pixels, layers: analysed } = await ownExample(client);
      setFiles(found);
      setSaid(analysed);
      setSettings((now) => ({ ...now, pixels }));
      setFailure(undefined);
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };
  const mixed = mixedNetworks(networks);
  const remove = (name: string): void => {
    const own = sorted.networks.find((network) => network.name === name)?.own ?? [];
    setFiles((all) => all.filter((file) => !own.includes(file.name)));
  };
  return (
    <>
      <h1>Your networks</h1>
      <p class="lead">
        Drop one, two or three networks and a picture, a point cloud or a text, and see which parts of it each of them
        keeps. Networks are ONNX files with their .onnx.data beside, a Hugging Face folder, or TensorFlow.js models,
        each a model.json with its shards. Everything is read and measured here: no byte is sent anywhere.
      </p>
      <Glossary unit="part" embedded={false} />
      <section class="given own-given" aria-label="Networks and samples">
        <Drop label="Networks and samples" hint="or drop files and folders here" onFiles={add} />
        <FolderButton label="Choose a folder" onFiles={add} />
        {files.length === 0 ? (
          <button type="button" onClick={() => void example()}>
            Show me with an example
          </button>
        ) : (
          <button
            type="button"
            onClick={() => {
              setFiles([]);
              setPainted(new Map());
              setFailure(undefined);
              // The example's numbers are none of the next network's.
              setSaid(new Map());
              setSettings((now) => ({ ...now, pixels: USUAL_PIXELS }));
            }}
          >
            Remove everything
          </button>
        )}
        <OwnNetworkList networks={networks} onRole={setRole} onRemove={remove} />
      </section>
      <div class="workbench">
        <div>
          {modality === "sentiment" && <OwnTyped kind="sentence" value={typed} onChange={setTyped} />}
          {modality === "qa" && <OwnTyped kind="question" value={typed} onChange={setTyped} />}
          {[failure, mixed, ...sorted.faults]
            .filter((fault) => fault !== undefined)
            .map((fault) => (
              <Alert key={fault}>{fault}</Alert>
            ))}
          {files.length > 0 && networks.length === 0 && sorted.faults.length === 0 && sorted.run.length === 0 && (
            <Alert>
              networks: expected an ONNX file or a model.json; got{" "}
              {files
                .map(({ name }) => name)
                .join(", ")
                .slice(0, 200)}
              ; drop one that ends in .onnx, or a network of TensorFlow.js
            </Alert>
          )}
          {first !== undefined && layer !== undefined && mixed === undefined && (
            <OwnBench
              networks={ready}
              layers={layers}
              layer={layer}
              settings={settings}
              samples={{ sorted, painted, typed, network: first.name }}
              onPaint={(picture, mask) => setPainted((all) => new Map(all).set(picture, mask))}
            />
          )}
          {first !== undefined && layer === undefined && (
            <Alert>
              network {first.name}: expected a layer that can be measured; got none; see what is said beside it
            </Alert>
          )}
        </div>
        {first !== undefined && (
          <aside class="panel" aria-label="Choices">
            {ready.map(({ name, inspection }, k) => {
              const own = layers.get(name);
              // Networks that have the first one's layer follow it.
              if (own === undefined || (k > 0 && own === layer)) return null;
              return (
                <OwnLayers
                  key={name}
                  label={k === 0 ? "Layer" : `Layer of ${shortName(name, names)}`}
                  inspection={inspection}
                  value={own}
                  onChange={(chosen) => setSaid((all) => new Map(all).set(name, chosen))}
                />
              );
            })}
            {first !== undefined && <OwnChoices modality={modality} value={settings} onChange={setSettings} />}
          </aside>
        )}
      </div>
      {sorted.run.length > 0 && (
        <section aria-label="The finished run">
          <p class="note" data-role="note">
            A finished run is among the files: it is shown below, and its checkpoints are not opened as networks of
            yours.
          </p>
          <RunBrowser files={run} />
        </section>
      )}
    </>
  );
}
