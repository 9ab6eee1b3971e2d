"""A task of report.json made anew, field by field, from maps and paths alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy
from inference import (
    LEVEL,
    Difference,
    adjusted,
    columns_of,
    crossed,
    cut,
    difference,
    over_seeds,
    possible,
    satterthwaite,
    around,
    statement,
    verdict,
)
from metrics import (
    DISTANCES,
    METRICS,
    NAN,
    Contrast,
    Masks,
    Row,
    cohort_of,
    contrasts,
    count,
    defined,
    mean,
    paired,
    part_cohort,
    points_of,
    ratio,
    recounted,
    restricted,
    variance,
    without_unpaired,
)
from records import ROLES, Map, Network, Task

CURVE = [k / 20 for k in range(17)]
CLAIMS = [
    ("H1.foregroundCount", ">", "foregroundCount", "mean"),
    ("H1.backgroundCount", "<", "backgroundCount", "mean"),
    ("H1.foregroundRatio", ">", "foregroundRatio", "mean"),
    ("H2.meanDistance", "<", None, "mean"),
    ("H2.varianceOfDistance", "<", None, "variance"),
    ("H3.stability", ">", "stability", "mean"),
]
BESIDE_CLAIMS = ["entropyGap", "entropyGapOutsideParts", "foregroundRank", "foregroundGain", "backgroundGain"]
SELF = "self-distilled"


@dataclass
class Counting:
    threshold: float
    reference: str
    """`sample` or `data-set`."""
    treated: str
    untreated: str
    null: str = "null"


@dataclass
class Table:
    """All numbers of all samples under one bound."""

    networks: list[Network]
    all: list[Contrast]
    cohort: list[Row]
    null_cohort: list[Row]
    parts: dict[str, tuple[list[Row], list[Row]]]
    distance: str


def part_names(task: Task) -> list[str]:
    names = {part for sample in task.samples for part, region in zip(sample.part, sample.region) if part and region != "border"}
    return sorted(names)


def table_of(task: Task, networks: list[Network], masks: list[Masks], counting: Counting) -> Table:
    treated, untreated, null = counting.treated, counting.untreated, counting.null
    own = without_unpaired(networks, treated, untreated)
    all_ = contrasts(own, masks, counting.reference, untreated)
    roles = {network.role for network in networks}
    others = [network for network in networks if network.role in (null, untreated)] if null in roles else []
    nulls = contrasts(without_unpaired(others, null, untreated), masks, counting.reference, untreated)
    b = counting.threshold
    per_step = all(
        numpy.isfinite(network.paths["layerPerStep"]).all()
        for network in networks
        if network.role in (treated, untreated) and network.paths
    )
    return Table(
        own,
        all_,
        paired(cohort_of(all_, masks, b), treated, untreated),
        cohort_of(nulls, masks, b),
        {
            part: (
                paired(part_cohort(all_, task.samples, masks, part, b), treated, untreated),
                part_cohort(nulls, task.samples, masks, part, b),
            )
            for part in part_names(task)
        },
        "layerPerStep" if per_step else "layerPerCheckpoint",
    )


def of_role(cohort: list[Row], role: str, name: str) -> list[numpy.ndarray]:
    return [row.columns[name] for row in cohort if row.role == role]


def network_numbers(cohort: list[Row], role: str) -> dict:
    def interval(name: str, statistic: str = "mean") -> dict[str, float]:
        return cut(crossed(of_role(cohort, role, name), None, statistic).interval, possible(name, statistic))

    def distance(name: str) -> dict:
        return {statistic: interval(name, statistic) for statistic in ("mean", "variance", "standardDeviation")}

    def points(prefix: str = "") -> dict:
        return {name: interval(prefix + name) for name in ("foregroundCount", "backgroundCount", "foregroundRatio")}

    plain = ("stability", "entropyGap", "spread", "peakTies", "foregroundRank", "entropyGapOutsideParts")
    return {
        **points(),
        "learningDistance": distance("layerPerStep"),
        "learningDistanceBy": {name: distance(name) for name in DISTANCES if name != "layerPerStep"},
        **{name: interval(name) for name in (*plain, "foregroundGain", "backgroundGain", "mapCorrelation")},
        "atPeak": points("atPeak."),
        "spreadNormalised": {**points("spreadNormalised."), "stability": interval("spreadNormalised.stability")},
        "rawCounts": points("rawCounts."),
    }


def claims_of(cohort: list[Row], null_cohort: list[Row], counting: Counting, distance: str) -> list[dict]:
    found = []
    for name, sign, metric, statistic in CLAIMS:
        own = difference(cohort, counting.treated, counting.untreated, metric or distance, statistic)
        seeds = sum(not numpy.isnan(value) for value in own.per_seed)
        more = sign == ">"
        ends = possible(metric or distance, statistic, 1)
        own_interval = cut(own.interval, ends)
        seed_interval = cut(over_seeds(own.per_seed), ends)
        claim: dict = {
            "id": name,
            "expected": f"{counting.treated} {sign} {counting.untreated}",
            "difference": own_interval,
            "p": own.p,
            "verdict": verdict(own_interval, more, seeds),
            "overSeeds": {"difference": seed_interval, "verdict": verdict(seed_interval, more, seeds)},
        }
        if not numpy.isnan(own.mean):
            claim["signAgrees"] = own.mean > 0 if more else own.mean < 0
        if null_cohort:
            null = difference(null_cohort, counting.null, counting.untreated, metric or distance, statistic)
            claim["nullDifference"] = cut(null.interval, ends)
        if metric is None:
            claim["distance"] = distance
        found.append(claim)
    return found


def part_numbers(cohort: list[Row], null_cohort: list[Row], counting: Counting) -> dict:
    def by_role(name: str) -> dict:
        roles = [role for role in ROLES if any(row.role == role for row in cohort)]
        return {role: cut(crossed(of_role(cohort, role, name), None, "mean").interval, possible(name)) for role in roles}

    units = [row.columns["units"] for row in cohort]
    sizes = numpy.array([next((each[s] for each in units if not numpy.isnan(each[s])), NAN) for s in range(len(units[0]))])
    pairs = [("", cohort, counting.treated)]
    if null_cohort:
        pairs.append(("null", null_cohort, counting.null))
    found = {
        "samples": int((~numpy.isnan(sizes)).sum()),
        "units": cut(crossed([sizes], None, "mean").interval, possible("units")),
        "points": by_role("points"),
        "entropyGap": by_role("gap"),
    }
    for prefix, rows, treated in pairs:
        for name, field in (("points", "PointsDifference"), ("gap", "EntropyGapDifference")):
            label = prefix + field if prefix else field[0].lower() + field[1:]
            found[label] = difference(rows, treated, counting.untreated, name).interval
    return found


def group_numbers(table: Table, counting: Counting, chosen: list[int], roles: list[str]) -> dict:
    own, nulls = restricted(table.cohort, chosen), restricted(table.null_cohort, chosen)
    found: dict = {"samples": len(chosen)}
    for label, rows, treated in (("entropyGapDifference", own, counting.treated), ("nullEntropyGapDifference", nulls, counting.null)):
        if columns_of(rows, treated, counting.untreated, "entropyGap")[0]:
            found[label] = difference(rows, treated, counting.untreated, "entropyGap").interval
    found["networks"] = {role: network_numbers(own, role) for role in roles}
    found["hypotheses"] = claims_of(own, nulls, counting, table.distance)
    found["parts"] = {
        part: part_numbers(restricted(rows, chosen), restricted(null_rows, chosen), counting)
        for part, (rows, null_rows) in table.parts.items()
    }
    return found


def settled(first: list[dict], second: list[dict]) -> list[dict]:
    """Verdicts that hold under both bounds; of two p values the larger."""

    def both(own: str, other: str) -> dict:
        if own == other:
            return {"verdict": own}
        if "no-verdict" in (own, other):
            return {"verdict": "no-verdict"}
        return {"verdict": "inconclusive", "flips": True}

    found = []
    for own, other in zip(first, second):
        p = NAN if numpy.isnan(own["p"]) or numpy.isnan(other["p"]) else max(own["p"], other["p"])
        seeds = {**own["overSeeds"], **both(own["overSeeds"]["verdict"], other["overSeeds"]["verdict"])}
        found.append({**own, "p": p, **both(own["verdict"], other["verdict"]), "overSeeds": seeds})
    return found


class Gates:
    """Why a verdict is withheld."""

    def __init__(self, table: Table, masks: list[Masks], counting: Counting) -> None:
        self.table, self.counting = table, counting
        compared = [each for each in table.all if each.network.role in (counting.treated, counting.untreated)]
        self.compared = compared
        b = counting.threshold
        others = [round(b + k * 0.05, 6) for k in range(-3, 4)]
        pair = (counting.treated, counting.untreated)
        self.recounts = [
            ("threshold", paired(recounted(compared, masks, at, False), *pair)) for at in others if at >= 0 and at != round(b, 6)
        ]
        self.recounts.append(("spread", paired(recounted(compared, masks, b, True), *pair)))

    def quality(self, role: str, last: bool, value) -> float:
        """Mean over maps within samples, then over samples and seeds; of those that state it."""
        found = []
        for each in self.compared:
            for s in self.chosen if each.network.role == role else []:
                course = each.network.maps[s]
                if course is not None:
                    own = [value(one) for one in (course[-1:] if last else course)]
                    found.append(mean([number for number in own if not numpy.isnan(number)]))
        return mean([number for number in found if not numpy.isnan(number)])

    def of(self, claim: dict, metric: str, statistic: str, chosen: list[int]) -> list[str]:
        self.chosen = chosen
        center = claim["difference"]["mean"]
        if numpy.isnan(center):
            return []
        sign, last, pair = numpy.sign(center), claim["id"].startswith("H1."), (self.counting.treated, self.counting.untreated)

        def linear(value: float) -> bool:
            return 0.8 <= value <= 1.25

        def any_role(value, fails) -> bool:
            numbers = [self.quality(role, last, value) for role in pair]
            return any(not numpy.isnan(number) and fails(number) for number in numbers)

        closed = []
        if any_role(lambda one: one.scalars["nonLinearity"], lambda number: not linear(number)) or any_role(
            lambda one: NAN if numpy.isnan(one.scalars["nonLinearity"]) else float(not linear(one.scalars["nonLinearity"])),
            lambda number: number > 0.5,
        ):
            closed.append("non-linearity")
        if any_role(lambda one: one.scalars["monteCarloError"], lambda number: number > 0.2 * self.counting.threshold):
            closed.append("stated-error")
        if any_role(lambda one: one.scalars["unitsAtBound"] / len(one.entropies), lambda number: number > 0.5):
            closed.append("bounds")
        own = restricted(self.table.cohort, chosen)
        measured = sum(any(each.network.maps[s] is not None for each in self.compared) for s in chosen)
        _, a, b = columns_of(own, *pair, metric)
        if any((~numpy.isnan(x) & ~numpy.isnan(y)).sum() < 0.5 * measured for x, y in zip(a, b)):
            closed.append("samples")
        for gate in ("threshold", "spread"):
            means = [difference(restricted(rows, chosen), *pair, metric, statistic).mean for name, rows in self.recounts if name == gate]
            if sign != 0 and any(numpy.isnan(number) or numpy.sign(number) != sign for number in means):
                closed.append(gate)
        if claim["id"].startswith("H2."):
            numbers = [difference(own, *pair, name, statistic).mean for name in (metric, "shareOfPath", "steps")]
            if sign != 0 and any(not numpy.isnan(number) and numpy.sign(number) != sign for number in numbers):
                closed.append("distance")
        return closed

    def put(self, claims: list[dict], chosen: list[int]) -> list[dict]:
        found = []
        for claim, (_, _, metric, statistic) in zip(claims, CLAIMS):
            gates = self.of(claim, metric or self.table.distance, statistic, chosen)
            found.append(gated({**claim, **({"gates": [{"id": gate} for gate in gates]} if gates else {})}))
        return found


def gated(claim: dict) -> dict:
    if not claim.get("gates"):
        return claim
    found = {**claim, "overSeeds": dict(claim["overSeeds"])}
    if claim["verdict"] in ("supported", "contradicted"):
        found |= {"verdict": "withheld", "unadjusted": claim.get("unadjusted", claim["verdict"])}
    if found["overSeeds"]["verdict"] in ("supported", "contradicted"):
        found["overSeeds"]["verdict"] = "withheld"
    return found


def estimate(seeds: list[int], a: list[numpy.ndarray], b: list[numpy.ndarray], metric: str, statistic: str) -> dict:
    own = crossed(a, b, statistic)
    per_seed = [{"seed": seed, "difference": value} for seed, value in zip(seeds, own.per_seed) if not numpy.isnan(value)]
    return {
        "difference": cut(own.interval, possible(metric, statistic, 1)),
        "p": own.p,
        "standardError": own.standard_error,
        "samplesError": own.samples_error,
        "degrees": own.degrees,
        "samples": own.samples,
        "perSeed": per_seed,
    }


def headlines(distance: str, parts: list[str]) -> list[tuple[dict, str, str | None, str]]:
    found: list[tuple[dict, str, str | None, str]] = []
    for name, _, metric, statistic in CLAIMS:
        found.append(({"metric": metric or distance, "statistic": statistic, "claim": name}, metric or distance, None, statistic))
    found += [({"metric": metric, "statistic": "mean"}, metric, None, "mean") for metric in BESIDE_CLAIMS]
    for part in parts:
        for metric, column in (("points", "points"), ("entropyGap", "gap")):
            found.append(({"metric": metric, "part": part, "statistic": "mean"}, column, part, "mean"))
    return found


def role_contrasts(task: Task, masks: list[Masks], counting: Counting, distance: str) -> tuple[list[dict], list[dict]]:
    treated, untreated, null = counting.treated, counting.untreated, counting.null
    pairs = [
        (treated, untreated),
        (treated, SELF),
        (SELF, untreated),
        ("placebo", untreated),
        (treated, "placebo"),
        ("placebo", SELF),
        (null, untreated),
        ("null-order", untreated),
        ("more-data", untreated),
        (treated, "more-data"),
    ]

    def rows_of(roles: tuple[str, ...]) -> dict[str | None, list[Row]]:
        own = without_unpaired([network for network in task.networks if network.role in roles], *roles)
        all_ = contrasts(own, masks, counting.reference, untreated)
        found: dict[str | None, list[Row]] = {None: cohort_of(all_, masks, counting.threshold)}
        for part in part_names(task):
            found[part] = part_cohort(all_, task.samples, masks, part, counting.threshold)
        return found

    flat = []
    for pair in dict.fromkeys(pairs):
        if pair[0] == pair[1]:
            continue
        rows = rows_of(pair)
        for head, column, part, statistic in headlines(distance, part_names(task)):
            seeds, a, b = columns_of(rows[part], *pair, column)
            if seeds:
                flat.append({**head, "treated": pair[0], "reference": pair[1], **estimate(seeds, a, b, head["metric"], statistic)})
    sums = []
    if SELF not in (treated, untreated):
        roles = (treated, SELF, untreated)
        rows = rows_of(roles)
        for head, column, part, statistic in headlines(distance, part_names(task)):
            seeds, columns = [], []
            for seed in sorted({row.seed for row in rows[part]}):
                own = [next((row.columns[column] for row in rows[part] if (row.role, row.seed) == (role, seed)), None) for role in roles]
                if all(each is not None for each in own):
                    missing = numpy.isnan(numpy.stack(own)).any(0)
                    seeds.append(seed)
                    columns.append([numpy.where(missing, NAN, each) for each in own])
            if seeds:
                whole, half, none = ([own[k] for own in columns] for k in range(3))
                terms = {"total": (whole, none), "teacher": (whole, half), "loss": (half, none)}
                told = {name: estimate(seeds, a, b, head["metric"], statistic) for name, (a, b) in terms.items()}
                sums.append({**head, "treated": treated, "through": SELF, "reference": untreated, **told})
    return flat, sums


def at_equal_accuracy(task: Task, masks: list[Masks], counting: Counting, distance: str, told: list[dict]) -> list[dict]:
    """Contrasts of two roles whose networks end at the steps that the report takes them at."""
    found = []
    for one in told:
        ends = {(one[side], stop["seed"]): stop[f"{side}Step"] for side in ("treated", "reference") for stop in one["stops"]}
        stopped = []
        for network in task.networks:
            if (network.role, network.seed) in ends:
                count_ = network.steps.index(ends[network.role, network.seed]) + 1
                maps = [None if course is None else course[:count_] for course in network.maps]
                paths = {name: values[:count_] for name, values in network.paths.items()}
                stopped.append(replace(network, steps=network.steps[:count_], maps=maps, paths=paths))
        pairs, _ = role_contrasts(replace(task, networks=stopped), masks, counting, distance)
        own = [each for each in pairs if (each["treated"], each["reference"]) == (one["treated"], one["reference"])]
        own = [each for each in own if each.get("claim", "")[:2] not in ("H2", "H3")]
        found.append({"treated": one["treated"], "reference": one["reference"], "contrasts": own})
    return found


def curve(table: Table, masks: list[Masks], counting: Counting, roles: list[str]) -> list[dict]:
    found = []
    for b in CURVE:
        rows = []
        for each in table.all:
            columns = {name: numpy.full(len(masks), NAN) for name in ("foregroundCount", "backgroundCount", "foregroundRatio")}
            for s, own in enumerate(each.deviations):
                if own is not None:
                    points = points_of(own[-1], masks[s], b)
                    a, c = count(points, masks[s].plain_foreground), count(points, masks[s].plain_background)
                    for name, value in zip(columns, (a, c, ratio(a, c))):
                        columns[name][s] = value
            rows.append(Row(each.network.role, each.network.seed, columns))
        rows = paired(rows, counting.treated, counting.untreated)
        networks = {role: {name: crossed(of_role(rows, role, name), None, "mean").mean for name in columns} for role in roles}
        found.append({"threshold": b, "networks": networks})
    return found


def trajectories(table: Table, masks: list[Masks], b: float, roles: list[str]) -> dict:
    found = {}
    for role in roles:
        courses = []
        for each in (own for own in table.all if own.network.role == role):
            points = [None if own is None else [points_of(one, masks[s], b) for one in own] for s, own in enumerate(each.deviations)]
            course = []
            for t, step in enumerate(each.network.steps):
                numbers: dict[str, list[float]] = {"foregroundCount": [], "backgroundCount": [], "kept": [], "dropped": []}
                for s, sets in enumerate(points):
                    if sets is None:
                        continue
                    plain = masks[s].plain_foreground
                    before = sets[t - 1] if t > 0 else numpy.zeros_like(sets[0])
                    numbers["foregroundCount"].append(count(sets[t], plain))
                    numbers["backgroundCount"].append(count(sets[t], masks[s].plain_background))
                    numbers["kept"].append(count(before & sets[t], plain))
                    numbers["dropped"].append(count(before & ~sets[t], plain))
                paths = {}
                for label, kind in (("layerPath", "layer"), ("networkPath", "network")):
                    own = each.network.paths
                    per = (own or {f"{kind}PerStep": [NAN] * (t + 1), f"{kind}PerCheckpoint": [NAN] * (t + 1)})
                    value = per[f"{kind}PerStep"][t]
                    paths[label] = per[f"{kind}PerCheckpoint"][t] if numpy.isnan(value) else value
                over = {name: mean(defined(numpy.array(values))) for name, values in numbers.items()}
                course.append({"step": step, **paths, **over})
            courses.append(course)
        found[role] = [
            {
                "step": at[0]["step"],
                **{name: mean(defined(numpy.array([one[name] for one in at]))) for name in at[0] if name != "step"},
            }
            for at in zip(*courses)
        ]
    return found


def seed_numbers(cohort: list[Row]) -> list[dict]:
    found = []
    for seed in sorted({row.seed for row in cohort}):
        networks = {}
        for row in cohort:
            if row.seed == seed:
                means = {name: mean(defined(row.columns[name])) for name in METRICS}
                spreads = {f"{name}.variance": variance(defined(row.columns[name])) for name in DISTANCES}
                networks[row.role] = {**means, **spreads}
        found.append({"seed": seed, "networks": networks})
    return found


def engine(networks: list[Network]) -> dict:
    maps = [one for network in networks for course in network.maps if course is not None for one in course]

    def average(value) -> float:
        numbers = numpy.array([value(one) for one in maps])
        return mean(numbers[numpy.isfinite(numbers)])

    def whole(name: str) -> float:
        return sum(one.scalars[name] for one in maps)

    found = {name: average(lambda one: one.scalars[name]) for name in ("meanEntropy", "distortion", "nonLinearity", "monteCarloError")}
    found |= {
        "maps": len(maps),
        "passes": whole("passes"),
        "unitsAtBound": whole("unitsAtBound"),
        "units": sum(len(one.entropies) for one in maps),
    }
    with numpy.errstate(all="ignore"):
        found["realisedRatio"] = average(
            lambda one: float(numpy.float64(one.scalars["distortion"]) / numpy.float64(one.scalars["referenceDistortion"]))
        )
    if not any(numpy.isnan(one.scalars["unitsAtUpper"]) for one in maps):
        found["unitsAtUpper"] = whole("unitsAtUpper")
    return found


def exchanged(network: Network) -> Network:
    """The same maps under the second bound."""

    def other(one: Map) -> Map:
        more = {"meanEntropy": one.scalars["secondMeanEntropy"], "unitsAtBound": one.scalars["secondUnitsAtBound"]}
        return Map(one.second, {**one.scalars, **more}, one.second)

    return replace(network, maps=[None if course is None else [other(one) for one in course] for course in network.maps])


def expected_task(task: Task, counting: Counting, groups: list[str], stopped: list[dict]) -> dict:
    masks = [Masks.of(sample) for sample in task.samples]
    roles = [role for role in ROLES if any(network.role == role for network in task.networks)]
    table = table_of(task, task.networks, masks, counting)
    gates = Gates(table, masks, counting)
    every = list(range(len(task.samples)))
    maps = [one for network in task.networks for course in network.maps if course is not None for one in course]
    second = None
    if any(one.second is not None for one in maps):
        second = table_of(task, [exchanged(network) for network in task.networks], masks, counting)

    def numbers(chosen: list[int]) -> dict:
        found = group_numbers(table, counting, chosen, roles)
        if second is not None:
            found["hypotheses"] = settled(found["hypotheses"], group_numbers(second, counting, chosen, roles)["hypotheses"])
        found["hypotheses"] = gates.put(found["hypotheses"], chosen)
        return found

    students = [network for network in task.networks if network.role != "teacher"] or task.networks
    found = {"checkpoints": students[0].steps, **numbers(every)}
    chosen = {group: [s for s in every if len(groups) == 1 or task.samples[s].group == group] for group in groups}
    found["groups"] = {group: numbers(own) for group, own in chosen.items() if own}
    found["curve"] = curve(table, masks, counting, roles)
    found["trajectories"] = trajectories(table, masks, counting.threshold, roles)
    found["bySeed"] = seed_numbers(table.cohort)
    found["engine"] = engine(table.networks)
    found["contrasts"], found["decomposition"] = role_contrasts(task, masks, counting, table.distance)
    if stopped:
        found["equalAccuracy"] = at_equal_accuracy(task, masks, counting, table.distance, stopped)
    if second is not None:
        own = group_numbers(second, counting, every, roles)
        uppers = [one.scalars["secondUpper"] for one in maps]
        found["atSecondBound"] = {
            "upper": uppers[0] if len(set(uppers)) == 1 else mean(uppers),
            "unitsAtBound": sum(one.scalars["secondUnitsAtBound"] for one in maps),
            "networks": own["networks"],
            "hypotheses": Gates(second, masks, counting).put(own["hypotheses"], every),
        }
    return found


def adjust(tasks: list[dict], is_control: list[bool]) -> None:
    """Verdicts of a whole report, in place: families are claims, controls, and each group of either."""
    names = list(dict.fromkeys(name for task in tasks for name in task["groups"]))
    for place in (None, *names):
        for control in (False, True):
            claims = []
            for task, own in zip(tasks, is_control):
                group = task if place is None else task["groups"].get(place)
                if own == control and group is not None:
                    claims += group["hypotheses"]
            shares, anys = adjusted([NAN if (one.get("unadjusted") or one["verdict"]) == "no-verdict" else one["p"] for one in claims])
            for claim, share, any_ in zip(claims, shares, anys):
                claim["unadjusted"] = claim.get("unadjusted") or claim["verdict"]
                claim["verdict"] = claim["unadjusted"]
                if not numpy.isnan(share):
                    claim["adjusted"] = {"benjaminiHochberg": share, "holm": any_}
                    if claim["verdict"] in ("supported", "contradicted") and share > LEVEL:
                        claim["verdict"] = "inconclusive"
                claim.update(gated(claim))


def statement_of(tasks: list[dict], names: list[str], is_control: list[bool]) -> dict | None:
    claims = []
    for task, name, control in zip(tasks, names, is_control):
        if control:
            continue
        for claim in task["hypotheses"]:
            for one in task["contrasts"]:
                sides = claim["expected"].split()
                if one.get("claim") == claim["id"] and [one["treated"], one["reference"]] == [sides[0], sides[2]] and one["perSeed"]:
                    claims.append([(f"{name} {each['seed']}", each["difference"]) for each in one["perSeed"]])
    return statement(claims)


def beyond_control(trial: dict, control: dict) -> list[dict]:
    """Difference in differences of every number that both contrast."""
    found = []
    keys = ("metric", "part", "statistic", "treated", "reference")
    for own in trial["contrasts"]:
        other = next((one for one in control["contrasts"] if all(one.get(key) == own.get(key) for key in keys)), None)
        if other is None:
            continue
        center = own["difference"]["mean"] - other["difference"]["mean"]
        same = [one["seed"] for one in own["perSeed"]] == [one["seed"] for one in other["perSeed"]]
        head = {key: own[key] for key in (*keys, "claim") if key in own}
        if any(numpy.isnan(value) for value in (own["standardError"], other["standardError"], center)):
            none = {"low": NAN, "high": NAN}
            numbers = {"difference": {"mean": center, **none}, "standardError": NAN, "degrees": NAN, "p": NAN}
        else:
            if same:
                each = [a["difference"] - b["difference"] for a, b in zip(own["perSeed"], other["perSeed"])]
                degrees = len(each) - 1
                parts = [(variance(each) / degrees if degrees else 0.0, degrees)]
                parts += [(one["samplesError"] ** 2, one["samples"] - 1) for one in (own, other)]
            else:
                parts = [(one["standardError"] ** 2, one["degrees"]) for one in (own, other)]
            error, degrees = sum(value for value, _ in parts) ** 0.5, satterthwaite(parts)
            low, high, p = around(center, error, degrees)
            ends = possible(own["metric"], own["statistic"], 2)
            difference_ = cut({"mean": center, "low": low, "high": high}, ends)
            numbers = {"difference": difference_, "standardError": error, "degrees": degrees, "p": p}
        found.append({**head, **numbers, "paired": same})
    return found


__all__ = ["Counting", "Difference", "adjust", "beyond_control", "expected_task", "statement_of"]
