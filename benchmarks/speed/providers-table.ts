// The table people read of one comparison of providers.

import type { Candidate, ProvidersPlan } from "./providers-plan.ts";
import type { ProvidersRow } from "./providers-row.ts";
import { isMissing, type Machine, type Timing } from "./result.ts";

export interface ProvidersResult {
  readonly command: string;
  readonly date: string;
  readonly machine: Machine;
  readonly device: string;
  readonly versions: { readonly node: string; readonly onnxruntime: string };
  readonly rows: readonly ProvidersRow[];
}

/** One section for each provider. */
export function providersMarkdown(result: ProvidersResult, { providers }: Pick<ProvidersPlan, "providers">): string {
  const { machine, versions } = result;
  return [
    "# Providers",
    "",
    `\`${result.command}\`, ${result.date}. ${result.device}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}. Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}.`,
    "",
    "One map of one sample, the same noise on both. Apart: the largest difference of a unit's entropy, nats, and of one random vector through the Jacobian, relative. Time: wall milliseconds per pass of whole maps, one worker on each side and so one core of the CPU, interleaved in one run; median, in brackets the fastest and the slowest repeat.",
    ...providers.flatMap((provider) => section(provider, result.rows)),
    "",
  ].join("\n");
}

function section(provider: Candidate, rows: readonly ProvidersRow[]): string[] {
  const lines = rows.flatMap((row) => {
    const apart = row.apart.get(provider);
    if (apart === undefined) return [];
    const about = [row.network, row.layer, row.units, row.features, row.passes];
    if (isMissing(apart)) return [[...about, apart.missing.replaceAll(/[\n|]/g, " "), "", "", "", "", ""]];
    return row.times.map(({ batch, cpu, others }) => {
      const time = others.get(provider);
      const ratio = time === undefined ? "" : (cpu.median / time.median).toPrecision(2);
      const shown = time === undefined ? "" : span(time);
      return [
        ...about,
        apart.entropy.toExponential(1),
        apart.gradient.toExponential(1),
        batch,
        span(cpu),
        shown,
        ratio,
      ];
    });
  });
  const head = ["network", "layer", "units", "features", "passes", "nats apart", "gradient apart", "batch", "cpu"];
  return [
    "",
    `## ${provider}`,
    "",
    ...[[...head, provider, `cpu / ${provider}`], [...head, "", ""].map(() => "---"), ...lines].map(
      (cells) => `| ${cells.join(" | ")} |`,
    ),
  ];
}

function span({ median, fastest, slowest }: Timing): string {
  return `${digits(median)} [${digits(fastest)}, ${digits(slowest)}]`;
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
