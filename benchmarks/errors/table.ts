// The tables people read, from the record programs read.

import type { PassesNeeded } from "./passes-needed.ts";
import type { ErrorsResult, LayerErrors, NetworkErrors } from "./result.ts";

const ABOUT: readonly string[] = [
  "Each cell is the map's distance from the truth and, after the stroke, what the map says its own distance is; nats. Maps",
  "are measured as the benchmark measures them (σ0, bounds, smoothing), networks are the committed teachers, samples come",
  "from the held-out group. The distance is the root mean square over units, the mean removed, without units that are at",
  "the same bound in map and truth; over repeats with other noise its root mean square, over samples its median. A dash:",
  "fewer passes were nearer than 0.02. *At bound* is the share of units whose true σ is at a bound.",
];

/** What hangs on the plan of the run. */
function measured({ target, copies }: NetworkErrors): string[] {
  return [
    `*Needed* is the number of passes from which on the distance stays at most ${target} nats, between two counts by`,
    "1/√passes; ≈ extrapolates by the same law. *Spent* is what the quick and the full preset allow a map; a smoothed map",
    "stops earlier once it says that it is near enough.",
    "",
    `The truth is the exact energy, one probe per feature, spent on a D0 from ${copies.distortion} copies. Where energies are`,
    `smoothed it is ${copies.energy} copies with random signs; its own error, half the gap of two halves, is the column`,
    "*truth ±* and taken off in squares.",
  ];
}

/** errors.md: one table per modality. */
export function markdown(result: ErrorsResult): string {
  const { machine, versions, networks } = result;
  const modalities = [...new Set(networks.map(({ modality }) => modality))];
  const dates = [...new Set(networks.map(({ date }) => date))].sort().join(", ");
  return [
    "# Error against passes",
    "",
    `\`${result.command}\`, ${dates}. Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}; ` +
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}. Errors, not times: they do not hang on the machine.`,
    "",
    ...ABOUT,
    ...networks.slice(0, 1).flatMap(measured),
    ...(result.missing.length === 0 ? [] : ["", `Not measured: ${result.missing.join(", ")}.`]),
    ...modalities.flatMap((modality) =>
      section(
        modality,
        networks.filter((network) => network.modality === modality),
      ),
    ),
    "",
  ].join("\n");
}

function section(modality: string, networks: readonly NetworkErrors[]): string[] {
  const counts = [
    ...new Set(networks.flatMap(({ layers }) => layers.flatMap(({ rows }) => rows.map(({ passes }) => passes)))),
  ].sort((a, b) => a - b);
  const [first] = networks;
  const head = [
    "network",
    "layer",
    "features",
    "units",
    "at bound",
    "truth ±",
    ...counts.map(String),
    "needed",
    "spent",
  ];
  return [
    "",
    `## ${modality}`,
    "",
    `${first?.dataSet}; samples: ${first?.samples}, maps of each: ${first?.repeats}.`,
    "",
    `| ${head.join(" | ")} |`,
    `|${" --- |".repeat(head.length)}`,
    ...networks.flatMap((network) => network.layers.map((layer) => line(network, layer, counts))),
  ];
}

function line(network: NetworkErrors, layer: LayerErrors, counts: readonly number[]): string {
  const cells = counts.map((count) => {
    const row = layer.rows.find(({ passes }) => passes === count);
    return row === undefined ? "–" : `${row.error.toFixed(3)} / ${row.claimed.toFixed(3)}`;
  });
  const { quick, full } = network.spent;
  return `| ${[
    network.smoothed ? `${network.family} (smoothed)` : network.family,
    layer.layer,
    layer.features,
    layer.units.toFixed(0),
    `${(100 * layer.atBound).toFixed(0)} %`,
    layer.truthCopies === undefined ? "exact" : layer.truthError.toFixed(3),
    ...cells,
    needed(layer.needed),
    quick === full ? quick : `${quick}, ${full}`,
  ].join(" | ")} |`;
}

function needed({ passes, kind }: PassesNeeded): string {
  return { between: `${passes}`, "at most": `≤ ${passes}`, extrapolated: `≈ ${passes}` }[kind];
}
