// One network's map, while it is measured and after.

import { mapPane, type PictureView, type Reference, roleClass, unitSentence } from "@stillpoint/viewer/parts";
import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { FittedSample } from "../lab/protocol.ts";
import { mapView, pictureView } from "../page/picture-view.ts";
import type { MapState } from "../page/use-maps.ts";
import { useUnitReading } from "../page/use-unit-reading.ts";
import { Alert } from "./alert.tsx";

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
  /** Whether the map is of what was shown before, until the new one is there. */
  readonly earlier?: boolean;
  /** What the pointer or the keyboard is on, in words. */
  onRead(sentence: string): void;
  readonly children?: JSX.Element | undefined;
}

export function MapCard(props: MapCardProps): JSX.Element {
  const { role, title, note, step, sample, state, threshold, reference, domain, onRead } = props;
  const view = state?.map && mapView(sample, { role, step, map: state.map }, threshold);
  const picture: PictureView = pictureView(sample, view === undefined ? [] : [view]);
  const pane = useRef<HTMLDivElement>(null);
  const html = view && mapPane(picture, view, reference, domain, `entropy map, ${title}`);
  useKeptFocus(pane, html);
  useUnitReading(pane, (unit) => {
    if (view !== undefined) onRead(`${title}: ${unitSentence(picture, view, unit)}`);
  });
  return (
    <figure class={`card ${roleClass(role)}`} data-role={role} aria-busy={state?.busy === true}>
      <figcaption>
        <b>{title}</b> {note !== undefined && <small>{note}</small>}
      </figcaption>
      {view === undefined ? (
        <div class="empty">{state?.error === undefined && waits(state)}</div>
      ) : (
        <div ref={pane} class="pane" dangerouslySetInnerHTML={{ __html: html ?? "" }} />
      )}
      <p class="state">
        {stateSentence(state, sample.regions.includes("background") ? view?.points.length : undefined)}
        {props.earlier === true && state?.busy !== true && " · of what was shown before"}
      </p>
      <Alert>{state?.error}</Alert>
      {props.children}
    </figure>
  );
}

function waits(state: MapState | undefined): JSX.Element {
  return state?.busy === false ? <span>not measured: stopped</span> : <span class="wait">measuring</span>;
}

/** A reader that walks over a map by keys stays at its unit when the next pass draws it anew. */
function useKeptFocus(pane: RefObject<HTMLElement | null>, html: string | undefined): void {
  const active = document.activeElement;
  const unit =
    active instanceof Element && pane.current?.contains(active) === true ? active.getAttribute("data-unit") : null;
  useLayoutEffect(() => {
    const element = unit === null ? null : pane.current?.querySelector<HTMLElement>(`[data-unit="${unit}"]`);
    if (!element || element === document.activeElement) return;
    for (const other of pane.current?.querySelectorAll('[tabindex="0"]') ?? []) other.setAttribute("tabindex", "-1");
    element.setAttribute("tabindex", "0");
    element.focus({ preventScroll: true });
  }, [html]);
}

/** `points` is undefined where there is no background that units could be compared with. */
function stateSentence(state: MapState | undefined, points: number | undefined): string {
  const map = state?.map;
  if (map === undefined) return "";
  const passes =
    state?.busy === true && map.passes < map.of ? `pass ${map.passes} of ${map.of}` : `${map.passes} passes`;
  const known =
    points === undefined
      ? "no background, so no knowledge points"
      : `${points} knowledge ${points === 1 ? "point" : "points"}`;
  return `${known} · ±${map.error.toFixed(map.error < 0.01 ? 3 : 2)} nats · ${passes}`;
}
