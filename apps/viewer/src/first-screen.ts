// What a reader sees first: the answer, one pair of pictures, what of it is the teacher's.

import { writeAddress } from "./address.ts";
import { answerMarkup } from "./answer.ts";
import { type AnswerFacts, answerOf } from "./answer-facts.ts";
import { answerFigure } from "./decomposition.ts";
import { errorNotice } from "./error-notice.ts";
import { escapeHtml } from "./escape.ts";
import { seedsOf } from "./map-values.ts";
import { clearestSample, type Place } from "./sample-order.ts";
import { stillPair } from "./still-pair.ts";
import { taskAnchor } from "./task-name.ts";
import type { PictureView, ReportView } from "./view.ts";

/** The sample that shows the answer most clearly, said to be that. */
function pairOf({ task, part, difference }: AnswerFacts, pictures: readonly PictureView[]): string {
  const own = pictures.filter((picture) => picture.task === task.id);
  const place: Place = part === undefined ? "background" : "part";
  // a wider gap is fewer points on the background
  const sign = Math.sign(difference.mean ?? 0) * (part === undefined ? -1 : 1) || -1;
  const found = clearestSample(own, place, sign);
  if (!found) return "";
  const { picture } = found;
  const [seed, several] = seedsOf(picture);
  const order = sign < 0 ? place : (`-${place}` as const);
  const link = writeAddress({ anchor: taskAnchor(task), sample: picture.sample, order });
  return stillPair(
    picture,
    `<a href="${escapeHtml(link)}">${escapeHtml(picture.title)}</a>, of ${own.length === 1 ? "1 sample" : `${own.length} samples`} the one with the clearest effect${several !== undefined ? ` at seed ${seed}` : ""}`,
  );
}

/** Answer, pictures and decomposition as markup; nothing where no two networks are compared. */
export function firstScreen(report: ReportView, pictures: readonly PictureView[]): string {
  const answer = answerOf(report);
  if (!answer) return "";
  const digits = answer.lead.part === undefined ? 2 : 1;
  const figures = pairOf(answer.lead, pictures) + answerFigure(answer.lead, digits);
  return (
    errorNotice(answer.lead.task) +
    answerMarkup(report, answer) +
    (figures ? `<div class="shown-first">${figures}</div>` : "")
  );
}
