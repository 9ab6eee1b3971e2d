// How knowledge grew during training, and how it depends on the threshold.

import { detourChart, lineChart, type Series } from "./chart.ts";
import { plain, short } from "./number.ts";
import { roleLegend, roleName, rolesOf } from "./role.ts";
import { exact } from "./sheet.ts";
import { foldout, numberTable } from "./table.ts";
import type { TaskView } from "./view.ts";

type Moment = TaskView["trajectories"][string][number];

interface Axis {
  readonly name: string;
  readonly read: (moment: Moment) => number | null;
}

/** The first axis that every moment has: the layer's path, the network's, else steps. */
function learningAxis(moments: readonly Moment[]): Axis {
  const axes: readonly Axis[] = [
    { name: "weight distance of the layer", read: (moment) => moment.layerPath },
    { name: "weight distance of the network", read: (moment) => moment.networkPath },
  ];
  const whole = axes.find(({ read }) => moments.every((moment) => read(moment) !== null));
  return whole ?? { name: "training step", read: (moment) => moment.step };
}

/** Networks that were measured while they trained; a teacher measured once has no course. */
function learners(task: TaskView): string[] {
  return rolesOf(task.trajectories).filter((role) => (task.trajectories[role]?.length ?? 0) > 1);
}

/** Foreground and background points over the way the weights went. */
export function learningCharts(task: TaskView): string {
  const roles = learners(task);
  const axis = learningAxis(roles.flatMap((role) => [...(task.trajectories[role] ?? [])]));
  const series = (read: (moment: Moment) => number | null): Series[] =>
    roles.map((role) => ({
      role,
      points: (task.trajectories[role] ?? []).map((moment) => [axis.read(moment), read(moment)] as const),
    }));
  const rows = roles.flatMap((role) =>
    (task.trajectories[role] ?? []).map((moment) => [
      `${roleName(role)}, step ${moment.step}`,
      `<span${exact(axis.read(moment))}>${short(axis.read(moment))}</span>`,
      ...[moment.foregroundCount, moment.backgroundCount, moment.kept, moment.dropped].map(
        (value) => `<span${exact(value)}>${plain(value, 1)}</span>`,
      ),
    ]),
  );
  return (
    roleLegend(roles) +
    `<div class="charts">${lineChart({ title: "Foreground points", x: axis.name, y: "", series: series((moment) => moment.foregroundCount) })}` +
    `${lineChart({ title: "Background points", x: axis.name, y: "", series: series((moment) => moment.backgroundCount) })}</div>` +
    foldout(
      "Numbers of these charts",
      numberTable(
        "Points at every checkpoint",
        ["Checkpoint", axis.name, "Foreground", "Background", "Kept", "Dropped"],
        rows,
      ),
    )
  );
}

/** What each checkpoint kept of the one before, and what it dropped. */
export function detourCharts(task: TaskView): string {
  const roles = learners(task);
  const moments = roles.flatMap((role) => [...(task.trajectories[role] ?? [])]);
  const top = Math.max(1, ...moments.map((moment) => moment.kept ?? 0));
  const low = -Math.max(top / 8, ...moments.map((moment) => moment.dropped ?? 0));
  const charts = roles.map((role) =>
    detourChart(
      roleName(role),
      role,
      (task.trajectories[role] ?? []).map(({ step, kept, dropped }) => ({ step: step ?? 0, kept, dropped })),
      [low, top],
    ),
  );
  return `<div class="charts">${charts.join("")}</div>`;
}

/** Counts and ratio for every threshold b. */
export function thresholdCharts(task: TaskView): string {
  const roles = rolesOf(Object.assign({}, ...task.curve.map(({ networks }) => networks)));
  const rule = { at: task.engine.threshold ?? 0, label: `b = ${short(task.engine.threshold)}` };
  const chart = (title: string, key: "foregroundCount" | "backgroundCount" | "foregroundRatio"): string =>
    lineChart({
      title,
      x: "threshold b, nats below the background mean",
      y: "",
      rule,
      series: roles.map((role) => ({
        role,
        points: task.curve.map((point) => [point.threshold, point.networks[role]?.[key] ?? null] as const),
      })),
      ...(key === "foregroundRatio" ? { from: [0, 1] as const } : {}),
    });
  return (
    roleLegend(roles) +
    `<div class="charts">${chart("Foreground points", "foregroundCount")}${chart("Background points", "backgroundCount")}` +
    `${chart("Foreground ratio", "foregroundRatio")}</div>`
  );
}
