// What comes before a task's numbers where its maps are too noisy for any of them.

import { ERROR_SHARE, missesError } from "@stillpoint/core";
import { escapeHtml } from "./escape.ts";
import { plain } from "./number.ts";
import type { TaskView } from "./view.ts";

/** The stated error in a sentence, where it is above a fifth of b; else undefined. */
export function errorSentence({
  engine: { monteCarloError, threshold },
}: Pick<TaskView, "engine">): string | undefined {
  if (monteCarloError === null || threshold === null) return undefined;
  if (!missesError({ monteCarloError, threshold })) return undefined;
  return `The maps’ stated error is ${plain(monteCarloError, 2)} nats in the mean, above a fifth of b (${plain(ERROR_SHARE * threshold, 2)} nats): verdicts that rest on such maps are withheld.`;
}

/** The same as markup; nothing where the error is small enough. */
export function errorNotice(task: Pick<TaskView, "engine">): string {
  const sentence = errorSentence(task);
  return sentence === undefined ? "" : `<p class="finding">${escapeHtml(sentence)}</p>`;
}
