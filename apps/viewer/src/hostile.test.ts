// Reports of strangers are shown too: no text of theirs may become markup.

import { describe, expect, it } from "vitest";
import { syntheticPictures } from "../../../packages/report/fixtures/synthetic-pictures.ts";
import { syntheticInput } from "../../../packages/report/fixtures/synthetic-report.ts";
import { firstState } from "./browser-state.ts";
import { reportPage } from "./report-page.ts";
import { browserMarkup } from "./sample-browser.ts";
import type { PictureView, ReportView } from "./view.ts";

const HOSTILE = `"'><img src=x onerror=alert(1)>`;

/** Words that the schema of a report knows; others are anybody's. */
const KNOWN = new Set([
  ...["teacher", "distilled", "scratch", "placebo", "null", "grid", "points", "words"],
  ...["supported", "contradicted", "inconclusive", "withheld", "no-verdict"],
  ...["stated-error", "limit", "optimum", "official", "sample", "data-set"],
  ...["record", "exported", "folded", "unknown", "layerPerStep", "layerPerCheckpoint", "stillpoint.report/1"],
]);
/** Records whose keys are anybody's. */
const FREE_KEYS = new Set([
  "networks",
  "groups",
  "parts",
  "names",
  "modalities",
  "versions",
  "digests",
  "accuracy",
  "points",
]);

/** Every free text with markup in it; `keys` poisons the keys of records too. */
function poisoned(value: unknown, keys: boolean, inside = ""): unknown {
  if (typeof value === "string") {
    return KNOWN.has(value) || /^H\d|^\w+ [<>] \w+$|^[fb-]+$/.test(value) ? value : value + HOSTILE;
  }
  if (Array.isArray(value)) return value.map((each: unknown) => poisoned(each, keys, inside));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, poisoned(each, keys, key)]);
  const free = keys && FREE_KEYS.has(inside);
  // The known ones stay: without a distilled network nothing is compared.
  return Object.fromEntries(
    free
      ? entries.flatMap(([key, each]) => [
          [key, each],
          [key + HOSTILE, each],
        ])
      : entries,
  );
}

const report: unknown = JSON.parse(JSON.stringify(syntheticInput()));
const pictures: PictureView[] = syntheticPictures("t", 2).map(({ picture: _, mask: __, units: ___, ...rest }) => rest);

describe("a report with markup in its texts", () => {
  it.each([false, true])("is shown as text (keys too: %s)", (keys) => {
    const page = reportPage({ report: poisoned(report, keys) as ReportView, pictures: [] });
    expect(page).toContain("&lt;img src=x");
    expect(page.match(/.{120}<img.{40}/s)?.[0]).toBeUndefined();
    expect(page.match(/.{80}="[^"]*"'.{40}/s)?.[0]).toBeUndefined();
  });

  it("and so are its samples", () => {
    const hostile = poisoned(pictures, true) as PictureView[];
    const [first] = hostile;
    const markup = browserMarkup(hostile, firstState(first!), "browser");
    expect(markup).toContain("&lt;img src=x");
    expect(markup.match(/.{120}<img.{40}/s)?.[0]).toBeUndefined();
  });
});
