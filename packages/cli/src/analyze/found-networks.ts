// The networks a config names, as files on disk.

import { realpathSync } from "node:fs";
import { ROLES, type Role, StillpointError } from "@stillpoint/core";
import { seedsFromNames } from "@stillpoint/experiment";
import { checkpointsAt, type StepFiles } from "../files/checkpoint-files.ts";
import type { NetworkFiles } from "../files/network-folder.ts";
import { type NetworkPlace, networkPlaces } from "../files/network-places.ts";
import type { AnalyzedNetworks, AnalyzedRoles } from "./analyze-config.ts";
import { controlPlaces } from "./control-pair.ts";

/** A network without paths: those depend on the layer. */
export interface FoundNetwork extends NetworkFiles {
  /** What is reported of each file. */
  readonly steps: readonly number[];
}

/** Everything that is measured. */
export interface FoundNetworks {
  /** The teacher first. */
  readonly networks: readonly FoundNetwork[];
  /** The control's pair of each seed; empty where there is none. */
  readonly control: readonly FoundNetwork[];
  /** Training seeds. */
  readonly seeds: readonly number[];
  /** Which files were taken for which network, seed and step. */
  readonly notes: readonly string[];
}

interface Place {
  readonly role: Role;
  readonly seed: number;
  readonly place: NetworkPlace;
}

type Found = Place & StepFiles;

/**
 * All networks of a config. Throws `INPUT` for missing files, names that tell no step or seed, roles of different seeds,
 * steps that differ and a control of another role's files.
 */
export function foundNetworks(config: {
  readonly networks: readonly AnalyzedNetworks[] | Partial<AnalyzedRoles>;
  readonly teacher?: string | undefined;
}): FoundNetworks {
  const { main, control } = isListed(config.networks) ? listed(config.networks) : byRole(config.networks);
  const found = main.map(opened);
  refuseShared(found);
  const students = withSharedSteps(found);
  const pair = control.map(opened);
  const shared = {
    networks: students,
    control: withSharedSteps(pair),
    seeds: [...new Set(main.map(({ seed }) => seed))],
  };
  const notes = [...notesOf(found, ""), ...notesOf(pair, "control, ")];
  if (config.teacher === undefined) return { ...shared, notes };
  // One teacher serves all seeds; of its checkpoints the last is measured.
  const files = checkpointsAt(single(config.teacher)).files.slice(-1);
  const steps = files.map(({ step }) => step);
  const first: FoundNetwork = { role: "teacher", seed: shared.seeds[0] ?? 0, files, steps };
  return { ...shared, networks: [first, ...students], notes: [`teacher: ${files[0]?.file}`, ...notes] };
}

function isListed(networks: Parameters<typeof foundNetworks>[0]["networks"]): networks is readonly AnalyzedNetworks[] {
  return Array.isArray(networks);
}

interface Places {
  readonly main: readonly Place[];
  readonly control: readonly Place[];
}

/** What one pattern names. Throws `INPUT` for several networks. */
function single(pattern: string): NetworkPlace {
  const [place, ...others] = networkPlaces([pattern]);
  if (place !== undefined && others.length === 0) return place;
  const names = [place, ...others].map((each) => each?.name).join(", ");
  throw new StillpointError(
    "INPUT",
    `checkpoints ${pattern}: expected one network; got ${1 + others.length}, ${names}; name one of them`,
  );
}

/** As a config lists them, seed by seed. */
function listed(entries: readonly AnalyzedNetworks[]): Places {
  const twin = entries.find(({ seed }, k) => entries.findIndex((other) => other.seed === seed) < k);
  if (twin !== undefined) {
    throw new StillpointError(
      "INPUT",
      `networks: expected one entry for each seed; got two of seed ${twin.seed}; number them 0, 1, 2`,
    );
  }
  const placesOf = (seed: number, of: Partial<Record<Role, string | undefined>>): Place[] =>
    ROLES.flatMap((role) => {
      const pattern = of[role];
      return pattern === undefined ? [] : [{ role, seed, place: single(pattern) }];
    });
  return {
    main: entries.flatMap((entry) => placesOf(entry.seed, entry)),
    control: entries.flatMap(({ seed, control }) => (control === undefined ? [] : placesOf(seed, { ...control }))),
  };
}

/** As the command line names them: several networks of each role, one for each seed. */
function byRole(patterns: Partial<AnalyzedRoles>): Places {
  const { control, ...roles } = patterns;
  const main = ROLES.flatMap((role): Seeded[] => {
    const values = role === "teacher" ? undefined : roles[role];
    return values === undefined ? [] : [seeded(role, networkPlaces(values))];
  });
  const pairs = control === undefined ? [] : controlPlaces(control);
  const controls = (["distilled", "scratch"] as const).flatMap((role): Seeded[] => {
    return pairs.length === 0
      ? []
      : [
          seeded(
            role,
            pairs.map((pair) => pair[role]),
            "control, ",
          ),
        ];
  });
  return {
    main: together(main),
    control: together([...main.slice(0, 1), ...controls]).slice(main[0]?.places.length ?? 0),
  };
}

