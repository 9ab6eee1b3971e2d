// The sections of a study, of one method's students beside all others.

import type { Role, StudySection } from "@stillpoint/core";
import { adversarialSection, type FooledStudents } from "../adversarial/adversarial-section.ts";
import type { FooledValues } from "../adversarial/attacked-student.ts";
import { answersSection } from "../answers/answers-section.ts";
import { consensusSection } from "../answers/consensus.ts";
import { boundarySection } from "../boundary/boundary-section.ts";
import { calibrationSection } from "../calibration/calibration-section.ts";
import type { Cohort } from "../cohort/cohort.ts";
import { groupsSection } from "../groups/groups-section.ts";
import { informationSection } from "../information/information-section.ts";
import { type Curve, invarianceSection, type StudentCurves } from "../invariance/invariance-section.ts";
import { localisationSection } from "../localisation/localisation-section.ts";
import { representationSection } from "../representation/representation-section.ts";
import { residualPairs, unicamSection } from "../representation/unicam-section.ts";
import type { Knowledge } from "../students/knowledge.ts";
import type { StudentValues } from "../students/student-values.ts";
import type { Asked } from "./asked.ts";
import { besideClasses, besideCounted, besideMaps } from "./beside.ts";
import { attackDrawing, boundaryDrawing, mapDrawings, residualDrawings } from "./drawings.ts";
import type { TransferMatter } from "./matter.ts";
import type { Measured } from "./measured.ts";
import type { Part, Parts } from "./parts.ts";

/** Curves of networks taught by other teachers, one of each change; undefined where the studied ones stand. */
export type TaughtCurves = readonly (
  | {
      readonly teacher: Curve;
      readonly students: readonly Curve[];
      readonly plain: { readonly teacher: Curve; readonly distilled: readonly Curve[] };
    }
  | undefined
)[];

export interface SectionSource {
  readonly matter: TransferMatter;
  readonly asked: Asked;
  /** Teacher and students of one method. */
  readonly measured: readonly Measured[];
  /** What these students were taught. */
  readonly knowledge: Knowledge;
  readonly taught: TaughtCurves;
  readonly parts: Parts;
}

/** Sections by their part and id, in the order in which they are told; none for a part that is missing. */
export const SECTIONS: readonly {
  readonly part: Part;
  readonly id: string;
  readonly of: (source: SectionSource) => StudySection;
}[] = [
  {
    part: "logits",
    id: "answers",
    of: ({ measured, matter, knowledge }) =>
      answersSection(
        cohortOf(measured, (own) => own.logits),
        { ...(matter.samples.domain === undefined ? {} : { domain: matter.samples.domain }), knowledge },
      ),
  },
  {
    part: "logits",
    id: "calibration",
    of: ({ measured }) => calibrationSection(cohortOf(measured, (own) => own.logits)),
  },
  {
    part: "features",
    id: "representation",
    of: ({ measured, knowledge }) =>
      representationSection(
        cohortOf(measured, (own) => own.features),
        { knowledge },
      ),
  },
  { part: "features", id: "information", of: information },
  { part: "maps", id: "localisation", of: localisation },
  { part: "unicam", id: "unicam", of: unicam },
  { part: "attack", id: "adversarial", of: adversarial },
  { part: "changes", id: "invariance", of: invariance },
  { part: "planes", id: "boundary", of: boundary },
  { part: "domains", id: "consensus", of: consensus },
  { part: "groups", id: "groups", of: groupSection },
];

function information({ measured, matter, knowledge }: SectionSource): StudySection {
  const last = cohortOf(measured, (own) => own.features).map((member) => ({
    ...member,
    value: member.value.at(-1)!.features,
  }));
  return informationSection(last, matter.samples.labels, { seed: matter.seed, knowledge });
}

function localisation({ measured, matter, asked }: SectionSource): StudySection {
  const known = measured.filter(({ maps }) => maps !== undefined);
  const [first] = known.filter(({ network }) => network.role === "teacher");
  return localisationSection({
    cosines: valuesOf(measured, ({ maps }) => maps?.cosines),
    layers: [...(first === undefined ? [] : [first]), ...known].map(({ maps }) => maps!.layer),
    empty: known.map(({ network, maps }) => ({
      name: network.name,
      maps: maps!.empty,
      samples: matter.samples.labels.length,
    })),
    drawings: asked.maps === undefined ? [] : mapDrawings(measured, matter),
  });
}

function unicam({ measured, matter, asked, knowledge }: SectionSource): StudySection {
  const classes = besideClasses(matter, asked);
  const maps = besideMaps(asked);
  const counted = besideCounted(matter, asked);
  const study = {
    networks: cohortOf(measured, (own) => own.beside),
    knowledge,
    ...(classes && { classes }),
    ...(maps && { teacherMaps: maps }),
    ...(counted && { counted }),
  };
  return unicamSection({ ...study, drawings: residualDrawings(residualPairs(study), matter, asked) });
}

