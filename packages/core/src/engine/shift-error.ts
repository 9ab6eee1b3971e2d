// What shifts all units of a map alike: the error of its mean entropy.

import { studentQuantile } from "../statistics/student.ts";
import type { Energies } from "./energy.ts";
import type { Estimate } from "./prediction.ts";

/** Half the width of a normal distribution's central 95 %, in standard deviations. */
const NORMAL_95 = 1.959964;

/**
 * Standard error of the mean entropy from the noise in D0, measured on `copies` copies, and in the energies; nats. With
 * so few copies their spread is known badly: widened by Student's t, so that ±1.96 errors hold 95 %.
 */
export function shiftErrorOf(
  { value, error }: Estimate,
  copies: number,
  energies: Pick<Energies, "shiftError">,
): number {
  const widened = studentQuantile(copies - 1, 0.95) / NORMAL_95;
  return Math.hypot((widened * error) / value / 2, energies.shiftError);
}
