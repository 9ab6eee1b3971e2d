// Pictures: maps of the embedded networks on an embedded picture or on one's own.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { NamedFile, Source } from "../lab/protocol.ts";
import { type Address, numberAt, writeAddress } from "../page/address.ts";
import { mapsData, newestMaps } from "../page/map-data.ts";
import { gridSheet } from "../page/map-sheet.ts";
import { sortFiles } from "../page/own-files.ts";
import { packedNetworks } from "../page/packed-networks.ts";
import { pageNote } from "../page/page-note.ts";
import { pictureView } from "../page/picture-view.ts";
import { useNotedAddress } from "../page/use-address.ts";
import { useFitting } from "../page/use-fitting.ts";
import { useMaps } from "../page/use-maps.ts";
import { measuringRange, useMeasuring } from "../page/use-measuring.ts";
import type { PagePack } from "../page/use-pack.ts";
import { useSample } from "../page/use-sample.ts";
import { UNMASKED, usualMask } from "../page/usual-mask.ts";
import { Alert } from "../parts/alert.tsx";
import { Compare, scaleOf } from "../parts/compare.tsx";
import { Deletion } from "../parts/deletion.tsx";
import { Drop } from "../parts/drop.tsx";
import { Export } from "../parts/export.tsx";
import { GridField } from "../parts/fields.tsx";
import { Findings } from "../parts/findings.tsx";
import { Glossary } from "../parts/glossary.tsx";
import { MaskPainter } from "../parts/mask-painter.tsx";
import { CheckpointField, MeasuringFields } from "../parts/measuring-fields.tsx";
import { Notes } from "../parts/notes.tsx";
import { PackedView } from "../parts/packed-view.tsx";
import { Samples } from "../parts/samples.tsx";

const WORDS = [
  [
    "Small icon",
    "a cue beside the object: it gave the class away 9 times in 10 where the students learned, and never where their teacher did",
  ],
] as const;
/** σ0, normalised pixels. */
const SIGMA = 0.01;

export function Images({ address }: { readonly address: Address }): JSX.Element {
  return <PackedView view="images" draw={(open) => <OpenImages open={open} address={address} />} />;
}

/** A picture of the visitor's own, with what it is annotated by. */
interface OwnPicture {
  readonly picture: NamedFile;
  readonly mask?: NamedFile;
  /** Tells it from the one before. */
  readonly version: number;
}

