"""The numbers of one sample of one network, and the tables they make. s samples, t checkpoints, n units; nats.

Sums run in index order, as the report's do: numpy's own sum adds pairwise, and a unit that lies exactly on a threshold, as
all units of a flat map do at b = 0, would fall on the other side of it by a last digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from records import PATHS, Network, Sample

NAN = float("nan")
DISTANCES = [*PATHS, "shareOfPath", "steps"]
CLAIM_METRICS = ["foregroundCount", "backgroundCount", "foregroundRatio", *DISTANCES, "stability"]
METRICS = [
    *CLAIM_METRICS,
    *(f"atPeak.{name}" for name in CLAIM_METRICS[:3]),
    *(f"spreadNormalised.{name}" for name in (*CLAIM_METRICS[:3], "stability")),
    *("entropyGap", "spread", "peakTies", "entropyGapOutsideParts", "foregroundRank"),
    *("foregroundGain", "backgroundGain", "mapCorrelation"),
    *(f"rawCounts.{name}" for name in CLAIM_METRICS[:3]),
]
Columns = dict[str, numpy.ndarray]


def total(values: numpy.ndarray) -> float:
    return float(numpy.cumsum(values)[-1]) if len(values) else 0.0


def mean(values: numpy.ndarray | list[float]) -> float:
    values = numpy.asarray(values, numpy.float64)
    return NAN if len(values) == 0 else float(values[0] + total(values - values[0]) / len(values))


def variance(values: numpy.ndarray | list[float]) -> float:
    """The population's."""
    values = numpy.asarray(values, numpy.float64)
    if len(values) == 0:
        return NAN
    moved = values - values[0]
    return max(0.0, total(moved**2) / len(values) - (total(moved) / len(values)) ** 2)


def defined(values: numpy.ndarray) -> numpy.ndarray:
    return values[~numpy.isnan(values)]


def ratio(a: float, b: float) -> float:
    return NAN if a + b == 0 or numpy.isnan(a + b) else a / (a + b)


def gap(entropies: numpy.ndarray, low: numpy.ndarray, high: numpy.ndarray) -> float:
    """Mean over `high` minus mean over `low`."""
    if not low.any() or not high.any():
        return NAN
    return total(entropies[high]) / int(high.sum()) - total(entropies[low]) / int(low.sum())


@dataclass
class Masks:
    """Which units a number is over."""

    foreground: numpy.ndarray
    background: numpy.ndarray
    border: numpy.ndarray
    plain_foreground: numpy.ndarray
    """Outside named parts."""
    plain_background: numpy.ndarray

    @staticmethod
    def of(sample: Sample) -> "Masks":
        plain = sample.part == ""
        foreground, background = sample.region == "foreground", sample.region == "background"
        return Masks(foreground, background, sample.region == "border", foreground & plain, background & plain)


@dataclass
class Contrast:
    """A network's deviations from its background."""

    network: Network
    deviations: list[list[numpy.ndarray] | None]
    factor: float
    """That gives its maps the spread of the reference network."""


def spread(entropies: numpy.ndarray, masks: Masks) -> float:
    return variance(entropies[~masks.border]) ** 0.5


def contrasts(networks: list[Network], masks: list[Masks], reference: str, scale: str) -> list[Contrast]:
    def last_spread(network: Network) -> float:
        return mean([spread(course[-1].entropies, masks[s]) for s, course in enumerate(network.maps) if course is not None])

    spreads = [last_spread(network) for network in networks]
    scales = {network.seed: own for network, own in zip(networks, spreads) if network.role == scale}
    over_seeds = mean([own for own in scales.values() if not numpy.isnan(own)])
    found = []
    for network, own in zip(networks, spreads):
        backgrounds = [
            None
            if course is None
            else [total(each.entropies[masks[s].background]) / int(masks[s].background.sum()) for each in course]
            for s, course in enumerate(network.maps)
        ]
        shared = [mean([course[t] for course in backgrounds if course is not None]) for t in range(len(network.steps))]
        deviations = [
            None
            if course is None
            else [(backgrounds[s][t] if reference == "sample" else shared[t]) - each.entropies for t, each in enumerate(course)]
            for s, course in enumerate(network.maps)
        ]
        target = over_seeds if network.role == "teacher" else scales.get(network.seed, over_seeds)
        found.append(Contrast(network, deviations, target / own if own > 0 else NAN))
    return found


