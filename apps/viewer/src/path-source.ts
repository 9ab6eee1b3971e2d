// Where the distance in weight space comes from, in words.

import { escapeHtml } from "./escape.ts";
import { roleName, rolesOf } from "./role.ts";
import type { TaskView } from "./view.ts";

type Hypothesis = TaskView["hypotheses"][number];

const SENTENCES: Readonly<Record<NonNullable<Hypothesis["pathSource"]>, string>> = {
  record: "From the record of the training.",
  exported:
    "From exported weights: where an exporter folded a batch normalisation into them, they moved otherwise than in training. A record of the path says it exactly.",
  folded: "Not told: the exported weights hold a folded batch normalisation and moved otherwise than in training.",
  unknown: "Not told: the weights of the exported files cannot be followed.",
};

/** What a hypothesis about distance rests on; nothing for another one, and for reports that do not say. */
export function pathSourceSentence({ pathSource }: Hypothesis): string {
  return pathSource === undefined ? "" : SENTENCES[pathSource];
}

/** Why a path is missing, network by network; nothing where all are there. */
export function missingPaths({ pathOrigins = {} }: TaskView): string {
  const items = rolesOf(pathOrigins).flatMap((role) =>
    (["layer", "network"] as const).flatMap((which) => {
      const reason = pathOrigins[role]?.[which].reason;
      if (reason === undefined) return [];
      return [`<li><b>${roleName(role)}, path of the ${which}</b> ${escapeHtml(reason)}</li>`];
    }),
  );
  return items.length === 0 ? "" : `<ul class="plain-list">${items.join("")}</ul>`;
}
