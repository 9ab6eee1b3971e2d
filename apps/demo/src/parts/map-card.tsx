// One network's map, while it is measured and after.

import { mapPane, type PictureView, type Reference, roleClass, unitSentence } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { FittedSample } from "../lab/protocol.ts";
import { mapView, pictureView } from "../page/picture-view.ts";
import type { MapState } from "../page/use-maps.ts";
import { useUnitReading } from "../page/use-unit-reading.ts";

export interface MapCardProps {
  readonly role: string;
  readonly title: string;
  readonly note?: string;
  readonly step: number;
  readonly sample: FittedSample;
  readonly state: MapState | undefined;
  readonly threshold: number;
  readonly reference: Reference;
  readonly domain: readonly [number, number];
  /** What the pointer or the keyboard is on, in words. */
  onRead(sentence: string): void;
  readonly children?: JSX.Element | undefined;
}

export function MapCard(props: MapCardProps): JSX.Element {
  const { role, title, note, step, sample, state, threshold, reference, domain, onRead } = props;
  const view = state?.map && mapView(sample, { role, step, map: state.map }, threshold);
  const picture: PictureView = pictureView(sample, view === undefined ? [] : [view]);
  const pane = useRef<HTMLDivElement>(null);
  useUnitReading(pane, (unit) => {
    if (view !== undefined) onRead(`${title}: ${unitSentence(picture, view, unit)}`);
  });
  return (
    <figure class={`card ${roleClass(role)}`} data-role={role} aria-busy={state?.busy === true}>
      <figcaption>
        <b>{title}</b> {note !== undefined && <small>{note}</small>}
      </figcaption>
      {view === undefined ? (
        <div class="empty">{state?.error === undefined ? <span class="wait">measuring</span> : null}</div>
      ) : (
        <div
          ref={pane}
          class="pane"
          dangerouslySetInnerHTML={{ __html: mapPane(picture, view, reference, domain, `entropy map, ${title}`) }}
        />
      )}
      <p class="state">
        {stateSentence(state, sample.regions.includes("background") ? view?.points.length : undefined)}
      </p>
      {state?.error !== undefined && <p class="error">{state.error}</p>}
      {props.children}
    </figure>
  );
}

/** `points` is undefined where there is no background that units could be compared with. */
function stateSentence(state: MapState | undefined, points: number | undefined): string {
  const map = state?.map;
  if (map === undefined) return "";
  const passes =
    state?.busy === true && map.passes < map.of ? `pass ${map.passes} of ${map.of}` : `${map.passes} passes`;
  const known = points === undefined ? "no background, so no knowledge points" : `${points} knowledge points`;
  return `${known} · ±${map.error.toFixed(2)} nats · ${passes}`;
}
