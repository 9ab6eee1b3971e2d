import { expect, it } from "vitest";
import { timeLeft } from "./time-left.ts";

it.each([
  [{ done: 0, total: 4 }, 9000, undefined],
  [{ done: 1, total: 4 }, 1000, undefined],
  [{ done: 1, total: 4 }, 2000, "about 6 s left"],
  [{ done: 1, total: 61 }, 2000, "about 2 min left"],
  [{ done: 1, total: 3601 }, 2000, "about 2.0 h left"],
  [{ done: 4, total: 4 }, 9000, undefined],
])("of %j after %i ms: %s", (progress, spent, words) => expect(timeLeft(progress, spent)).toBe(words));
