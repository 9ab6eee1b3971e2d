// The report that the page makes of the visitor's networks.

import { readFileSync } from "node:fs";
import { readMerged } from "@stillpoint/report";
import type { Page } from "playwright-core";

export interface ReportedMap {
  readonly role: string;
  readonly sample: string;
  readonly entropies: readonly number[];
}

/** Has it made, and reads its maps from the file that is saved. */
export async function reported(page: Page): Promise<readonly ReportedMap[]> {
  await page.getByRole("button", { name: /^Measure \d+ samples?$/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save entropies.parquet" }).click(),
  ]);
  const shards = await readMerged(new Uint8Array(readFileSync(await download.path())));
  return shards.flatMap(({ maps }) =>
    maps.map(({ measurement: { key, map } }) => ({
      role: key.role,
      sample: key.sample,
      entropies: [...map.entropies],
    })),
  );
}