function OpenImages({ open, address }: { readonly open: PagePack; readonly address: Address }): JSX.Element {
  const { pack } = open;
  const { choices } = address;
  const measuring = useMeasuring(open, measuringRange(open, SIGMA), choices);
  const { layer, threshold, sigma, reference, step, wish } = measuring;
  const { sample, choose } = useSample(open, choices);
  const [own, setOwn] = useState<OwnPicture>();
  const usualGrid = pack.choices.grid?.[0] ?? 12;
  const [grid, setGrid] = useState(() =>
    Math.round(numberAt(choices, "grid", { usual: usualGrid, least: 2, most: 32 })),
  );
  useNotedAddress(
    writeAddress("images", {
      sample: own === undefined ? sample?.id : undefined,
      grid: grid === usualGrid ? undefined : grid,
      ...measuring.noted,
    }),
  );
  const networks = useMemo(() => packedNetworks(open, step), [open, step]);
  const source = useMemo(
    () => async (): Promise<Source> => {
      if (own !== undefined) {
        const mask = own.mask ?? (await usualMask(own.picture));
        return { kind: "pictures", pictures: [own.picture], ...(mask === undefined ? {} : { masks: [mask] }) };
      }
      if (sample === undefined) throw new Error("no such sample");
      return open.source([sample]);
    },
    [open, own, sample],
  );
  const pictureId = own === undefined ? `packed ${sample?.id}` : `own ${own.version}`;
  const fitId = JSON.stringify([pictureId, grid]);
  const first = networks[0];
  const fit = useFitting(
    first && {
      id: fitId,
      network: () => open.key(first.packed),
      source,
      choices: { ...pack.choices, grid: [grid, grid] },
    },
  );
  const fitted = fit?.error === undefined ? fit?.fitting?.samples[0] : undefined;
  const maps = useMaps(
    fitted && { id: JSON.stringify([fitted.key, step, layer, wish]), sample: fitted.key, layer, wish, networks },
  );
  const dropped = (files: readonly NamedFile[]): void => {
    const { pictures, masks } = sortFiles(files);
    const picture = pictures[0] ?? files[0];
    if (picture === undefined) return;
    const mask = [...masks, ...pictures.slice(1)].find((file) => file !== picture);
    setOwn((before) => ({
      picture,
      ...(mask === undefined ? {} : { mask: { ...mask, name: picture.name } }),
      version: (before?.version ?? 0) + 1,
    }));
  };
  const notes = [
    ...(own !== undefined && own.mask === undefined && fit?.error === undefined ? [UNMASKED] : []),
    ...(fit?.fitting?.notes ?? []).map(pageNote),
  ];
  return (
    <>
      <h1>Pictures</h1>
      <p class="lead">
        {pack.title}. Each cell is coloured by how much noise it may carry before layer {layer} notices: light cells are
        kept, dark ones are thrown away. Outlined cells are knowledge points: kept clearly better than the background.
      </p>
      <Glossary unit="cell" words={WORDS} />
      <Samples
        samples={pack.samples}
        chosen={own === undefined ? sample?.id : undefined}
        onChoose={(id) => {
          setOwn(undefined);
          choose(id);
        }}
      />
      <div class="workbench">
        <div>
          <div class="given">
            {fitted !== undefined && (
              <MaskPainter
                sample={fitted}
                source={source}
                id={pictureId}
                onMask={(picture, mask) => setOwn((before) => ({ picture, mask, version: (before?.version ?? 0) + 1 }))}
              />
            )}
            <Drop
              label="Your own picture"
              hint="or drop it here, with its mask if you have one"
              accept="image/*"
              onFiles={dropped}
            />
          </div>
          <Alert>{fit?.id === fitId ? fit.error : undefined}</Alert>
          <Notes notes={notes} />
          {fitted === undefined ? (
            fit?.error === undefined && <p class="wait">The first picture is being prepared.</p>
          ) : (
            <>
              <Compare sample={fitted} networks={networks} maps={maps} threshold={threshold} reference={reference} />
              <Deletion
                sample={fitted}
                source={source}
                id={pictureId}
                networks={networks.filter(({ packed }) => packed.answers)}
                maps={maps}
                threshold={threshold}
                classes={pack.classes}
                choices={{ ...pack.choices, grid: [grid, grid] }}
              />
            </>
          )}
        </div>
        <aside class="panel" aria-label="Choices">
          <CheckpointField measuring={measuring} />
          <GridField value={grid} onChange={setGrid} />
          <MeasuringFields
            measuring={measuring}
            unit="cell"
            noiseHelp="how strong the noise is that the layer is tested with: its standard deviation, in the scale of the network’s pixels"
          />
          <Export
            name={`stillpoint-images-${layer}`}
            content={() => {
              if (fitted === undefined) return undefined;
              const shown = newestMaps({ sample: fitted, networks, maps, threshold });
              if (shown.length === 0) return undefined;
              const sheet = gridSheet(pictureView(fitted, []), shown, {
                reference,
                domain: scaleOf({ sample: fitted, networks, maps, reference }),
                caption: `${fitted.title}, layer ${layer}, threshold ${threshold} nats`,
              });
              return {
                ...sheet,
                data: { task: pack.title, layer, threshold, sigma0: sigma, ...mapsData(fitted, shown) },
              };
            }}
          />
        </aside>
      </div>
      <Findings pack={pack} />
    </>
  );
}
