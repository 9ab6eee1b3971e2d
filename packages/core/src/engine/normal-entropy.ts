const CONSTANT = 0.5 * Math.log(2 * Math.PI * Math.E);

/** Differential entropy of a normal distribution, nats: ln σ + ln(2πe)/2, σ > 0 in input units. */
export function entropyOf(sigma: number): number {
  return Math.log(sigma) + CONSTANT;
}

/** The σ (input units) whose normal distribution has entropy `nats`. */
export function sigmaOf(nats: number): number {
  return Math.exp(nats - CONSTANT);
}
