// report.html: the viewer's page with the report and the pictures inside, one file that loads nothing.

import { ensure } from "@stillpoint/core";
import { viewerHtml } from "@stillpoint/viewer/page";
import { pointsViewerHtml } from "@stillpoint/viewer/points-page";
import { layoutUnits } from "./layout.ts";
import { compactPictures, type ReportPicture } from "./picture.ts";
import type { Report } from "./report.ts";

const PLACE = '"__STILLPOINT_DATA__"';

/** JSON that may stand in a script element: no `<`, so no `</script>` and no `<!--`, and no line separators. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

function checkPicture({ sample, layout, units, maps }: ReportPicture): void {
  const count = layoutUnits(layout);
  ensure(
    units === undefined || units.length === count,
    "SHAPE",
    () => `picture of ${sample}: expected ${count} units in its ${layout.kind} layout; got ${units?.length}`,
  );
  for (const map of maps) {
    ensure(
      map.entropies.length === count,
      "SHAPE",
      () =>
        `picture of ${sample}: expected ${count} entropies in its ${layout.kind} layout; got ${map.entropies.length} ` +
        `at step ${map.step}; pass the layout the sample was measured on`,
    );
  }
}

export interface ReportHtmlInput {
  readonly report: Report;
  readonly pictures?: readonly ReportPicture[];
}

/**
 * The report as one HTML file that opens offline. `report` is what `toReport` or `parseReport` gives.
 *
 * @throws StillpointError SHAPE when a map of a picture has another number of units than its
 * layout, or the layout contradicts itself; NOT_FINITE when a point lies nowhere.
 */
export function toReportHtml({ report, pictures = [] }: ReportHtmlInput): string {
  for (const picture of pictures) checkPicture(picture);
  const data = scriptJson({ report, ...compactPictures(pictures) });
  const page = pictures.some(({ layout }) => layout.kind === "points") ? pointsViewerHtml : viewerHtml;
  const at = page.indexOf(PLACE);
  ensure(
    at >= 0,
    "STORAGE",
    () => "report page: expected a place for the data; got none; build @stillpoint/viewer again",
  );
  return page.slice(0, at) + data + page.slice(at + PLACE.length);
}
