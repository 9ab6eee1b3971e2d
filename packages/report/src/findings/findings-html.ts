// findings.html: a study as one page that opens offline and is whole without its script.

import { ensure, type Study } from "@stillpoint/core";
import { staticPage, studyPage, studyTitle } from "@stillpoint/viewer/study";
import { studyPageHtml } from "@stillpoint/viewer/study-page";
import { encoded } from "../schema/file-schema.ts";
import type { FindingsRun } from "./findings.ts";
import { studyCodec } from "./study-codec.ts";

/** A title and a body in the page's shell. */
export function pageOf(title: string, body: string): string {
  const page = staticPage(studyPageHtml, title, body);
  ensure(
    page !== undefined,
    "STORAGE",
    () => "study page: expected places for a title and a body; got none; build @stillpoint/viewer again",
  );
  return page;
}

/**
 * The study as one HTML file: told findings first, then sections with their drawings as SVG, networks, settings and what was
 * not asked. What may be said of a finding is `toldFindings`' word over all of the study.
 *
 * @throws StillpointError SHAPE where a drawing contradicts itself; names the place.
 */
export function findingsHtml(study: Study, run: FindingsRun): string {
  encoded(studyCodec, study, `study of ${study.subject}`);
  return pageOf(studyTitle(study), studyPage(study, run));
}
