// What providers are compared on: every committed teacher at its first analysed layer, and classics at full width.

import {
  type Benchmark,
  engineOf,
  imageBenchmark,
  type NetworkFamily,
  pointcloudBenchmark,
  qaBenchmark,
  sentimentBenchmark,
} from "@stillpoint/bench";
import type { EntropyOptions, UnitInput } from "@stillpoint/core";
import { clouds, dataFile, pictures, questions, sentences } from "../errors/samples.ts";
import type { ProvidersPlan } from "./providers-plan.ts";
import { cells, classic } from "./subject.ts";

/** One map on one network. */
export interface ProvidersSubject {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly from: string;
  readonly layer: string;
  readonly units: UnitInput;
  readonly options: EntropyOptions;
}

const SOURCES: readonly {
  readonly benchmark: Benchmark;
  readonly samples: (count: number) => Promise<UnitInput[]>;
}[] = [
  { benchmark: imageBenchmark, samples: pictures },
  { benchmark: pointcloudBenchmark, samples: clouds },
  { benchmark: sentimentBenchmark, samples: sentences },
  { benchmark: qaBenchmark, samples: questions },
];

/** One after the other: a classic alone may be half a gigabyte. A missing teacher is named and left out. */
export async function* providersSubjects(
  plan: ProvidersPlan,
  say: (line: string) => void,
): AsyncGenerator<ProvidersSubject> {
  // Nothing stops a map before its passes are spent, so all providers do the same work.
  const spent = { smoothing: 0, seed: 1, passes: plan.passes, targetError: Number.MIN_VALUE };
  for (const { benchmark, samples } of plan.teachers ? SOURCES : []) {
    const [units] = await samples(1);
    for (const family of benchmark.families) {
      const id = `${benchmark.modality.id}/${family.id}`;
      const bytes = dataFile(family.teacher);
      const layer = firstLayer(benchmark, family);
      if (units === undefined || bytes === undefined || layer === undefined) {
        say(`${id}: left out, there is no ${family.teacher} in the data package`);
        continue;
      }
      const options = {
        ...spent,
        ...engineOf(benchmark, family, "full"),
        passes: spent.passes,
        targetError: spent.targetError,
        sample: id,
      };
      yield { id, bytes, from: family.from, layer, units, options };
    }
  }
  for (const name of plan.classics) {
    const subject = await classic(name, { missing: "providers are compared without Python" });
    const { bytes, input: from, layer } = subject;
    yield { id: name, bytes, from, layer, units: cells(subject), options: { ...spent, sample: name, sigma0: 0.01 } };
  }
}

function firstLayer({ presets }: Benchmark, { id }: NetworkFamily): string | undefined {
  return presets.full.networks.find(({ family }) => family === id)?.layers[0];
}
