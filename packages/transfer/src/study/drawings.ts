// A few samples of a study as teacher and students of one seed see them.

import type { Drawing, DrawingText, RegionsDrawing } from "@stillpoint/core";
import { inputCount, takeInputs } from "@stillpoint/distill";
import type { Attack } from "../adversarial/attack.ts";
import { attackStrip, type StripText, wordStrip } from "../adversarial/attack-strip.ts";
import type { WordAttack } from "../adversarial/word-flips.ts";
import { answeredClasses } from "../answers/answered.ts";
import { regionsOf } from "../boundary/boundary-section.ts";
import type { SampledPlane } from "../boundary/plane-answers.ts";
import type { LocalisationMaps } from "../localisation/class-maps.ts";
import { type MappedNetwork, mapClouds, mapPictures, mapWords } from "../localisation/map-drawings.ts";
import { type Picture, pictureOf } from "../pictures/picture.ts";
import type { ResidualPair } from "../representation/unicam-section.ts";
import type { Asked } from "./asked.ts";
import type { StudyLook, TransferMatter } from "./matter.ts";
import type { Measured } from "./measured.ts";

/** Samples that are drawn. */
const DRAWN = 4;
const DRAWN_PAIRS = 2;

/** Maps of a few samples, each of another class as far as it goes. */
export function mapDrawings(measured: readonly Measured[], matter: TransferMatter): readonly Drawing[] {
  const networks = drawnOf(measured).flatMap((own): MappedNetwork[] => {
    if (own.maps === undefined) return [];
    const answers = answersOf(own, matter);
    return [{ name: nameOf(own), maps: own.maps.own, ...(answers && { answers }) }];
  });
  return drawnMaps(networks, matter, drawnPlaces(matter.samples.labels));
}

/** Maps of what one network sees beyond another, pair by pair, of two samples. */
export function residualDrawings(
  pairs: readonly ResidualPair[],
  matter: TransferMatter,
  { beside }: Asked,
): readonly Drawing[] {
  const labels = Int32Array.from(beside, (place) => matter.samples.labels[place] ?? -1);
  return drawnMaps(
    pairs,
    matter,
    drawnPlaces(labels).slice(0, DRAWN_PAIRS),
    {
      id: "unicam.maps",
      title: "What one sees beyond the other",
      caption:
        "Where a network's last layer with places sets it apart from the other, pair by pair; two independent students at the end are the control. Every map is scaled to its own largest value; one that is 0 everywhere stays cold.",
    },
    beside,
  );
}

/** Maps at some of their places; `of` `[n]` is the sample of every map, itself by default. */
function drawnMaps(
  networks: readonly MappedNetwork[],
  matter: TransferMatter,
  places: readonly number[],
  text?: DrawingText,
  of: readonly number[] | undefined = undefined,
): readonly Drawing[] {
  const { look, samples } = matter;
  if (look === undefined || networks.length === 0 || networks.some(({ maps }) => regionsIn(maps, matter) !== undefined))
    return [];
  const named = places.map((place) => {
    const sample = of?.[place] ?? place;
    return { place, sample, name: `${samples.names[sample]}, ${classOf(sample, matter)}` };
  });
  switch (look.kind) {
    case "picture":
      return [
        mapPictures(
          named.map((own) => ({ ...own, look: pictureAt(own.sample, matter)! })),
          networks,
          text,
        ),
      ];
    case "cloud":
      return [
        mapClouds(
          named.map((own) => {
            const { data } = takeInputs(samples.inputs, [own.sample])[look.input]!;
            return { ...own, look: Float32Array.from(data, Number) };
          }),
          networks,
          text,
        ),
      ];
    case "text":
      return [
        mapWords(
          named.map((own) => ({ ...own, look: look.pieces(own.sample) })),
          networks,
          text,
        ),
      ];
  }
}

/** How many regions of a cloud a map has in the place of its points; undefined where it has the points. */
export function regionsIn({ shape }: LocalisationMaps, { look, samples }: TransferMatter): number | undefined {
  const [regions] = shape;
  return look?.kind !== "cloud" || regions === samples.inputs[look.input]?.shape[1] ? undefined : regions;
}

/** A few samples that fooled the teacher. */
export function attackDrawing(
  attack: Attack | WordAttack,
  measured: readonly Measured[],
  matter: TransferMatter,
): readonly Drawing[] {
  const { look, samples, classNames } = matter;
  const places = attack.fooled.flatMap((own, place) => (own ? [place] : [])).slice(0, DRAWN);
  const said = (answer: number | undefined): string => classNames[answer ?? -1] ?? "none";
  const students = drawnOf(measured).filter(({ network }) => network.role !== "teacher");
  const told = (place: number) => ({
    name: `${samples.names[place]}, ${classOf(place, matter)}`,
    before: `the teacher: ${said(attack.before[place])}`,
    after: [
      `the teacher: ${said(attack.after[place])}`,
      ...students.flatMap(({ fooled, network }) => {
        const moved = fooled?.own.changed[place];
        return moved === undefined ? [] : [`${network.role}: ${moved === 1 ? "another answer" : "its own answer"}`];
      }),
    ].join("; "),
  });
  if (look?.kind === "text" && "flips" in attack) {
    const ids = matter.flips?.ids;
    const texts = places.map((place) => ({
      ...told(place),
      pieces: exchangedPieces(place, look, samples, attack, ids),
    }));
    return [wordStrip(texts)];
  }
  if (look?.kind !== "picture" || "flips" in attack) return [];
  const changed = { ...samples.inputs, [look.input.name]: withValues(attack.attacked, look.input.name, matter) };
  return [
    attackStrip(
      places.map((place) => ({
        ...told(place),
        clean: pictureOf(takeInputs(samples.inputs, [place]), look.input),
        attacked: pictureOf(takeInputs(changed, [place]), look.input),
      })),
    ),
  ];
}

/** The words of a text before and after; blanks around a word stay where they are. */
function exchangedPieces(
  place: number,
  { pieces, word }: Extract<StudyLook, { readonly kind: "text" }>,
  { inputs }: TransferMatter["samples"],
  { attacked }: WordAttack,
  ids = "input_ids",
): StripText["pieces"] {
  const [before, after] = [inputs, attacked].map((own) => takeInputs(own, [place])[ids]?.data);
  return pieces(place).flatMap((clean, k) => {
    if (clean === null) return [];
    const id = after?.[k];
    if (id === before?.[k] || typeof id !== "bigint") return [{ clean, attacked: clean }];
    const [, lead = "", , trail = ""] = /^(\s*)(.*?)(\s*)$/s.exec(clean) ?? [];
    return [{ clean, attacked: `${lead}${word?.(id) ?? `token ${id}`}${trail}` }];
  });
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
function drawnPlaces(labels: Int32Array): readonly number[] {
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
