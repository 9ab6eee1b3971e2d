// The user's own groups of samples, and other domains: whom a student serves, and what it follows where nobody was trained.

import { StillpointError } from "@stillpoint/core";
import { classIndices, type FittedSamples, labelsFor, readLabelFile } from "@stillpoint/preprocess";
import { joinedSamples, type StudySamples, type TransferMatter, takenSamples } from "@stillpoint/transfer";
import { readTextFile } from "../files/text-file.ts";
import type { TransferOptions } from "./options.ts";
import type { OwnSamples } from "./study-samples.ts";

/** Samples of a group below which the data's own groups are none that anything can be said of. */
const LEAST = 4;

/**
 * Groups of `--groups`, or the data's own where they say something that classes do not. Throws `INPUT` for a file that names
 * no sample, `USAGE` for options that name what is not there.
 */
export function groupsOf(
  { groups: file, unseen = [], positive }: Pick<TransferOptions, "groups" | "unseen" | "positive">,
  data: FittedSamples,
  own: OwnSamples,
): Pick<TransferMatter, "groups"> {
  const { kept, samples, classNames } = own;
  if (data.labels?.kind === "span") {
    const given = file ?? positive ?? unseen[0];
    if (given === undefined) return {};
    throw new StillpointError(
      "USAGE",
      `--groups, --unseen, --positive: expected samples with classes; got questions and ${given}; leave it out`,
    );
  }
  const named =
    file === undefined
      ? ownGroups(data, own)
      : groupsIn(
          file,
          kept.map((k) => data.samples[k]?.info.id ?? ""),
        );
  if (named === undefined) {
    const asked = positive === undefined ? (unseen.length === 0 ? undefined : "--unseen") : "--positive";
    if (asked === undefined) return {};
    throw new StillpointError("USAGE", `${asked}: expected with groups of samples; got none; give --groups`);
  }
  const places = [...named.keys()].filter((k) => named[k] !== undefined);
  const names = [...new Set(places.map((k) => named[k] ?? ""))].sort();
  const stranger = unseen.find((name) => !names.includes(name));
  if (stranger !== undefined || unseen.length >= names.length)
    throw new StillpointError(
      "USAGE",
      `--unseen: expected some of the groups ${names.join(", ")}, not all; got ${unseen.join(", ")}; name groups as the data do`,
    );
  const decision = positive === undefined ? undefined : classNames.indexOf(positive);
  if (decision === -1)
    throw new StillpointError(
      "USAGE",
      `--positive: expected one of the classes ${classNames.join(", ")}; got ${positive}; name the answer that is in somebody's favour`,
    );
  return {
    groups: {
      samples: takenSamples(samples, places),
      groups: { names, of: places.map((k) => names.indexOf(named[k] ?? "")), unseenByTeacher: unseen },
      ...(decision === undefined ? {} : { positive: decision }),
    },
  };
}

function groupsIn(file: string, ids: readonly string[]): readonly (string | undefined)[] {
  const { names } = labelsFor(ids, readLabelFile(readTextFile(file, "--groups"), "group"));
  if (names.some((name) => name !== undefined)) return names;
  throw new StillpointError(
    "INPUT",
    `groups ${file}: expected names of samples such as ${ids[0] ?? ""}; got none of them; name the files as in the data`,
  );
}

/** Undefined where there are not two of them, one is small, or each is of one class: then they are the classes. */
function ownGroups({ samples: all }: FittedSamples, { kept, samples }: OwnSamples): readonly string[] | undefined {
  const groups = kept.map((k) => all[k]?.info.group ?? "all");
  const names = [...new Set(groups)];
  const labelsIn = names.map((name) => groups.flatMap((group, k) => (group === name ? [samples.labels[k]] : [])));
  const many = names.length > 1 && labelsIn.every((labels) => labels.length >= LEAST);
  return many && labelsIn.some((labels) => new Set(labels).size > 1) ? groups : undefined;
}

/** Labelled samples of another domain, by the classes of the first. Throws `INPUT` for labels that are none of them. */
export function domainSamples(
  name: string,
  { samples, labels }: FittedSamples,
  { classNames }: Pick<OwnSamples, "classNames">,
): StudySamples & { readonly name: string } {
  const indices =
    labels?.kind === "class" ? classIndices(labels, classNames.length, classNames) : { unknown: "no classes" };
  const known = "unknown" in indices ? [] : [...samples.keys()].filter((k) => indices.indices[k] !== undefined);
  if ("unknown" in indices || known.length === 0)
    throw new StillpointError(
      "INPUT",
      `domain ${name}: expected samples of the classes ${classNames.join(", ")}; got ${"unknown" in indices ? indices.unknown : "none with a class"}; sort them as the data`,
    );
  return {
    name,
    inputs: joinedSamples(known.map((k) => samples[k]?.input.inputs ?? {})),
    labels: Int32Array.from(known, (k) => ("unknown" in indices ? -1 : (indices.indices[k] ?? -1))),
    names: known.map((k) => samples[k]?.info.id ?? String(k)),
  };
}
