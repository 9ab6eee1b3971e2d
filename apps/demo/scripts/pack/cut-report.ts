// A run's report, cut down to one task at one layer.

import { REPORT_SCHEMA, type Report, type ReportTask } from "@stillpoint/report";

/** Without groups of samples and exclusions, which the demo does not show, and without digests of files it has not. */
export function cutReport({ seeds, names = {}, modalities = {}, calibration, run }: Report, task: ReportTask): Report {
  const family = task.id.slice(0, task.id.lastIndexOf("@"));
  const { command, versions, config, data, noiseSeed } = run ?? {};
  return {
    schema: REPORT_SCHEMA,
    seeds,
    tasks: [{ ...task, groups: {}, exclusions: [] }],
    names: only(names, family),
    modalities: only(modalities, task.modality),
    ...(calibration === undefined ? {} : { calibration }),
    run: {
      ...(command === undefined ? {} : { command }),
      ...(versions === undefined ? {} : { versions }),
      ...(config === undefined ? {} : { config }),
      ...(data === undefined ? {} : { data }),
      ...(noiseSeed === undefined ? {} : { noiseSeed }),
    },
  };
}

function only<Value>(all: Readonly<Record<string, Value>>, name: string): Readonly<Record<string, Value>> {
  const value = all[name];
  return value === undefined ? {} : { [name]: value };
}
