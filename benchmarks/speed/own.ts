// Our own small networks as subjects of the benchmark.

import type { ErrorSubject } from "./errors.ts";
import type { Subject } from "./subject.ts";
import type { TrainingSubject } from "./training.ts";

export async function ownSubjects(): Promise<Subject[]> {
  return [];
}

export async function trainingSubjects(): Promise<TrainingSubject[]> {
  return [];
}

export async function errorSubjects(): Promise<ErrorSubject[]> {
  return [];
}
