import type { GradientRule } from "../rule.ts";
import { extremum } from "./extremum.ts";

export const max: GradientRule = extremum("Max");
