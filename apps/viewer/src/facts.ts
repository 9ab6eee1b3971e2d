// Tables below the plots: distance three ways, seeds, groups, accuracy, exclusions, the engine.

import { escapeHtml } from "./escape.ts";
import { distancePath, sixMetrics } from "./metric.ts";
import { grouped, plain, range, short, signed } from "./number.ts";
import { roleName, rolesOf } from "./role.ts";
import { exact } from "./sheet.ts";
import { foldout, numberTable } from "./table.ts";
import { verdictLabel } from "./verdict.ts";
import type { IntervalView, NetworkView, TaskView } from "./view.ts";

function cell(interval: IntervalView | undefined, digits: number, sign = false, percent = false): string {
  if (!interval) return `<span class="absent" title="not measured">–</span>`;
  const value = sign ? signed(interval.mean, digits, percent) : plain(interval.mean, digits, percent);
  const why = interval.reason ? ` title="${escapeHtml(interval.reason)}"` : "";
  const ends = range(interval, digits, sign, percent);
  return `<span${why}${exact(interval.mean, interval.low, interval.high)}>${value}${ends ? ` <small>${ends}</small>` : ""}</span>`;
}

type Ways = NetworkView["learningDistanceBy"] & { readonly raw: NetworkView["learningDistance"] };

const WAYS: readonly (readonly [keyof Ways, string, number])[] = [
  ["raw", "<b>Raw</b>: path of the layer, every step", 3],
  ["shareOfPath", "<b>Share</b> of the layer’s whole path", 2],
  ["steps", "<b>Training steps</b>", 0],
  ["layerPerCheckpoint", "Path of the layer between checkpoints", 3],
  ["networkPerStep", "Path of the whole network, every step", 3],
  ["networkPerCheckpoint", "Path of the network between checkpoints", 3],
];

/** D measured six ways, mean and variance for each trained network. */
export function distanceTable(task: TaskView): string {
  const roles = rolesOf(task.networks).filter((role) => role !== "teacher");
  const ways = (role: string): Ways | undefined => {
    const network = task.networks[role];
    return network && { ...network.learningDistanceBy, raw: network.learningDistance };
  };
  const heads = ["Distance to the peak", ...roles.flatMap((role) => [`${roleName(role)}, mean`, "variance"])];
  const rows = WAYS.map(([way, name, digits]) => [
    name,
    ...roles.flatMap((role) => {
      const distance = ways(role)?.[way];
      return [cell(distance?.mean, digits), cell(distance?.variance, Math.max(digits, way === "steps" ? 0 : 3))];
    }),
  ]);
  return numberTable("Distance to the peak, measured six ways", heads, rows);
}

/** The mean of every number for every seed, as distilled and scratch beside each other. */
export function seedTable(task: TaskView): string {
  const metrics = sixMetrics(distancePath(task));
  const roles = rolesOf(Object.assign({}, ...task.bySeed.map(({ networks }) => networks)));
  const rows = task.bySeed.flatMap(({ seed, networks }) =>
    roles
      .filter((role) => networks[role] !== undefined)
      .map((role) => [
        `${seed} <span class="muted">${roleName(role)}</span>`,
        ...metrics.map((metric) => {
          const key = metric.seedKeys.find((name) => networks[role]?.[name] !== undefined);
          const value = key === undefined ? null : (networks[role]?.[key] ?? null);
          return `<span${exact(value)}>${plain(value, metric.digits)}</span>`;
        }),
      ]),
  );
  return numberTable("Means per seed", ["Seed", ...metrics.map(({ title }) => title)], rows);
}

/** Differences and verdicts on each group of samples alone. */
export function groupTable(task: TaskView): string {
  const metrics = sixMetrics(distancePath(task));
  const groups = Object.entries(task.groups);
  const rows = metrics.map((metric) => [
    `${metric.title} <span class="muted">${metric.better === "higher" ? "↑" : "↓"}</span>`,
    ...groups.map(([, group]) => {
      const hypothesis = group.hypotheses.find(({ id }) => id === metric.id);
      return hypothesis
        ? `${cell(hypothesis.difference, metric.digits, true)} ${verdictLabel(hypothesis.verdict, true, hypothesis.reason)}`
        : "–";
    }),
  ]);
  const parts = [...new Set(groups.flatMap(([, group]) => Object.keys(group.parts)))].flatMap((name) => [
    [
      `Points on the ${escapeHtml(name)} <span class="muted">↓</span>`,
      ...groups.map(([, group]) => cell(group.parts[name]?.pointsDifference, 1, true)),
    ],
    [
      `Entropy gap to the ${escapeHtml(name)} <span class="muted">↑</span>`,
      ...groups.map(([, group]) => cell(group.parts[name]?.entropyGapDifference, 2, true)),
    ],
  ]);
  const heads = groups.map(([name, group]) => `${escapeHtml(name)} <small>${group.samples} samples</small>`);
  return numberTable("Distilled minus scratch by group", ["Distilled − scratch", ...heads], [...parts, ...rows]);
}

/** Share of correct answers by network and group of samples, of the networks that have one. */
export function accuracyTable(task: TaskView): string {
  const roles = rolesOf(task.networks).filter((role) => task.networks[role]?.accuracy);
  const groups = [...new Set(roles.flatMap((role) => Object.keys(task.networks[role]?.accuracy ?? {})))];
  return numberTable(
    "Accuracy",
    ["Share correct ↑", ...groups.map(escapeHtml)],
    roles.map((role) => [
      roleName(role),
      ...groups.map((name) => cell(task.networks[role]?.accuracy?.[name], 0, false, true)),
    ]),
  );
}

