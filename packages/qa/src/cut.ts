// A question with a piece of its context, for contexts longer than a network's window.

import { ensure } from "@stillpoint/core";
import { partsWithin } from "@stillpoint/text";
import type { Question } from "./sample.ts";

/**
 * The question over `context.slice(start, end)`, answers and parts moved along; answers not wholly inside are left out,
 * so the piece may have none. Throws `RANGE` for a stretch outside the context.
 */
export function cutContext<Asked extends Question & { readonly border?: never; readonly encoding?: never }>(
  asked: Asked,
  { start, end }: { start: number; end: number },
): Asked {
  const { context, answers, parts } = asked;
  ensure(
    Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= context.length,
    "RANGE",
    () =>
      `question "${asked.id}": expected a stretch of its context 0..${context.length}; got ${start}..${end}; use windowsOf of the context`,
  );
  return {
    ...asked,
    context: context.slice(start, end),
    answers: answers
      .filter((answer) => answer.start >= start && answer.start + answer.text.length <= end)
      .map((answer) => ({ ...answer, start: answer.start - start })),
    ...(parts === undefined ? {} : { parts: partsWithin(parts, start, end) }),
  };
}
