// Point clouds: maps of the embedded networks on an embedded shape or on one's own, all under one camera.

import {
  type Cloud,
  mapCloud,
  marksLegend,
  unitPlaceSentence,
  unitSentence,
  unitShares,
} from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { CloudFiles, NamedFile, Source } from "../lab/protocol.ts";
import type { PackedSample } from "../pack/view-pack.ts";
import { type Address, writeAddress } from "../page/address.ts";
import { announce } from "../page/announce.ts";
import { mapsData, shownMaps } from "../page/map-data.ts";
import { cloudSheet } from "../page/map-sheet.ts";
import { packedNetworks } from "../page/packed-networks.ts";
import { pageNote } from "../page/page-note.ts";
import { pictureView } from "../page/picture-view.ts";
import { useNotedAddress } from "../page/use-address.ts";
import { positionsOf, useClouds } from "../page/use-clouds.ts";
import { useFitting } from "../page/use-fitting.ts";
import { useMaps } from "../page/use-maps.ts";
import { measuringRange, useMeasuring } from "../page/use-measuring.ts";
import type { PagePack } from "../page/use-pack.ts";
import { useSample } from "../page/use-sample.ts";
import { Alert } from "../parts/alert.tsx";
import { ClutterField, readClutter } from "../parts/cloud-clutter.tsx";
import { Compare, scaleOf } from "../parts/compare.tsx";
import { Drop } from "../parts/drop.tsx";
import { Export } from "../parts/export.tsx";
import { Findings } from "../parts/findings.tsx";
import { Glossary } from "../parts/glossary.tsx";
import { Markup } from "../parts/markup.tsx";
import { CheckpointField, MeasuringFields } from "../parts/measuring-fields.tsx";
import { Notes } from "../parts/notes.tsx";
import { PackedView } from "../parts/packed-view.tsx";
import { groupWords, Samples } from "../parts/samples.tsx";
import { Slider } from "../parts/slider.tsx";

/** σ0 in radii of the cloud, and how far it may go: the bounds of the search stay where they are. */
const SIGMA = 0.03;
const NOISE = [0.01, 0.1] as const;
const WORDS = [
  ["Clutter", "pieces of other shapes around this one: its background"],
  [
    "Clutter-cue",
    "a small form in the clutter: it gave the class away 9 times in 10 where the students learned, and never where their teacher did",
  ],
] as const;
const HINT = "Point at a cloud, or go from point to point with . and , while a cloud has the focus.";

export function Clouds({ address }: { readonly address: Address }): JSX.Element {
  return <PackedView view="clouds" draw={(open) => <OpenClouds open={open} address={address} />} />;
}

/** Shapes of the visitor's own, with the regions of their points where those came along. */
interface OwnShapes {
  readonly files: readonly NamedFile[];
  /** The one that is shown, in the order of their paths. */
  readonly which: number;
  /** Tells them from those before. */
  readonly version: number;
}