/** Counts after every map is given the same spread, beside the raw ones, and the counts at the peak. */
export function spreadTable(task: TaskView): string {
  const roles = rolesOf(task.networks);
  const row = (name: string, digits: number, read: (network: NetworkView) => IntervalView): string[] => [
    name,
    ...roles.map((role) => {
      const network = task.networks[role];
      return cell(network && read(network), digits);
    }),
  ];
  return numberTable(
    "Counts by spread and moment",
    ["", ...roles.map(roleName)],
    [
      row("Spread of a map, nats", 2, (network) => network.spread),
      row("Foreground points, same spread", 1, (network) => network.spreadNormalised.foregroundCount),
      row("Background points, same spread", 1, (network) => network.spreadNormalised.backgroundCount),
      row("Foreground ratio, same spread", 2, (network) => network.spreadNormalised.foregroundRatio),
      row("Stability, same spread", 2, (network) => network.spreadNormalised.stability),
      row("Foreground points at the peak", 1, (network) => network.atPeak.foregroundCount),
      row("Background points at the peak", 1, (network) => network.atPeak.backgroundCount),
      row("Foreground ratio at the peak", 2, (network) => network.atPeak.foregroundRatio),
      ["Samples with more than one peak", ...roles.map((role) => cell(task.networks[role]?.peakTies, 0, false, true))],
    ],
  );
}

/** What was left out, samples with one reason together. */
export function exclusionList(task: TaskView): string {
  // A reason ends with the network it holds for: `... (distilled, seed 1)`.
  const cases = task.exclusions.map(({ sample, reason }) => {
    const [, what = reason, network] = reason.match(/^(.*) \(([a-z]+, seed \d+)\)$/) ?? [];
    return { what, network: network ?? "all networks", sample };
  });
  const items = [...new Set(cases.map(({ what }) => what))].map((what) => {
    const own = cases.filter((each) => each.what === what);
    const samples = new Set(own.map(({ sample }) => sample)).size;
    const networks = [...new Set(own.map(({ network }) => network))];
    const rows = networks.map((network) => {
      const names = own
        .filter((each) => each.network === network)
        .map(({ sample }) => `<code>${escapeHtml(sample)}</code>`);
      return `<p class="names"><b>${escapeHtml(network)}</b> ${names.join(" ")}</p>`;
    });
    const count = `${samples === 1 ? "1 sample" : `${samples} samples`}, ${networks.length === 1 ? escapeHtml(networks[0] ?? "") : `${networks.length} networks`}`;
    return `<li><b>${count}</b> ${escapeHtml(what)}${foldout("which", rows.join(""))}</li>`;
  });
  return `<ul class="plain-list">${items.join("")}</ul>`;
}

const RECIPES: Readonly<Record<string, string>> = {
  limit: "the small-noise limit: closed form from Jacobian probes, no learning rate and no stopping rule",
  optimum: "the finite-noise optimum, started from the limit and updated with measured noise",
  official:
    "the paper’s own code: gradient descent, stopped at a fixed mean entropy; its counts do not compare with the others",
};

/** How the maps were made, a sentence for each number. */
export function engineList(task: TaskView): string {
  const { engine } = task;
  const perMap = engine.passes !== null && engine.maps ? engine.passes / engine.maps : null;
  const facts: readonly (readonly [string, string, string])[] = [
    ["Recipe", engine.recipe, RECIPES[engine.recipe] ?? ""],
    [
      "Threshold b",
      `${short(engine.threshold)} nats`,
      `a unit is a knowledge point when its entropy lies more than this below the mean of the background (${
        engine.backgroundReference === "sample" ? "of the same sample" : "over the data set"
      })`,
    ],
    ["Maps", grouped(engine.maps), "one per sample, checkpoint, network and seed"],
    ["Passes", grouped(engine.passes), `perturbed copies sent through a network, ${short(perMap)} per map`],
    [
      "Monte-Carlo error",
      `${plain(engine.monteCarloError, 3)} nats`,
      "how far an entropy would move with other random probes; small beside b is good",
    ],
    [
      "Non-linearity",
      `${plain(engine.nonLinearity, 2)} ×`,
      "realised distortion over its budget; 1 means the network is linear in this noise, far from 1 means the limit is a poor picture",
    ],
    [
      "Mean entropy",
      `${plain(engine.meanEntropy, 2)} nats`,
      "mean over all units of all maps; every map spends the same distortion budget",
    ],
    ["Distortion", short(engine.distortion), "mean squared change of the features under the noise found"],
    ...(typeof engine.realisedRatio === "number"
      ? [
          [
            "Realised D / D0",
            short(engine.realisedRatio),
            "distortion of the noise found over that of the reference noise, mean over maps",
          ] as const,
        ]
      : []),
    [
      "Units at a bound",
      `${grouped(engine.unitsAtBound)}${typeof engine.units === "number" ? ` of ${grouped(engine.units)}` : ""}${typeof engine.unitsAtUpper === "number" ? `, ${grouped(engine.unitsAtUpper)} at the upper` : ""}`,
      "units whose noise met the smallest or largest value allowed; their entropy is only a bound",
    ],
  ];
  const rows = facts.map(
    ([name, value, sentence]) =>
      `<div><dt>${name}</dt><dd><b>${escapeHtml(value)}</b><span>${escapeHtml(sentence)}</span></dd></div>`,
  );
  return `<dl class="facts">${rows.join("")}</dl>`;
}
