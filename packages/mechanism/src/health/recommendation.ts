// At which temperature a teacher has most to say.

import type { TeacherSignals } from "./signals.ts";

/** Mass in the smaller of the two signals below which no temperature is recommended: ours, from no paper. */
export const LEAST_MASS = 0.01;

export interface TemperatureChoice {
  /** NaN where no temperature of the sweep is good. */
  readonly temperature: number;
  /** Why this one, or why none. */
  readonly reason: string;
}

/**
 * The temperature of a sweep at which the smaller of two masses is largest: what relations move and what instance weights
 * move in the targets, both as a share of each row's probability (`decomposeTargets`). Relations have no mass at low T, where
 * wrong classes have none, nor at high T, where they are alike; weights likewise. Of equal ones the lowest T. With two
 * classes, which have no relations, instance weights alone. None where the best is below 0.01.
 *
 * Ours: R and V alone cannot be traded, they have other units; T² multiplies both alike and says nothing here. It looks at
 * targets, not at students: what T does to a student's accuracy is for students to show.
 */
export function chooseTemperature(sweep: readonly TeacherSignals[], classes: number): TemperatureChoice {
  const usable = ({ relationMass, instanceMass }: TeacherSignals): number =>
    classes > 2 ? Math.min(relationMass, instanceMass) : instanceMass;
  const ascending = sweep.toSorted((a, b) => a.temperature - b.temperature);
  const best = ascending.reduce((a, b) => (usable(b) > usable(a) ? b : a));
  const masses = `relations move ${best.relationMass.toPrecision(2)} and instance weights ${best.instanceMass.toPrecision(2)} of each target`;
  if (!(usable(best) >= LEAST_MASS)) {
    const weak = classes > 2 && best.relationMass < best.instanceMass ? "class relations" : "instance weights";
    return {
      temperature: Number.NaN,
      reason: `No T from ${ascending[0]!.temperature} to ${ascending.at(-1)!.temperature} is good: at the best, T = ${best.temperature}, ${masses}, and ${weak} below ${LEAST_MASS} are as good as none.`,
    };
  }
  const at = ascending.length > 1 && (best === ascending[0] || best === ascending.at(-1));
  const end = at ? " It is at the end of the sweep: try temperatures beyond." : "";
  return {
    temperature: best.temperature,
    reason:
      classes > 2
        ? `At T = ${best.temperature} ${masses}; the smaller of the two is largest there.${end}`
        : `At T = ${best.temperature} instance weights move ${best.instanceMass.toPrecision(2)} of each target, most of all; two classes have no relations.${end}`,
  };
}
