// Every question of this package asked of one set of networks, as one study.

import { ensure, mean, StillpointError, type Study, type StudySection } from "@stillpoint/core";
import { rightAnswers } from "../answers/answered.ts";
import { checkedGroups } from "../groups/group-labels.ts";
import type { Knowledge } from "../students/knowledge.ts";
import type { Asked } from "./asked.ts";
import { askedOf } from "./asked.ts";
import { everyOf } from "./every-of.ts";
import type { StudyNetwork, Taught, TransferMatter } from "./matter.ts";
import { curveOf, type Measured, measured } from "./measured.ts";
import { methodSection } from "./methods.ts";
import { Parts } from "./parts.ts";
import { SECTIONS, type SectionSource, type TaughtCurves } from "./sections.ts";
import { absence, unsaidOf } from "./unsaid.ts";

/**
 * Opens every network once, asks it all that the matter allows, and tells what came along: answers, calibration, features,
 * information, where networks look, what fools them, what leaves them unmoved, boundaries, other domains, groups. Students of
 * the first method are `distilled` everywhere; those of others have a section each. What a network cannot be asked is asked of
 * none, and said.
 *
 * @throws StillpointError INPUT for names or seeds given twice, students without a seed, two teachers and two kinds of
 * knowledge by one method, what `checkedGroups`
 * throws, INTERRUPTED after a wish to stop, RUNTIME
 */
export async function transferStudy(matter: TransferMatter): Promise<Study> {
  ensureNetworks(matter.networks);
  const methods = methodsOf(matter.networks).map((method) => ({
    method,
    knowledge: knowledgeOf(matter.networks, method),
  }));
  if (matter.groups !== undefined) checkedGroups(matter.groups.groups, matter.groups.samples.labels.length);
  const parts = new Parts(matter.signal);
  const asked = await askedOf(matter, parts);
  const others = matter.changes.flatMap(({ taught }) =>
    taught === undefined
      ? []
      : [taught.with, taught.without].flatMap(({ teacher, students }) => [teacher, ...students]),
  );
  const total = matter.networks.length + others.length;
  let done = 0;
  const advance = (): void => matter.onNetwork?.(++done, total);
  const all = await everyOf(matter.networks, matter.runtime.lanes, async (network) => {
    const own = await measured(network, matter, asked, parts);
    advance();
    return own;
  });
  const taught = await taughtCurves(matter, asked, parts, advance);
  const sourceOf = ({ method, knowledge }: Partial<(typeof methods)[number]>): SectionSource => ({
    ...{ matter, asked, taught, parts, knowledge: knowledge ?? "response" },
    measured: all.filter(({ network }) => network.role !== "distilled" || network.method === method),
  });
  const [first, ...rest] = methods;
  const missing: { id: string; reason: string }[] = [];
  const sections = SECTIONS.flatMap(({ part, id, of }): StudySection[] => {
    const absent = parts.reason(part) ?? absence(id, matter);
    const found = absent === undefined ? parts.made(() => of(sourceOf(first ?? {}))) : { reason: absent };
    if ("made" in found) return [found.made];
    missing.push({ id, reason: found.reason });
    return [];
  });
  const told = [...sections, ...rest.map((own) => methodSection(own.method ?? "another method", sourceOf(own)))];
  return {
    kind: "transfer",
    subject: matter.subject,
    settings: matter.settings,
    networks: all.map(studied),
    sections: told,
    unsaid: [...missing, ...unsaidOf(matter, parts, asked), ...matter.unsaid],
  };
}

function ensureNetworks(networks: readonly StudyNetwork[]): void {
  const seen = new Set<string>();
  for (const { name, role, seed, method } of networks) {
    if (role !== "teacher" && seed === undefined)
      throw new StillpointError(
        "INPUT",
        `${name}: expected a seed; got none; students of one seed are compared with each other`,
      );
    const place =
      role === "teacher" ? "teacher" : `${role} ${role === "distilled" ? (method ?? "") : ""} of seed ${seed}`;
    const twice = seen.has(name) ? name : seen.has(place) ? place : undefined;
    if (twice !== undefined)
      throw new StillpointError(
        "INPUT",
        `${twice}: expected one network; got two; give each its own name, role and seed`,
      );
    seen.add(name).add(place);
  }
}

/** Methods of distilled students in the order in which they are given. */
function methodsOf(networks: readonly StudyNetwork[]): readonly (string | undefined)[] {
  return [...new Set(networks.filter(({ role }) => role === "distilled").map(({ method }) => method))];
}

/** What the distilled students of a method were taught. Throws `INPUT` where they differ. */
function knowledgeOf(networks: readonly StudyNetwork[], method: string | undefined): Knowledge {
  const students = networks.filter((own) => own.role === "distilled" && own.method === method);
  const [first = "response", ...others] = new Set(students.map(({ knowledge = "response" }) => knowledge));
  ensure(
    others.length === 0,
    "INPUT",
    () =>
      `distilled students${method === undefined ? "" : ` by ${method}`}: expected one kind of knowledge; got ${[first, ...others].join(" and ")}; give each kind a method of its own`,
  );
  return first;
}

/** Curves of teachers trained with a change and without it, and of their students. */
async function taughtCurves(
  { changes, runtime }: TransferMatter,
  asked: Asked,
  parts: Parts,
  advance: () => void,
): Promise<TaughtCurves> {
  const found: TaughtCurves[number][] = [];
  for (const [k, { taught }] of changes.entries()) {
    if (taught === undefined) {
      found.push(undefined);
      continue;
    }
    const of = async (each: Taught) => {
      const curves = await everyOf([each.teacher, ...each.students], runtime.lanes, async (network) => {
        const curve = await parts.of("changes", network.name, () => curveOf(network, asked.changes[k]!, runtime));
        advance();
        return curve ?? [];
      });
      return { teacher: curves[0]!, students: curves.slice(1) };
    };
    const own = await of(taught.with);
    const plain = await of(taught.without);
    found.push({ ...own, plain: { teacher: plain.teacher, distilled: plain.students } });
  }
  return found;
}

function studied({ network: { name, role, seed, method }, logits }: Measured): Study["networks"][number] {
  return {
    ...{ name, role },
    ...(seed === undefined || role === "teacher" ? {} : { seed }),
    ...(method === undefined ? {} : { method }),
    accuracy: logits === undefined ? Number.NaN : mean(rightAnswers(logits)),
  };
}
