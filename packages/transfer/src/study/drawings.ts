// A few samples of a study as teacher and students of one seed see them.

import type { Drawing, RegionsDrawing } from "@stillpoint/core";
import { inputCount, takeInputs } from "@stillpoint/distill";
import type { Attack } from "../adversarial/attack.ts";
import { attackStrip } from "../adversarial/attack-strip.ts";
import { answeredClasses } from "../answers/answered.ts";
import { regionsOf } from "../boundary/boundary-section.ts";
import type { SampledPlane } from "../boundary/plane-answers.ts";
import { type MappedNetwork, mapClouds, mapPictures, mapWords } from "../localisation/map-drawings.ts";
import { type Picture, pictureOf } from "../pictures/picture.ts";
import type { TransferMatter } from "./matter.ts";
import type { Measured } from "./measured.ts";

/** Samples that are drawn. */
const DRAWN = 4;

/** Maps of a few samples, each of another class as far as it goes. */
export function mapDrawings(measured: readonly Measured[], matter: TransferMatter): readonly Drawing[] {
  const { look, samples } = matter;
  const networks = drawnOf(measured).flatMap((own): MappedNetwork[] => {
    if (own.maps === undefined) return [];
    const answers = answersOf(own, matter);
    return [{ name: nameOf(own), maps: own.maps.own, ...(answers && { answers }) }];
  });
  if (look === undefined || networks.length === 0) return [];
  const places = drawnPlaces(matter);
  const named = places.map((place) => ({ place, name: `${samples.names[place]}, ${classOf(place, matter)}` }));
  switch (look.kind) {
    case "picture":
      return [
        mapPictures(
          named.map((own) => ({ ...own, look: pictureAt(own.place, matter)! })),
          networks,
        ),
      ];
    case "cloud":
      return [
        mapClouds(
          named.map((own) => {
            const { data } = takeInputs(samples.inputs, [own.place])[look.input]!;
            return { ...own, look: Float32Array.from(data, Number) };
          }),
          networks,
        ),
      ];
    case "text":
      return [
        mapWords(
          named.map((own) => ({ ...own, look: look.pieces(own.place) })),
          networks,
        ),
      ];
  }
}

/** A few samples that fooled the teacher. */
export function attackDrawing(
  attack: Attack,
  measured: readonly Measured[],
  matter: TransferMatter,
): readonly Drawing[] {
  const { look, samples, classNames } = matter;
  if (look?.kind !== "picture") return [];
  const fooled = attack.fooled.flatMap((own, place) => (own ? [place] : [])).slice(0, DRAWN);
  const changed = { ...samples.inputs, [look.input.name]: withValues(attack.attacked, look.input.name, matter) };
  const said = (answer: number | undefined): string => classNames[answer ?? -1] ?? "none";
  const students = drawnOf(measured).filter(({ network }) => network.role !== "teacher");
  return [
    attackStrip(
      fooled.map((place) => ({
        name: `${samples.names[place]}, ${classOf(place, matter)}`,
        clean: pictureOf(takeInputs(samples.inputs, [place]), look.input),
        attacked: pictureOf(takeInputs(changed, [place]), look.input),
        before: `the teacher: ${said(attack.before[place])}`,
        after: [
          `the teacher: ${said(attack.after[place])}`,
          ...students.flatMap(({ fooled: own, network }) => {
            const moved = own?.own.changed[place];
            return moved === undefined ? [] : [`${network.role}: ${moved === 1 ? "another answer" : "its own answer"}`];
          }),
        ].join("; "),
      })),
    ),
  ];
}

export function boundaryDrawing(
  plane: SampledPlane | undefined,
  measured: readonly Measured[],
  { samples, classNames }: TransferMatter,
): readonly RegionsDrawing[] {
  if (plane === undefined) return [];
  const panels = drawnOf(measured).flatMap((own) =>
    own.planes === undefined ? [] : [{ name: nameOf(own), role: own.network.role, answers: own.planes.drawn }],
  );
  return panels.length === 0 ? [] : [regionsOf(plane, panels, samples.labels, classNames)];
}

/** The teacher, and the students of the first seed that are compared: distilled and from labels alone. */
function drawnOf(measured: readonly Measured[]): readonly Measured[] {
  return (["teacher", "distilled", "scratch"] as const).flatMap(
    (role) => measured.find(({ network }) => network.role === role) ?? [],
  );
}

function nameOf({ network: { role, method } }: Measured): string {
  return role === "distilled" && method !== undefined ? `${role} (${method})` : role;
}

function answersOf({ logits }: Measured, { classNames }: TransferMatter): readonly string[] | undefined {
  return logits && Array.from(answeredClasses(logits), (answer) => classNames[answer] ?? String(answer));
}

/** The first sample of each of the first classes. */
function drawnPlaces({ samples: { labels } }: TransferMatter): readonly number[] {
  const firsts = [...new Set(labels)].sort((a, b) => a - b).map((label) => labels.indexOf(label));
  return firsts.slice(0, DRAWN);
}

function classOf(place: number, { samples, classNames }: TransferMatter): string {
  const label = samples.labels[place] ?? -1;
  return classNames[label] ?? String(label);
}

function pictureAt(place: number, { samples, look }: TransferMatter): Picture | undefined {
  return look?.kind === "picture" ? pictureOf(takeInputs(samples.inputs, [place]), look.input) : undefined;
}

function withValues(values: Float32Array, name: string, { samples: { inputs } }: TransferMatter) {
  const tensor = inputs[name]!;
  return { type: "float32", shape: [inputCount(inputs), ...tensor.shape.slice(1)], data: values } as const;
}
