import type { GradientRule } from "../rule.ts";
import { extremum } from "./extremum.ts";

export const min: GradientRule = extremum("Min");