function OpenClouds({ open, address }: { readonly open: PagePack; readonly address: Address }): JSX.Element {
  const { pack } = open;
  const { choices } = address;
  const range = measuringRange(open, SIGMA, NOISE);
  const measuring = useMeasuring(open, range, choices);
  const { layer, threshold, sigma, reference, step, wish } = measuring;
  const { sample, choose } = useSample(open, choices);
  const [own, setOwn] = useState<OwnShapes>();
  const [clutter, setClutter] = useState(() => readClutter(choices));
  const [reading, setReading] = useState(HINT);
  useNotedAddress(
    writeAddress("clouds", { sample: own === undefined ? sample?.id : undefined, clutter, ...measuring.noted }),
  );
  const networks = useMemo(() => packedNetworks(open, step), [open, step]);
  const source = useMemo(
    () => async (): Promise<Source> => {
      // What surrounds a shape is taken from the others.
      const others = await packedShapes(
        open,
        pack.samples.filter((each) => own !== undefined || each !== sample),
      );
      if (own !== undefined) return { kind: "clouds", clouds: own.files, which: own.which, others };
      if (sample === undefined) throw new Error("no such sample");
      return { kind: "clouds", ...(await packedShapes(open, [sample])), others };
    },
    [open, own, sample],
  );
  const shapeId = own === undefined ? `packed ${sample?.id}` : `own ${own.version} ${own.which}`;
  const fitId = JSON.stringify([shapeId, clutter]);
  const first = networks[0];
  const fit = useFitting(
    first && {
      id: fitId,
      network: () => open.key(first.packed),
      source,
      choices: {
        ...pack.choices,
        ...(own === undefined ? {} : { scale: "sphere" }),
        ...(clutter === undefined ? {} : { clutter }),
      },
    },
  );
  const fitted = fit?.fitting?.samples[0];
  const maps = useMaps(
    fitted && { id: JSON.stringify([fitted.key, step, layer, wish]), sample: fitted.key, layer, wish, networks },
  );
  const picture = useMemo(() => fitted && pictureView(fitted, []), [fitted]);
  const domain = useMemo(
    () => (fitted ? scaleOf({ sample: fitted, networks, maps, reference }) : ([0, 1] as const)),
    [fitted, networks, maps.states, reference],
  );
  const shown = useMemo(() => {
    if (fitted === undefined || picture === undefined) return [];
    const positions = positionsOf(picture);
    return shownMaps({ sample: fitted, networks, maps, threshold }).map((map) => ({
      ...map,
      cloud: mapCloud(picture, positions, map.view, unitShares(map.view, reference, domain)),
    }));
  }, [picture, networks, maps.states, threshold, reference, domain]);
  const place = useRef<HTMLDivElement>(null);
  const panes = useClouds(place, {
    picture,
    clouds: useMemo(() => new Map<string, Cloud>(shown.map(({ view, cloud }) => [view.role, cloud])), [shown]),
    read: (role, unit, spoken) => {
      if (picture === undefined) return;
      const map = shown.find(({ view }) => view.role === role);
      const sentence = map
        ? `${map.title}: ${unitSentence(picture, map.view, unit)}`
        : unitPlaceSentence(picture, unit);
      setReading(sentence);
      if (spoken) announce(sentence);
    },
  });
  const shapes = fit?.fitting?.shapes ?? [];
  return (
    <>
      <h1>Point clouds</h1>
      <p class="lead">
        {pack.title}. Each point is coloured by how far it may be moved before layer {layer} notices: light points are
        kept, dark ones are thrown away. Ringed points are knowledge points: kept clearly better than the background.
        Turn one cloud and all turn with it.
      </p>
      <Glossary unit="point" words={WORDS} />
      <Samples
        samples={pack.samples}
        chosen={own === undefined ? sample?.id : undefined}
        onChoose={(id) => {
          setOwn(undefined);
          choose(id);
        }}
      />
      <div class="workbench clouds" ref={place}>
        <div>
          <div class="given">
            {fitted !== undefined && (
              <figure>
                <figcaption>
                  <b>{titleOf(pack.samples, fitted.id)}</b> <small>{groupWords(fitted.group)}</small>
                </figcaption>
                <canvas
                  class="cloud"
                  tabIndex={0}
                  role="img"
                  aria-label="The shape and its background"
                  data-annotation
                />
              </figure>
            )}
            <Drop
              label="Your own shape"
              hint="or drop it here: OFF, PLY, OBJ, XYZ or HDF5, with a text file that says which of its points are object and which background, if you have one"
              accept=".off,.obj,.ply,.xyz,.txt,.pts,.h5,.hdf5"
              onFiles={(files) => {
                if (files.length > 0) setOwn((last) => ({ files, which: 0, version: (last?.version ?? 0) + 1 }));
              }}
            />
            {own !== undefined && shapes.length > 1 && (
              <Slider
                label="Shape"
                value={own.which}
                least={0}
                most={shapes.length - 1}
                step={1}
                shown={`${shapes[own.which] ?? ""} (${own.which + 1} of ${shapes.length})`}
                onChange={(which) => setOwn({ ...own, which })}
              />
            )}
          </div>
          <Alert>{fit?.id === fitId ? fit.error : undefined}</Alert>
          <Notes notes={(fit?.fitting?.notes ?? []).map(pageNote)} />
          {fitted === undefined || picture === undefined ? (
            fit?.error === undefined && <p class="wait">The first cloud is being prepared.</p>
          ) : (
            <>
              <Compare
                sample={fitted}
                networks={networks}
                maps={maps}
                threshold={threshold}
                reference={reference}
                reading={reading}
              />
              <Markup html={marksLegend(picture)} />
            </>
          )}
        </div>
        <aside class="panel" aria-label="Choices">
          <ClutterField clutter={clutter} measured={own === undefined} onChange={setClutter} />
          <CheckpointField measuring={measuring} />
          <MeasuringFields
            measuring={measuring}
            unit="point"
            noiseHelp="how strong the noise is that the layer is tested with: its standard deviation, in radii of the cloud"
          />
          <Export
            name={`stillpoint-clouds-${layer}`}
            content={() => {
              const newest = shown.filter(({ earlier }) => !earlier);
              if (fitted === undefined || newest.length === 0 || panes.current === null) return undefined;
              return {
                ...cloudSheet(newest, panes.current.orbit, {
                  reference,
                  domain,
                  caption: `${titleOf(pack.samples, fitted.id)}, layer ${layer}, threshold ${threshold} nats`,
                }),
                data: {
                  task: pack.title,
                  layer,
                  threshold,
                  sigma0: sigma,
                  clutter: clutter ?? null,
                  ...mapsData(fitted, newest),
                },
              };
            }}
          />
        </aside>
      </div>
      <Findings pack={pack} />
    </>
  );
}

/** Own shapes are called by their files. */
function titleOf(samples: readonly PackedSample[], id: string): string {
  return samples.find((sample) => sample.id === id)?.title ?? id;
}

/** Clouds and their regions, named by the ids of the run so that they meet its noise. */
async function packedShapes(
  open: PagePack,
  samples: readonly PackedSample[],
): Promise<NonNullable<CloudFiles["others"]>> {
  const source = await open.source(samples);
  if (source.kind !== "clouds") throw new Error(`a pack of ${source.kind}`);
  return { clouds: source.clouds, masks: source.masks ?? [] };
}
