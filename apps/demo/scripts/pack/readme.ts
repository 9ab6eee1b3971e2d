// What is said beside the pack: what it holds, how it was made, what rounding does.

import type { Report } from "@stillpoint/report";
import type { RoundingError } from "./golden.ts";
import type { PackedView } from "./packed-view.ts";
import { MANTISSA_BITS } from "./rounding.ts";

export interface ToldView {
  readonly view: PackedView;
  readonly errors: readonly RoundingError[];
}

/** Bytes of all files of a view. */
export function sizeOf({ files }: Pick<PackedView, "files">): number {
  return [...files.values()].reduce((sum, { length }) => sum + length, 0);
}

export function readme(views: readonly ToldView[], { tasks }: Report, command: string): string {
  const clouds = tasks
    .filter(({ modality }) => modality === "pointcloud")
    .map(({ id, engine: { monteCarloError, nonLinearity, unitsAtBound, units = 0 } }) => {
      const share = units === 0 ? "–" : `${Math.round((100 * unitsAtBound) / units)} %`;
      return `| ${id} | ${told(monteCarloError)} | ${told(nonLinearity)} | ${share} |`;
    });
  const rows = views.map(({ view: { pack, networks, files } }) => {
    const stored = new Set(networks.map(({ network }) => network.file)).size;
    return `| ${pack.view} | ${pack.report.tasks[0]?.id} | ${networks.length} (${stored} files) | ${pack.samples.length} | ${megabytes(sizeOf({ files }))} |`;
  });
  const errors = views.flatMap(({ view: { pack }, errors: own }) =>
    own.map(
      ({ role, step, largest, typical, stated }) =>
        `| ${pack.view} | ${role} | ${step} | ${[largest, typical, stated].map((each) => each.toPrecision(2)).join(" | ")} |`,
    ),
  );
  const total = views.reduce((sum, { view }) => sum + sizeOf(view), 0);
  const [first] = views;
  const { command: made = "", versions = {} } = first?.view.pack.report.run ?? {};
  return `# The embedded run

What the demo shows at once: the networks, samples and findings of a benchmark run, cut down. Do not edit: made from

    ${made}

(${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join("; ")}) by

    ${command}

| view | task | networks | samples | MB |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

${megabytes(total)} MB in all. Networks are those of the lowest training seed: the teacher; distilled and scratch at the first, a middle
and the last checkpoint; placebo and null at the last, and at the first where that is the pair's. The last distilled and
placebo networks have the layers behind the analysed one trained on labels, as in the paper; the script checks that nothing before it
differs from the last checkpoint. Samples are five of each group, spread over classes in the run's order, whatever their maps
show. The report is over all seeds and samples, without groups of samples and without the list of exclusions.

Point clouds are those of the set-abstraction network, whose maps can be trusted further than PointNet's. Over all maps of the
run, with the error in nats that they state, how many times as far as the linear energies say features move, and the share of
points at the bound:

| task | error | non-linearity | at the bound |
| --- | --- | --- | --- |
${clouds.join("\n")}

## What rounding does

Weights are rounded to ${MANTISSA_BITS} bits of mantissa, off by at most 2⁻¹¹ of themselves, which nearly halves what is downloaded. Those
of the clouds stay as they are: the networks are small, and maps that go through a maximum would move too far. Files are gzipped
ONNX in float32, named after the digest of what comes out. The script measures the first sample of each view in Node, from the
packed files: on the networks as they were, which must give the run's entropies to the last bit, and rounded. The difference
of a unit's entropy, at most and as a root mean square, beside the error that the map states of itself, in nats:

| view | network | step | largest | RMS | stated error |
| --- | --- | --- | --- | --- | --- |
${errors.join("\n")}

Where the pictures, shapes and texts come from is in [ATTRIBUTION.md](ATTRIBUTION.md).
`;
}

function told(value: number | null): string {
  return value === null ? "–" : value.toPrecision(2);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}