def count(points: numpy.ndarray, mask: numpy.ndarray) -> float:
    return float(points[mask].sum()) if mask.any() else NAN


def points_of(deviations: numpy.ndarray, masks: Masks, threshold: float) -> numpy.ndarray:
    return ~masks.border & (deviations > threshold)


def claim_numbers(network: Network, deviations: list[numpy.ndarray], masks: Masks, threshold: float) -> tuple[dict[str, float], dict]:
    """The numbers that claims are about; and counts, sets and peak for others."""
    sets = [points_of(each, masks, threshold) for each in deviations]
    foreground = [count(points, masks.plain_foreground) for points in sets]
    background = [count(points, masks.plain_background) for points in sets]
    peak = 0
    for t in range(1, len(foreground)):
        if foreground[t] > foreground[peak]:
            peak = t
    learned = foreground[peak] > 0
    numbers: dict[str, float] = {
        "foregroundCount": foreground[-1],
        "backgroundCount": background[-1],
        "foregroundRatio": ratio(foreground[-1], background[-1]),
    }
    paths = network.paths or {name: [NAN] * len(network.steps) for name in PATHS}
    for name in PATHS:
        numbers[name] = paths[name][peak] if learned else NAN
    per = "layerPerCheckpoint" if numpy.isnan(paths["layerPerStep"][-1]) else "layerPerStep"
    whole = paths[per][-1]
    numbers["shareOfPath"] = paths[per][peak] / whole if learned and whole != 0 else NAN
    numbers["steps"] = float(network.steps[peak]) if learned else NAN
    ever = numpy.logical_or.reduce(sets) & masks.plain_foreground
    numbers["stability"] = float((sets[-1] & masks.plain_foreground).sum() / ever.sum()) if ever.any() else NAN
    tied = foreground.count(foreground[peak]) > 1
    return numbers, {
        "sets": sets,
        "foreground": foreground,
        "background": background,
        "peak": peak,
        "learned": learned,
        "tied": tied,
    }


def rank(entropies: numpy.ndarray, masks: Masks) -> float:
    """The probability that a foreground unit lies below a background unit, ties half."""
    low, high = entropies[masks.plain_foreground], entropies[masks.plain_background]
    if len(low) == 0 or len(high) == 0:
        return NAN
    below = (low[:, None] < high[None]).sum() + 0.5 * (low[:, None] == high[None]).sum()
    return float(below / (len(low) * len(high)))


def correlation(first: numpy.ndarray, last: numpy.ndarray, masks: Masks) -> float:
    plain = masks.plain_foreground | masks.plain_background
    a, b = first[plain], last[plain]
    if len(a) == 0 or (a == a[0]).all() or (b == b[0]).all():
        return NAN
    a, b = a - a.mean(), b - b.mean()
    return float(numpy.clip((a * b).sum() / ((a * a).sum() * (b * b).sum()) ** 0.5, -1, 1))


def sample_numbers(contrast: Contrast, s: int, masks: Masks, threshold: float) -> dict[str, float]:
    network = contrast.network
    course, deviations = network.maps[s], contrast.deviations[s]
    numbers, more = claim_numbers(network, deviations, masks, threshold)
    foreground, background, peak = more["foreground"], more["background"], more["peak"]
    entropies = course[-1].entropies
    started = len(network.steps) > 1 and network.steps[0] == 0
    raw = more["sets"][-1]
    raw_counts = count(raw, masks.foreground), count(raw, masks.background)
    scaled = dict.fromkeys(("foregroundCount", "backgroundCount", "foregroundRatio", "stability"), NAN)
    if numpy.isfinite(contrast.factor):
        scaled, _ = claim_numbers(network, [each * contrast.factor for each in deviations], masks, threshold)
    return {
        **numbers,
        "atPeak.foregroundCount": foreground[peak],
        "atPeak.backgroundCount": background[peak],
        "atPeak.foregroundRatio": ratio(foreground[peak], background[peak]),
        **{
            f"spreadNormalised.{name}": scaled[name]
            for name in ("foregroundCount", "backgroundCount", "foregroundRatio", "stability")
        },
        "entropyGap": gap(entropies, masks.foreground, masks.background),
        "spread": spread(entropies, masks),
        "peakTies": float(more["tied"]) if more["learned"] else NAN,
        "entropyGapOutsideParts": gap(entropies, masks.plain_foreground, masks.plain_background),
        "foregroundRank": rank(entropies, masks),
        "foregroundGain": foreground[-1] - foreground[0] if started else NAN,
        "backgroundGain": background[-1] - background[0] if started else NAN,
        "mapCorrelation": correlation(course[0].entropies, entropies, masks) if started else NAN,
        "rawCounts.foregroundCount": raw_counts[0],
        "rawCounts.backgroundCount": raw_counts[1],
        "rawCounts.foregroundRatio": ratio(*raw_counts),
    }


