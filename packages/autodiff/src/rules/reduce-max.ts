import type { GradientRule } from "../rule.ts";
import { extremeReduction } from "./extreme-reduction.ts";

export const reduceMax: GradientRule = extremeReduction("ReduceMax");
