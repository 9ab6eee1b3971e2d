// What the whole run found, beside the one sample that is looked at.

import { detourCharts, learningCharts, thresholdCharts } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ViewPack } from "../pack/view-pack.ts";
import { Markup } from "./markup.tsx";

export function Findings({ pack }: { readonly pack: ViewPack }): JSX.Element | null {
  // Drawn once, not at every pass of a map.
  return useMemo(() => drawn(pack), [pack]);
}

function drawn(pack: ViewPack): JSX.Element | null {
  const task = pack.report.tasks[0];
  if (task === undefined) return null;
  return (
    <section class="findings" aria-labelledby="findings">
      <h2 id="findings">What the whole run found</h2>
      <p class="soft">
        {pack.title}, layer {pack.layer}: {task.samples} samples, {pack.report.seeds.length} training seeds. The lines
        below are means over all of them; the maps above are one sample.
      </p>
      <h3>Learning</h3>
      <Markup html={learningCharts(task)} />
      <h3>Stability: what each checkpoint kept and dropped</h3>
      <Markup html={detourCharts(task)} />
      <details>
        <summary>Other thresholds</summary>
        <Markup html={thresholdCharts(task)} />
      </details>
    </section>
  );
}
