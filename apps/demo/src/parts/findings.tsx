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
        The maps above are of one sample. Here are means over {task.samples} samples, each in {pack.report.seeds.length}{" "}
        trainings of every network ({pack.title}, layer {pack.layer}).
      </p>
      <h3>Learning</h3>
      <p class="soft">
        Knowledge points of a sample on the foreground and on the background, as training goes on: every dot is a
        checkpoint, further to the right the more the layer’s weights had changed.
      </p>
      <Markup html={learningCharts(task)} />
      <h3>Stability: what each checkpoint kept and dropped</h3>
      <p class="soft">
        Full bars are knowledge points that stayed from one checkpoint to the next; pale bars below the line are those
        that were given up.
      </p>
      <Markup html={detourCharts(task)} />
      <details>
        <summary>The same at other thresholds</summary>
        <Markup html={thresholdCharts(task)} />
      </details>
    </section>
  );
}
