// Every case of every rule.

import { ARITHMETIC } from "./arithmetic.ts";
import { CONVOLUTION } from "./convolution.ts";
import { ELEMENTWISE } from "./elementwise.ts";
import { INDEXING } from "./indexing.ts";
import { NORMALIZATION } from "./normalization.ts";
import { POOLING } from "./pooling.ts";
import { PRODUCT } from "./product.ts";
import { REDUCTION } from "./reduction.ts";
import type { RuleCase } from "./rule-case.ts";
import { SHAPING } from "./shaping.ts";

export const RULE_CASES: readonly RuleCase[] = [
  ...ELEMENTWISE,
  ...ARITHMETIC,
  ...PRODUCT,
  ...CONVOLUTION,
  ...POOLING,
  ...NORMALIZATION,
  ...REDUCTION,
  ...SHAPING,
  ...INDEXING,
];
