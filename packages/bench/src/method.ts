// How students are taught.

import type { LogitDistillation } from "@stillpoint/distill";
import type { PresetName } from "./benchmark.ts";
import { namedOf } from "./name-list.ts";

/**
 * `feature`: MSE to the teacher's feature, a student for each layer, as in the paper. `logits`: Hinton's loss on the
 * teacher's logits, one student for all layers, as most users distil.
 */
export const METHODS = ["feature", "logits"] as const;

export type Method = (typeof METHODS)[number];

export const PRESET_METHODS: Readonly<Record<PresetName, readonly Method[]>> = {
  smoke: METHODS,
  quick: ["feature"],
  full: METHODS,
};

/**
 * T = 4 with weights 0.9 and 0.1, the teacher's term times T²: what RepDistiller (Tian et al. 2020) and mdistiller run
 * Hinton's loss with. Labels have a tenth of the weight for every role, a placebo too.
 */
export const LOGIT_DISTILLATION: LogitDistillation = { temperature: 4, teacherWeight: 0.9, labelWeight: 0.1 };

/** The methods of a comma-separated list, each once, in their own order. Throws `USAGE`. */
export function methodsNamed(list: string): Method[] {
  const named = namedOf({ option: "methods", expected: `some of ${METHODS.join(",")}` }, list, (name) =>
    METHODS.find((method) => method === name),
  );
  return METHODS.filter((method) => named.includes(method));
}