@dataclass
class Row:
    """All samples of one network, metric by metric."""

    role: str
    seed: int
    columns: Columns


def _columns(rows: list[dict[str, float] | None], names: list[str]) -> Columns:
    return {name: numpy.array([NAN if row is None else row[name] for row in rows]) for name in names}


def cohort_of(all_: list[Contrast], masks: list[Masks], threshold: float) -> list[Row]:
    return [
        Row(
            each.network.role,
            each.network.seed,
            _columns(
                [None if each.deviations[s] is None else sample_numbers(each, s, own, threshold) for s, own in enumerate(masks)],
                METRICS,
            ),
        )
        for each in all_
    ]


def recounted(all_: list[Contrast], masks: list[Masks], threshold: float, by_factor: bool) -> list[Row]:
    """Claims counted at another threshold, or with the spread evened out."""
    rows = []
    for each in all_:
        factor = each.factor if by_factor else 1.0

        def numbers(s: int) -> dict[str, float] | None:
            own = each.deviations[s]
            if own is None or not numpy.isfinite(factor):
                return None
            return claim_numbers(each.network, [values * factor for values in own], masks[s], threshold)[0]

        columns = _columns([numbers(s) for s in range(len(masks))], CLAIM_METRICS)
        rows.append(Row(each.network.role, each.network.seed, columns))
    return rows


def part_cohort(all_: list[Contrast], samples: list[Sample], masks: list[Masks], part: str, threshold: float) -> list[Row]:
    rows = []
    for each in all_:

        def numbers(s: int) -> dict[str, float] | None:
            inside = (samples[s].part == part) & ~masks[s].border
            if each.deviations[s] is None or not inside.any():
                return None
            points = points_of(each.deviations[s][-1], masks[s], threshold)
            entropies = each.network.maps[s][-1].entropies
            return {
                "units": float(inside.sum()),
                "points": float(points[inside].sum()),
                "gap": gap(entropies, masks[s].foreground, inside),
            }

        columns = _columns([numbers(s) for s in range(len(samples))], ["units", "points", "gap"])
        rows.append(Row(each.network.role, each.network.seed, columns))
    return rows


def paired(cohort: list[Row], treated: str, reference: str) -> list[Row]:
    """A sample undefined in one of the two networks of a seed is left out of both, metric by metric."""
    other_of = {treated: reference, reference: treated}
    rows = []
    for row in cohort:
        partner = next((each for each in cohort if each.seed == row.seed and each.role == other_of.get(row.role)), None)
        if partner is None:
            rows.append(row)
            continue
        columns = {}
        for name, values in row.columns.items():
            missing = numpy.isnan(partner.columns[name])
            columns[name] = values if missing.all() else numpy.where(missing, NAN, values)
        rows.append(Row(row.role, row.seed, columns))
    return rows


def restricted(cohort: list[Row], chosen: list[int]) -> list[Row]:
    return [Row(row.role, row.seed, {name: values[chosen] for name, values in row.columns.items()}) for row in cohort]


def without_unpaired(networks: list[Network], *roles: str) -> list[Network]:
    """Of these roles each network without the samples that another of its seed lacks; other networks as they are."""
    found = []
    for network in networks:
        mates = [each for each in networks if each.seed == network.seed and each.role in roles and network.role in roles]
        maps = [None if any(each.maps[s] is None for each in mates) else course for s, course in enumerate(network.maps)]
        found.append(Network(network.role, network.seed, network.steps, maps, network.paths))
    return found
