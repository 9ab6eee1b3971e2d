// Whether perturbed values look like what networks are trained on.

/** Data of mean 0 and deviation 1 reach a few units; bytes reach 255. */
const LARGE = 30;
/** Below this a picture is flat: it was divided by what was meant for bytes. */
const FLAT = 0.02;

/**
 * A warning for values as bytes have them, 0 to 255, or so close to each other that they were scaled twice. `values` are
 * those of all samples, in the network's input units; `subject` what they are. Undefined where they look usual.
 */
export function rangeWarning(values: readonly Float32Array[], subject: string): string | undefined {
  let [count, sum, squares, most] = [0, 0, 0, 0];
  for (const part of values) {
    for (const value of part) {
      count += 1;
      sum += value;
      squares += value * value;
      most = Math.max(most, Math.abs(value));
    }
  }
  if (count === 0) return undefined;
  const deviation = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  if (most > LARGE) {
    return `${subject} reach ${Number(most.toPrecision(3))}, as unscaled bytes do: networks usually take values of deviation 1; check the normalisation`;
  }
  if (deviation < FLAT) {
    return `${subject} hardly differ, deviation ${Number(deviation.toPrecision(2))}: they were perhaps divided by 255 twice, or the mean and deviation are on 0..255; check the normalisation`;
  }
  return undefined;
}
