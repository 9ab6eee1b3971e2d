// The visitor's samples in the visitor's networks: maps side by side, and the whole run.

import { roleName } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { FittedSample, NamedFile, RunRequest, Source } from "../lab/protocol.ts";
import { asPng, stemOf } from "../page/file-name.ts";
import { shortName } from "../page/own-files.ts";
import { mismatches } from "../page/own-notes.ts";
import { fitChoices, type OwnSettings } from "../page/own-settings.ts";
import { type OwnSamples, ownSource } from "../page/own-source.ts";
import { pageNote } from "../page/page-note.ts";
import { useChecks } from "../page/use-checks.ts";
import { useFitting } from "../page/use-fitting.ts";
import { useMaps } from "../page/use-maps.ts";
import type { ReadyNetwork } from "../page/use-own-networks.ts";
import { UNMASKED } from "../page/usual-mask.ts";
import { Alert } from "./alert.tsx";
import { Compare, type ComparedNetwork } from "./compare.tsx";
import { MaskPainter } from "./mask-painter.tsx";
import { Notes } from "./notes.tsx";
import { OwnExport } from "./own-export.tsx";
import { OwnReport } from "./own-report.tsx";
import { Samples } from "./samples.tsx";

export interface OwnBenchProps {
  /** At least one. */
  readonly networks: readonly ReadyNetwork[];
  /** By network. */
  readonly layers: ReadonlyMap<string, string>;
  /** Of the first. */
  readonly layer: string;
  readonly settings: OwnSettings;
  readonly samples: OwnSamples;
  onPaint(picture: string, mask: NamedFile): void;
}

const SEED = 0;

export function OwnBench({ networks, layers, layer, settings, samples, onPaint }: OwnBenchProps): JSX.Element {
  const [first] = networks;
  const modality = first?.inspection.modality;
  const { sorted, painted, typed, network } = samples;
  const source = useMemo(() => ownSource(modality, samples), [modality, sorted, painted, typed, network]);
  const choices = first === undefined ? {} : fitChoices(settings, first.inspection);
  const wanted = typeof source === "string" ? undefined : source;
  const fitId = JSON.stringify([wanted?.id, first?.key, choices]);
  const fit = useFitting(
    wanted && first && { id: fitId, network: async () => first.key, source: () => wanted.get(), choices },
  );
  const [chosen, setChosen] = useState<string>();
  // A sample that fitted before need not fit the networks of now.
  const all = fit?.error === undefined ? (fit?.fitting?.samples ?? []) : [];
  const sample = all.find(({ id }) => id === chosen) ?? all[0];
  const compared = networks.flatMap(({ name, key, role }): (ComparedNetwork & { readonly name: string })[] => {
    const own = layers.get(name);
    if (own === undefined) return [];
    const note = own === layer ? roleName(role) : `${roleName(role)}, layer ${own}`;
    const title = shortName(
      name,
      networks.map((one) => one.name),
    );
    return [
      { id: `${name} ${key} ${own} ${role}`, name, title, note, role, step: 0, layer: own, key: async () => key },
    ];
  });
  const place = sample && {
    id: JSON.stringify([sample.key, layer, compared.map(({ id }) => id)]),
    sample: sample.key,
    layer,
    networks: compared,
  };
  // Texts are measured otherwise behind a maximum over all words, which only a look at the network tells.
  const isText = modality === "sentiment" || modality === "qa";
  const [measured, setMeasured] = useState<string>();
  const checks = useChecks(isText || measured === place?.id ? place : undefined);
  const checked = checks !== undefined && checks.id === place?.id ? checks : undefined;
  const behindMaximum = [...(checked?.found.values() ?? [])].some((check) => check.behindMaximum);
  const wish = { seed: SEED, passes: settings.passes, ...(behindMaximum && isText ? { behindMaximum } : {}) };
  const maps = useMaps(
    place && (!isText || checked !== undefined) ? { ...place, id: JSON.stringify([place.id, wish]), wish } : undefined,
  );
  // A network that mixes its copies gives maps that mean nothing.
  const states = new Map(
    [...maps.states].map(([id, state]) => {
      const error = checked?.found.get(id)?.error;
      return [id, error === undefined ? state : { error, busy: false }] as const;
    }),
  );
  const isDone = maps.states.size > 0 && !maps.busy;
  if (isDone && place !== undefined && measured !== place.id) setMeasured(place.id);
  if (typeof source === "string") return <p class="wait">{source}</p>;
  const notes = [
    ...mismatches(networks.map(({ name, inspection }) => ({ name, inspection, layer: layers.get(name) ?? layer }))),
    ...(source.unmasked && sample !== undefined ? [UNMASKED] : []),
    ...(fit?.fitting?.notes ?? []).map(pageNote),
    ...[...(checked?.found ?? [])].flatMap(([id, check]) => {
      const title = compared.find((one) => one.id === id)?.title ?? "";
      return check.notes.map((note) => `${title}: ${note}`);
    }),
  ];
  const picture = sample && pictureOf(sample, sorted.pictures);
  const roles = compared.map(({ role }) => role);
  const twice = roles.find((role, k) => roles.indexOf(role) !== k);
  const request: RunRequest | undefined =
    fit?.fitting === undefined
      ? undefined
      : {
          networks: networks.flatMap(({ name, key, role }) => {
            const own = layers.get(name);
            return own === undefined ? [] : [{ key, role, layer: own }];
          }),
          samples: all.map(({ key }) => key),
          title: "Your networks",
          layer,
          foregroundRule: fit.fitting.foregroundRule,
          wish,
        };
  return (
    <>
      <Alert>{fit?.id === fitId ? fit.error : undefined}</Alert>
      {fit?.error === undefined && sample === undefined && <p class="wait">The sample is being prepared.</p>}
      {all.length > 1 && <Samples samples={all} chosen={sample?.id} onChoose={setChosen} />}
      <Notes notes={notes} />
      {sample !== undefined && (
        <>
          <Compare
            sample={sample}
            networks={compared}
            maps={{ ...maps, states }}
            threshold={settings.threshold}
            reference={settings.reference}
          />
          <OwnExport
            sample={sample}
            networks={compared}
            maps={{ ...maps, states }}
            layer={layer}
            threshold={settings.threshold}
            reference={settings.reference}
          />
          {picture !== undefined && (
            <div class="own-picture">
              <MaskPainter
                sample={sample}
                source={async (): Promise<Source> => ({ kind: "pictures", pictures: [picture] })}
                id={`${picture.name} ${fitId}`}
                onMask={(_, mask) => onPaint(picture.name, { ...mask, name: asPng(picture.name) })}
              />
            </div>
          )}
          <OwnReport
            request={request}
            obstacle={
              twice === undefined
                ? undefined
                : `Two networks have the role ${roleName(twice)}: give each a role of its own.`
            }
          />
        </>
      )}
    </>
  );
}

/** The file a sample was made of: ids are paths without their endings. */
function pictureOf({ id }: FittedSample, pictures: readonly NamedFile[]): NamedFile | undefined {
  return pictures.find(({ name }) => name === id || stemOf(name) === id);
}