/** Networks of a role; seeds only where their paths tell them. */
interface Seeded {
  readonly role: Role;
  readonly said: string;
  readonly places: readonly NetworkPlace[];
  readonly seeds: readonly number[] | undefined;
}

function seeded(role: Role, places: readonly NetworkPlace[], of = ""): Seeded {
  const paths = places.map(({ name }) => name.replaceAll("\\", "/"));
  return { role, said: `${of}${role}`, places, seeds: seedsFromNames(paths, role) };
}

/** Every role has the networks of every seed; those without a seed in their paths take the others', in order. */
function together(roles: readonly Seeded[]): Place[] {
  const leading = roles.find(({ seeds }) => seeds !== undefined) ?? roles[0];
  const leaders = leading?.seeds ?? leading?.places.map((_, k) => k) ?? [];
  const ordered = (seeds: readonly number[]): string => [...seeds].sort((a, b) => a - b).join(", ");
  return roles.flatMap(({ role, said, places, seeds = leaders }) => {
    if (places.length !== leaders.length || ordered(seeds) !== ordered(leaders)) {
      const got = places.map(({ name }, k) => `${name} (seed ${seeds[k] ?? "?"})`).join(", ");
      throw new StillpointError(
        "INPUT",
        `networks of ${said}: expected one of each seed ${ordered(leaders)}, as of ${leading?.said}; got ${got}; give every role a network of every seed`,
      );
    }
    return places.map((place, k) => ({ role, seed: seeds[k] ?? k, place })).sort((a, b) => a.seed - b.seed);
  });
}

function opened(place: Place): Found {
  return { ...place, ...checkpointsAt(place.place) };
}

/** Controls that would take the place of the very network they are to be compared with. */
const OF_THEIR_OWN: ReadonlySet<Role> = new Set<Role>(["self-distilled", "null-order", "more-data"]);

/** Files as they lie on disk, whatever a path to them is called. */
function refuseShared(found: readonly Found[]): void {
  const owners = new Map<string, Found>();
  for (const own of found) {
    for (const { file } of own.files) {
      const real = realpathSync(file);
      const other = owners.get(real);
      owners.set(real, own);
      if (other === undefined || (!OF_THEIR_OWN.has(own.role) && !OF_THEIR_OWN.has(other.role))) continue;
      const [control, taken] = OF_THEIR_OWN.has(own.role) ? [own, other] : [other, own];
      throw new StillpointError(
        "INPUT",
        `networks of ${control.role}, seed ${control.seed}: expected files of its own; got those of ${taken.role}, seed ${taken.seed} (${control.place.name}); ${HOW_MADE[control.role] ?? "train it apart"}`,
      );
    }
  }
}

const HOW_MADE: Partial<Readonly<Record<Role, string>>> = {
  "self-distilled": "it is the student of a second network from scratch",
  "null-order": "it is trained as scratch is, on batches in another order",
  "more-data": "it is trained as scratch is, on the teacher's data",
};

/**
 * Networks of one file each are compared whatever their steps, and reported at the first one's: two trainings need not
 * end together. Others must have equal steps, because stability depends on the number of checkpoints.
 */
function withSharedSteps(found: readonly Found[]): FoundNetwork[] {
  const [first] = found;
  const shared = (first?.files ?? []).map(({ step }) => step);
  const single = found.every(({ files }) => files.length === 1);
  for (const { role, seed, files } of found) {
    const steps = files.map(({ step }) => step).join(", ");
    if (single || steps === shared.join(", ")) continue;
    throw new StillpointError(
      "INPUT",
      `checkpoints of ${role}, seed ${seed}: expected steps ${shared.join(", ")} as for ${first?.role}, seed ${first?.seed}; got ${steps}; keep the steps that all networks have`,
    );
  }
  return found.map(({ role, seed, files }) => ({ role, seed, files, steps: shared }));
}

const SHOWN = 6;

/** Where each network lies, and its steps with what they were read from. */
function notesOf(found: readonly Found[], of: string): string[] {
  return found.map(({ role, seed, place, files, field }) => {
    const steps = files.map(({ step }) => step);
    const few = steps.length > SHOWN ? [...steps.slice(0, 3), "...", steps.at(-1)] : steps;
    const from = field === undefined ? "" : ` from "${field}"`;
    const order = steps.length === 1 ? `step ${steps[0]}${from}` : `steps ${few.join(", ")}${from}`;
    return `${of}${role}, seed ${seed}: ${order} (${place.name})`;
  });
}
