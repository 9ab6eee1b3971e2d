// What a network answers: the class it finds likeliest, and how likely it finds every one. n examples, K classes.

import { argmax } from "@stillpoint/core";
import type { Logits } from "@stillpoint/mechanism";

/** `[n]` the class with the largest logit, the first of equal ones. */
export function answeredClasses({ values, rows, classes }: Logits): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => argmax(values.subarray(row * classes, (row + 1) * classes)));
}

/** `[n]` 1 where the answer is the label, else 0. */
export function rightAnswers(logits: Logits): Float64Array {
  const answered = answeredClasses(logits);
  return Float64Array.from(answered, (own, row) => (own === logits.labels[row] ? 1 : 0));
}

/** `[n, K]` ln softmax(z / T), row by row, in nats; finite at any logit. */
export function logProbabilities({ values, rows, classes }: Logits, temperature = 1): Float64Array {
  const log = new Float64Array(rows * classes);
  for (let start = 0; start < log.length; start += classes) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = start; k < start + classes; k++) largest = Math.max(largest, values[k]!);
    let sum = 0;
    for (let k = start; k < start + classes; k++) sum += Math.exp((values[k]! - largest) / temperature);
    const total = Math.log(sum);
    for (let k = start; k < start + classes; k++) log[k] = (values[k]! - largest) / temperature - total;
  }
  return log;
}
