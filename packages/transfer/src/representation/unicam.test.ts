// What is planted at one place of one network is found there, and only beside networks that do not have it.

import { type Role, toldFindings } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { normals, table } from "../../fixtures/networks.ts";
import type { Cohort } from "../cohort/cohort.ts";
import type { LocalisationMaps } from "../localisation/class-maps.ts";
import { type MappedFeatures, residualMaps } from "../localisation/residual-maps.ts";
import { centredDistances } from "./distance-correlation.ts";
import { residualPairs, unicamSection } from "./unicam-section.ts";

const [N, PLACES, CHANNELS, CLASSES] = [40, 4, 3, 2];
const HERE = 2;

/** Half of the classes' distance at place 2 for who knows it, noise of its own and a part that all networks share. */
function network(purpose: string, seed: number, knows: number): MappedFeatures {
  const own = normals(purpose, N * PLACES * CHANNELS, seed);
  const shared = normals("shared", N * PLACES * CHANNELS);
  const values = own.map((value, k) => {
    const [row, place, channel] = [
      Math.floor(k / (PLACES * CHANNELS)),
      Math.floor(k / CHANNELS) % PLACES,
      k % CHANNELS,
    ];
    const planted = place === HERE && channel === 0 && row % CLASSES === 0 ? knows : 0;
    return 0.3 * value + shared[k]! + planted;
  });
  const layout = { features: CHANNELS, places: [PLACES], featuresFirst: false };
  return { layer: "map", features: table(values, PLACES * CHANNELS), layout, input: [PLACES, 3] };
}

const KNOWS: Partial<Record<Role, number>> = { teacher: 4, distilled: 4, scratch: 0, null: 0 };

function cohort(knows = KNOWS): Cohort<MappedFeatures> {
  return [
    { role: "teacher", value: network("teacher", 0, knows.teacher!) },
    ...[0, 1, 2].flatMap((seed) =>
      (["distilled", "scratch", "null"] as const).map((role) => ({
        ...{ role, seed },
        value: network(role, seed, knows[role]!),
      })),
    ),
  ];
}

const classes = table(
  Float64Array.from({ length: N * CLASSES }, (_, k) => (Math.floor(k / CLASSES) % CLASSES === k % CLASSES ? 1 : 0)),
  CLASSES,
);
const teacherMaps: LocalisationMaps = {
  values: Float32Array.from({ length: N * PLACES }, (_, k) => (k % PLACES === HERE ? 1 : 0)),
  shape: [PLACES],
  layer: "map",
};

const findings = (networks: Cohort<MappedFeatures>) =>
  new Map(
    toldFindings(unicamSection({ networks, classes, teacherMaps }).findings).map(
      (own) => [own.finding.id, own] as const,
    ),
  );

describe("UniCAM", () => {
  it("finds what distillation added, and that the teacher has no more of it", () => {
    const found = findings(cohort());
    expect(found.get("unicam.relevance")?.claim).toBe("there");
    expect(found.get("unicam.teacherBeyond")?.claim).toBe("there");
    expect(found.get("unicam.look")?.claim).toBe("there");
    expect(found.get("unicam.studentBeyond")?.claim).toBe("described");
    expect(found.get("unicam.look")?.finding.sentence).toContain("a second student from labels");
  });

  it("says the opposite with the students exchanged", () => {
    const [own, other] = [findings(cohort()), findings(cohort().map(exchanged))];
    for (const id of ["unicam.relevance", "unicam.look"])
      expect(other.get(id)?.finding.value).toBeCloseTo(-own.get(id)!.finding.value, 10);
  });

  it("claims nothing of a student that has what the independent ones have", () => {
    const found = findings(cohort({ ...KNOWS, distilled: 0 }));
    for (const [id, { claim }] of found) expect(claim, id).not.toBe("there");
  });

  it("draws maps that lie where one has more, both ways, with two independent students", () => {
    const pairs = residualPairs({ networks: cohort() });
    expect(pairs.map(({ name }) => name)).toEqual([
      ...["distilled beyond teacher", "teacher beyond distilled", "distilled beyond scratch"],
      ...["scratch beyond distilled", "null beyond scratch", "scratch beyond null"],
    ]);
    const share = ({ values }: LocalisationMaps): number => {
      const sum = (of: (k: number) => boolean): number => values.reduce((all, own, k) => all + (of(k) ? own : 0), 0);
      return sum((k) => k % PLACES === HERE) / sum(() => true);
    };
    expect(share(pairs[2]!.maps)).toBeGreaterThan(0.5);
    expect(share(pairs[4]!.maps)).toBeLessThan(0.45);
  });

  it("has maps of zeros beside a network that tells no examples apart, and leaves out what does not count", () => {
    const own = network("distilled", 0, 4);
    const flat = { values: new Float64Array(N * N), n: N };
    expect(residualMaps(own, flat).values.every((value) => value === 0)).toBe(true);
    const other = centredDistances(network("scratch", 0, 0).features);
    const counted = Float32Array.from({ length: N * PLACES }, (_, k) => (k % PLACES === HERE ? 0 : 1));
    const maps = residualMaps(own, other, counted).values;
    expect(maps.some((value) => value > 0)).toBe(true);
    expect(maps.filter((_, k) => k % PLACES === HERE).every((value) => value === 0)).toBe(true);
  });

  it("leaves out what takes classes or the teacher's maps where there are none", () => {
    expect(unicamSection({ networks: cohort() }).findings).toEqual([]);
    const { findings: found } = unicamSection({ networks: cohort().slice(1), classes });
    for (const { id, sentence } of found) expect(sentence, id).not.toMatch(/NaN|undefined/);
  });
});

function exchanged(member: Cohort<MappedFeatures>[number]): Cohort<MappedFeatures>[number] {
  const { role } = member;
  return { ...member, role: role === "distilled" ? "scratch" : role === "scratch" ? "distilled" : role };
}