function adversarial({ measured, matter, asked }: SectionSource): StudySection {
  const { own, foreign } = asked.attack!;
  const students = (
    attack: FooledStudents["attack"],
    of: (fooled: NonNullable<Measured["fooled"]>) => FooledValues | undefined,
  ): FooledStudents => {
    const each = (name: keyof FooledValues): StudentValues =>
      valuesOf(measured, ({ fooled }) => (fooled === undefined ? undefined : of(fooled)?.[name]));
    return { attack, changed: each("changed"), wrong: each("wrong"), sameWrong: each("sameWrong") };
  };
  const sized = (attack: typeof own): FooledStudents["attack"] =>
    "flips" in attack ? { ...attack, epsilon: attack.flips } : attack;
  const { attack, flips } = matter;
  return adversarialSection({
    own: students(sized(own), (fooled) => fooled.own),
    ...(foreign === undefined ? {} : { foreign: students(sized(foreign), (fooled) => fooled.foreign) }),
    unit: attack === undefined ? "words of a text" : attack.words,
    method:
      attack === undefined
        ? `Exchanging ${flips?.words ?? "words"}, one after another, each time what raises the loss the most to first order,`
        : `Iterative FGSM in ${attack.steps ?? 5} steps`,
    drawings: attackDrawing(own, measured, matter),
  });
}

function invariance({ measured, asked, taught }: SectionSource): StudySection {
  const teacher = measured.find(({ network }) => network.role === "teacher");
  return invarianceSection(
    asked.changes.flatMap((changed, k) => {
      const students = curvesOf(measured, k);
      const own = taught[k];
      if (own !== undefined)
        return [
          {
            changed,
            teacher: own.teacher,
            students: { ...onlyIndependent(students), distilled: own.students },
            plain: own.plain,
          },
        ];
      const first = teacher?.curves?.[k];
      return first === undefined ? [] : [{ changed, teacher: first, students }];
    }),
  );
}

/** Students that no teacher taught: those of other teachers say nothing of a teacher trained with a change. */
function onlyIndependent({ scratch, null: second }: StudentCurves): StudentCurves {
  return { ...(scratch && { scratch }), ...(second && { null: second }) };
}

function boundary({ measured, matter, asked }: SectionSource): StudySection {
  const { planes } = asked.planes!;
  return boundarySection({
    agreement: valuesOf(measured, (own) => own.planes?.agreement),
    planes: { skipped: planes.skipped, count: planes.planes.length, size: matter.planes!.size },
    drawings: boundaryDrawing(planes.planes[0], measured, matter),
  });
}

function consensus({ measured, matter }: SectionSource): StudySection {
  const { domains = [], conflict } = matter;
  const found = domains.map(({ name }, k) => ({
    name,
    networks: cohortOf(measured, (own) => own.domains).map((member) => ({ ...member, value: member.value[k]! })),
  }));
  const cues = cohortOf(measured, (own) => own.conflict);
  return conflict === undefined || cues.length === 0
    ? consensusSection(found)
    : consensusSection(found, { networks: cues, shapes: conflict.shapes, textures: conflict.textures });
}

function groupSection({ measured, matter }: SectionSource): StudySection {
  return groupsSection(
    cohortOf(measured, (own) => own.groups),
    {
      groups: matter.groups!.groups,
      classNames: matter.classNames,
      ...(matter.groups!.positive === undefined ? {} : { positive: matter.groups!.positive }),
    },
  );
}

function cohortOf<Value>(measured: readonly Measured[], of: (own: Measured) => Value | undefined): Cohort<Value> {
  return measured.flatMap((own) => {
    const { role, seed } = own.network;
    const value = of(own);
    return value === undefined ? [] : [{ role, ...(seed === undefined || role === "teacher" ? {} : { seed }), value }];
  });
}

/** `[seed][sample]` by role; NaN for a seed without a student of a role. */
export function valuesOf(
  measured: readonly Measured[],
  of: (own: Measured) => Float64Array | undefined,
): StudentValues {
  const students = measured.filter(({ network }) => network.role !== "teacher");
  const seeds = seedsOf(students);
  const roles = [...new Set(students.map(({ network }) => network.role))];
  return Object.fromEntries(
    roles.flatMap((role) => {
      const own = students.filter(({ network }) => network.role === role);
      const length = own.map((each) => of(each)?.length ?? 0).reduce((most, size) => Math.max(most, size), 0);
      if (length === 0) return [];
      const bySeed = seeds.map((seed) => {
        const found = own.find(({ network }) => network.seed === seed);
        return (found && of(found)) ?? new Float64Array(length).fill(Number.NaN);
      });
      return [[role, bySeed] as const];
    }),
  );
}

function curvesOf(measured: readonly Measured[], change: number): StudentCurves {
  const students = measured.filter(({ network }) => network.role !== "teacher");
  const curve = students.find(({ curves }) => curves?.[change] !== undefined)?.curves?.[change];
  if (curve === undefined) return {};
  const byStrength = curve.map((_, strength) => valuesOf(measured, ({ curves }) => curves?.[change]?.[strength]));
  const roles = [...new Set(students.map(({ network }): Role => network.role))];
  return Object.fromEntries(
    roles.map((role) => {
      const seeds = byStrength[0]?.[role] ?? [];
      return [role, seeds.map((_, seed) => byStrength.map((values) => values[role]![seed]!))] as const;
    }),
  );
}

function seedsOf(students: readonly Measured[]): readonly (number | undefined)[] {
  return [...new Set(students.map(({ network }) => network.seed))].sort((a, b) => (a ?? 0) - (b ?? 0));
}
