// Everything that one network is asked, while it is open.

import { ensure } from "@stillpoint/core";
import { type Logits, logitsOf, numberTable } from "@stillpoint/mechanism";
import type { Network, Runtime } from "@stillpoint/onnx";
import { attackedAnswers, type FooledValues, fooledValues } from "../adversarial/attacked-student.ts";
import { planeAgreement, planeAnswers } from "../boundary/plane-answers.ts";
import { agreementCurve } from "../invariance/agreement-curve.ts";
import type { Curve } from "../invariance/invariance-section.ts";
import { classMaps, type LocalisationMaps } from "../localisation/class-maps.ts";
import { mapLayout } from "../localisation/map-layout.ts";
import { emptyMaps, mapCosines } from "../localisation/map-similarity.ts";
import type { MappedFeatures } from "../localisation/residual-maps.ts";
import type { Probe } from "../probe/probe.ts";
import type { LayerFeatures } from "../representation/linear-cka.ts";
import { type Asked, besideInputs } from "./asked.ts";
import type { StudyNetwork, StudySamples, TransferMatter } from "./matter.ts";
import { probeOf } from "./open-network.ts";
import type { Parts } from "./parts.ts";

/** What a network answered; a part that is missing is absent. */
export interface Measured {
  readonly network: StudyNetwork;
  readonly logits?: Logits;
  readonly features?: readonly LayerFeatures[];
  readonly groups?: Logits;
  readonly domains?: readonly Logits[];
  readonly conflict?: Logits;
  readonly maps?: {
    readonly layer: string;
    readonly cosines?: Float64Array;
    readonly empty: number;
    readonly own: LocalisationMaps;
  };
  /** The last layer with places, of the samples that are compared pair by pair. */
  readonly beside?: MappedFeatures;
  readonly fooled?: { readonly own: FooledValues; readonly foreign?: FooledValues };
  /** `[change]` */
  readonly curves?: readonly Curve[];
  readonly planes?: { readonly agreement?: Float64Array; readonly drawn: Float64Array };
}

/** Asks one network all that is to be asked; `asked` has what the teacher gave. Throws failures of the run. */
export async function measured(
  spec: StudyNetwork,
  matter: TransferMatter,
  asked: Asked,
  parts: Parts,
): Promise<Measured> {
  const { runtime, samples, groups, domains, conflict, counted } = matter;
  const network = await spec.open();
  await using probe = probeOf(spec, network, runtime);
  const of = <T>(part: Parameters<Parts["of"]>[0], ask: () => Promise<T>): Promise<T | undefined> =>
    parts.of(part, spec.name, ask);
  const isTeacher = spec.role === "teacher";
  const logits = await of("logits", () => logitsAt(spec, probe, samples));
  const features = await of("features", () => featuresOf(spec, network, matter));
  const byGroup = groups && (await of("groups", () => logitsAt(spec, probe, groups.samples)));
  const byDomain =
    domains &&
    (await of("domains", async () => {
      const found: Logits[] = [];
      for (const domain of domains) found.push(await logitsAt(spec, probe, domain));
      return found;
    }));
  const cues = conflict && (await of("conflict", () => logitsAt(spec, probe, conflict)));
  const maps = await of("maps", async () => {
    const own =
      isTeacher && asked.maps
        ? asked.maps
        : await classMaps(probe, samples.inputs, samples.labels, counted === undefined ? {} : { counted });
    const cosines = asked.maps === undefined || isTeacher ? {} : { cosines: mapCosines(asked.maps, own) };
    return { layer: own.layer, empty: emptyMaps(own), own, ...cosines };
  });
  const beside = await of("unicam", () => besideOf(probe, spec.name, matter, asked));
  const { attack } = asked;
  const fooled =
    isTeacher || attack === undefined
      ? undefined
      : await of("attack", async () => {
          const at = async (from: NonNullable<Asked["attack"]>["own"]): Promise<FooledValues> =>
            fooledValues(await attackedAnswers(probe, samples.inputs, from), from, samples.labels, probe.logitShape);
          const foreign = attack.foreign === undefined ? {} : { foreign: await at(attack.foreign) };
          return { own: await at(attack.own), ...foreign };
        });
  const curves = await of("changes", async () => {
    const found: Curve[] = [];
    for (const change of asked.changes) found.push(await agreementCurve(probe, change));
    return found;
  });
  const planes =
    asked.planes &&
    (await of("planes", async () => {
      const { planes: sampled, answers: teacher } = asked.planes!;
      const own = isTeacher ? teacher : await planeAnswers(probe, samples.inputs, sampled.planes);
      const agreement = isTeacher ? {} : { agreement: planeAgreement(teacher, own) };
      return { drawn: own[0]!, ...agreement };
    }));
  return {
    network: spec,
    ...(logits && { logits }),
    ...(features && { features }),
    ...(byGroup && { groups: byGroup }),
    ...(byDomain && { domains: byDomain }),
    ...(cues && { conflict: cues }),
    ...(maps && { maps }),
    ...(beside && { beside }),
    ...(fooled && { fooled }),
    ...(curves && { curves }),
    ...(planes && { planes }),
  };
}

/** Curves of a network that is asked nothing else. */
export async function curveOf(spec: StudyNetwork, change: Asked["changes"][number], runtime: Runtime): Promise<Curve> {
  await using probe = probeOf(spec, await spec.open(), runtime);
  return await agreementCurve(probe, change);
}

async function logitsAt({ name }: StudyNetwork, probe: Probe, { inputs, labels }: StudySamples): Promise<Logits> {
  const { rows, classes } = probe.logitShape;
  ensure(
    rows === 1,
    "SHAPE",
    () => `logits: expected one class of each sample; got ${rows} rows of ${classes}; name the row that is the answer`,
  );
  return logitsOf(name, { values: await probe.logits(inputs), columns: classes }, labels);
}

async function besideOf(probe: Probe, name: string, matter: TransferMatter, asked: Asked): Promise<MappedFeatures> {
  const { name: layer, shape } = probe.layer;
  const layout = mapLayout(shape, probe.at.shape);
  const values = await probe.layerValues(besideInputs(matter, asked));
  const columns = values.length / asked.beside.length;
  return { layer, layout, input: probe.at.shape, features: numberTable(`${name}, ${layer}`, { values, columns }) };
}

/** Features of every layer, one probe after another. */
async function featuresOf(
  spec: StudyNetwork,
  network: Network,
  { runtime, samples: { inputs, labels } }: TransferMatter,
): Promise<readonly LayerFeatures[]> {
  const { name, layers } = spec;
  const found: LayerFeatures[] = [];
  for (const layer of layers ?? [undefined]) {
    await using probe = probeOf(spec, network, runtime, layer);
    const values = await probe.layerValues(inputs);
    const table = numberTable(`${name}, ${probe.layer.name}`, { values, columns: values.length / labels.length });
    found.push({ layer: layer ?? probe.layer.name, features: table });
  }
  return found;
}
