// Student's t distribution with any number of degrees of freedom, the normal one as its limit.

import { ensure } from "../errors.ts";

/**
 * t with P(|T| <= t) = `coverage` for Student's t of `degrees` > 0 degrees of freedom, which need not be whole; of
 * `Infinity` the normal distribution's.
 *
 * @throws StillpointError RANGE for degrees that are not above 0, or a coverage outside 0..1.
 */
export function studentQuantile(degrees: number, coverage: number): number {
  ensureDegrees(degrees);
  ensure(
    coverage > 0 && coverage < 1,
    "RANGE",
    () => `coverage: expected a share between 0 and 1; got ${coverage}; 0.95 is usual`,
  );
  if (degrees === Number.POSITIVE_INFINITY) return bisected(0, 40, STEPS, (t) => 1 - normalTail(t) < coverage);
  // Over the angle atan(t/√ν), which is bounded where t is not.
  const angle = Number.isInteger(degrees)
    ? bisected(0, Math.PI / 2, STEPS, (middle) => wholeCoverage(degrees, middle) < coverage)
    : polished(degrees, coverage);
  return Math.sqrt(degrees) * Math.tan(angle);
}

/**
 * P(|T| > |t|): the two-sided p value of `t` at `degrees` > 0 degrees of freedom, `Infinity` for the normal distribution.
 * 0..1, NaN for a `t` that is none; relative error about 1e-12.
 *
 * I_x(ν/2, 1/2) at x = ν/(ν + t²), Abramowitz & Stegun 26.7.1.
 *
 * @throws StillpointError RANGE for degrees that are not above 0.
 */
export function studentTail(degrees: number, t: number): number {
  ensureDegrees(degrees);
  if (Number.isNaN(t)) return Number.NaN;
  if (!Number.isFinite(t)) return 0;
  if (degrees === Number.POSITIVE_INFINITY) return normalTail(Math.abs(t));
  return halfBeta(degrees / (degrees + t * t), (t * t) / (degrees + t * t), degrees / 2);
}

function ensureDegrees(degrees: number): void {
  ensure(
    degrees > 0,
    "RANGE",
    () => `degrees of freedom: expected a number above 0; got ${degrees}; use two seeds or samples or more`,
  );
}

/** Halvings after which a double has no digit left. */
const STEPS = 60;

/** The last place of low..high where `below` still holds; it holds up to some place and not behind it. */
function bisected(low: number, high: number, steps: number, below: (middle: number) => boolean): number {
  let [from, to] = [low, high];
  for (let k = 0; k < steps; k++) {
    const middle = (from + to) / 2;
    if (below(middle)) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/** P(|T| <= √ν tan θ), the finite trigonometric series of Abramowitz & Stegun 26.7.3 and 26.7.4. */
function wholeCoverage(degrees: number, angle: number): number {
  const odd = degrees % 2 === 1;
  const cosine = Math.cos(angle);
  let term = odd ? cosine : 1;
  let series = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    series += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * series) : Math.sin(angle) * series;
}

/** The angle by few halvings and Newton's steps: P(|T| <= √ν tan θ) rises by 2 cos^(ν − 1) θ / B(ν/2, 1/2). */
function polished(degrees: number, coverage: number): number {
  let angle = bisected(0, Math.PI / 2, 14, (middle) => realCoverage(degrees, middle) < coverage);
  for (let k = 0; k < 4; k++) {
    const slope = (2 * Math.cos(angle) ** (degrees - 1)) / beta(degrees / 2);
    angle -= (realCoverage(degrees, angle) - coverage) / slope;
  }
  return angle;
}

function realCoverage(degrees: number, angle: number): number {
  return 1 - halfBeta(Math.cos(angle) ** 2, Math.sin(angle) ** 2, degrees / 2);
}

/** I_x(a, 1/2), the regularised incomplete beta function; `y` is 1 − x, which has no digits left where x is near 1. */
function halfBeta(x: number, y: number, a: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(a * (y < 0.5 ? Math.log1p(-y) : Math.log(x)) + 0.5 * Math.log(y)) / beta(a);
  // The fraction converges fast below the mean of the distribution; above it the other tail's does.
  return x <= (a + 1) / (a + 2.5) ? (front * fraction(x, a, 0.5)) / a : 1 - 2 * front * fraction(y, 0.5, a);
}

/** Abramowitz & Stegun 26.5.8, by Lentz's recursion. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  // About as many terms as the root of the larger parameter.
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || tiny);
      c = 1 + term / c || tiny;
      change *= c * d;
    }
    value *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return value;
}

/** B(a, 1/2) = √π Γ(a)/Γ(a + 1/2): the ratio's series where it is exact, Abramowitz & Stegun 6.1.47, from there down. */
function beta(a: number): number {
  let z = a;
  let ratio = 1;
  for (; z < 100; z++) ratio *= (z + 0.5) / z;
  const inverse = 1 / z;
  const series =
    1 +
    inverse *
      (-1 / 8 + inverse * (1 / 128 + inverse * (5 / 1024 + inverse * (-21 / 32768 + (inverse * -399) / 262144))));
  return (Math.sqrt(Math.PI) * ratio) / (Math.sqrt(z) * series);
}

/** P(|Z| > z) of a standard normal, z >= 0: erfc(z/√2) by its series near 0 and its fraction beyond. */
function normalTail(z: number): number {
  const x = z / Math.SQRT2;
  const density = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2) {
    let term = 2 * x;
    let sum = term;
    // Abramowitz & Stegun 7.1.6.
    for (let k = 1; k < 100; k++) {
      term *= (2 * x * x) / (2 * k + 1);
      sum += term;
    }
    return 1 - density * sum;
  }
  // Abramowitz & Stegun 7.1.14.
  let below = x;
  for (let k = 120; k >= 1; k--) below = x + k / 2 / below;
  return density / below;
}
