"""Intervals, p values, adjusted verdicts and the statement over all, by scipy's distributions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy
from metrics import NAN, Row, defined, mean, variance
from scipy import stats

LEVEL, LEAST_SEEDS = 0.05, 3
DRAWS = 9_999
MOST_UNITS = 12


@dataclass
class Difference:
    """A statistic over crossed seeds and samples, or the difference of two, with what its interval rests on."""

    mean: float = NAN
    low: float = NAN
    high: float = NAN
    p: float = NAN
    standard_error: float = NAN
    samples_error: float = NAN
    degrees: float = NAN
    samples: int = 0
    per_seed: list[float] = field(default_factory=list)

    @property
    def interval(self) -> dict[str, float]:
        return {"mean": self.mean, "low": self.low, "high": self.high}


SHARES = {"foregroundRatio", "stability", "foregroundRank", "shareOfPath", "accuracy", "peakTies"}
FREE = {"entropyGap", "entropyGapOutsideParts", "gap", "foregroundGain", "backgroundGain"}
INFINITY = float("inf")


def possible(metric: str, statistic: str = "mean", differences: int = 0) -> tuple[float, float]:
    """What a number can be at all, or one that takes `differences` subtractions of such numbers."""
    name = metric.split(".")[-1]
    if statistic != "mean":
        low, high = 0.0, INFINITY
    elif name in SHARES:
        low, high = 0.0, 1.0
    elif name == "mapCorrelation":
        low, high = -1.0, 1.0
    else:
        low, high = (-INFINITY if name in FREE else 0.0), INFINITY
    for _ in range(differences):
        low, high = low - high, high - low
    return low, high


def cut(interval: dict[str, float], ends: tuple[float, float]) -> dict[str, float]:
    """The possible part of an interval."""
    if numpy.isnan(interval["low"]):
        return interval
    return {**interval, "low": max(interval["low"], ends[0]), "high": min(interval["high"], ends[1])}


def _statistic(values: numpy.ndarray, statistic: str) -> float:
    if statistic == "mean":
        return mean(values)
    return variance(values) if statistic == "variance" else variance(values) ** 0.5


def _shares(values: numpy.ndarray, statistic: str) -> numpy.ndarray:
    """What each sample adds to a statistic, to first order: their mean is the statistic."""
    if statistic == "mean":
        return values
    squares = (values - mean(values)) ** 2
    if statistic == "variance":
        return squares
    deviation = variance(values) ** 0.5
    return numpy.zeros_like(values) if deviation == 0 else (squares / deviation + deviation) / 2


def crossed(a: list[numpy.ndarray], b: list[numpy.ndarray] | None, statistic: str) -> Difference:
    """
    Seeds and samples are crossed: squared standard error = variance of the seeds' numbers / S + that of the samples' means / n,
    Student's t with Satterthwaite's degrees of freedom. A seed with a value for fewer than half of the samples does not count.
    """
    least = 1 if statistic == "mean" else 2
    size = len(a[0]) if a else 0
    table = numpy.full((len(a), size), NAN)
    numbers = numpy.full(len(a), NAN)
    for k, own in enumerate(a):
        other = numpy.zeros(size) if b is None else b[k]
        both = ~numpy.isnan(own) & ~numpy.isnan(other)
        table[k, both] = _shares(own[both], statistic) - (0 if b is None else _shares(other[both], statistic))
        if both.sum() >= least:
            numbers[k] = _statistic(own[both], statistic) - (0 if b is None else _statistic(other[both], statistic))
    counts = (~numpy.isnan(table)).sum(1)
    measured = int((~numpy.isnan(table)).any(0).sum())
    kept = (2 * counts >= measured) & ~numpy.isnan(numbers)
    per_seed = [float(number) if keep else NAN for number, keep in zip(numbers, kept)]
    if not kept.any():
        return Difference(per_seed=per_seed)
    seeds = int(kept.sum())
    center = mean(numbers[kept])
    own = table[kept]
    samples = int((~numpy.isnan(own)).any(0).sum())
    if seeds == 1 and samples == 1:
        return Difference(mean=center, samples=samples, per_seed=per_seed)
    moves = numpy.zeros(size)
    for row in own:
        moves += numpy.where(numpy.isnan(row), 0, row - mean(defined(row))) / len(defined(row)) / seeds
    moves = moves[(~numpy.isnan(own)).any(0)]
    by_seeds = 0.0 if seeds == 1 else seeds / (seeds - 1) * float((((numbers[kept] - center) / seeds) ** 2).sum())
    by_samples = 0.0 if samples == 1 else samples / (samples - 1) * float((moves**2).sum())
    degrees = satterthwaite([(by_seeds, seeds - 1), (by_samples, samples - 1)])
    error = (by_seeds + by_samples) ** 0.5
    low, high, p = around(center, error, degrees)
    return Difference(center, low, high, p, error, by_samples**0.5, degrees, samples, per_seed)


def satterthwaite(parts: list[tuple[float, float]]) -> float:
    known = [(value, degrees) for value, degrees in parts if degrees > 0]
    whole = sum(value for value, _ in known)
    if whole == 0:
        return float(min(degrees for _, degrees in known))
    return 1 / sum((value / whole) ** 2 / degrees for value, degrees in known)


def around(center: float, error: float, degrees: float) -> tuple[float, float, float]:
    """Ends of the 95 % interval, and the two-sided p value of 0."""
    if error == 0:
        return center, center, 1.0 if center == 0 else 0.0
    half = float(stats.t.ppf(0.975, degrees)) * error
    return center - half, center + half, float(2 * stats.t.sf(abs(center / error), degrees))


def over_seeds(per_seed: list[float]) -> dict[str, float]:
    values = defined(numpy.array(per_seed))
    if len(values) < 2:
        return {"mean": mean(values), "low": NAN, "high": NAN}
    low, high, _ = around(mean(values), (variance(values) / (len(values) - 1)) ** 0.5, len(values) - 1)
    return {"mean": mean(values), "low": low, "high": high}


def verdict(interval: dict[str, float], more: bool, seeds: int) -> str:
    if any(numpy.isnan(value) for value in interval.values()) or seeds < LEAST_SEEDS:
        return "no-verdict"
    if interval["low"] > 0:
        return "supported" if more else "contradicted"
    if interval["high"] < 0:
        return "contradicted" if more else "supported"
    return "inconclusive"


def columns_of(cohort: list[Row], treated: str, reference: str, name: str) -> tuple[list[int], list[numpy.ndarray], list[numpy.ndarray]]:
    seeds, a, b = [], [], []
    for own in cohort:
        other = next((each for each in cohort if each.role == reference and each.seed == own.seed), None)
        if own.role == treated and other is not None:
            seeds.append(own.seed)
            a.append(own.columns[name])
            b.append(other.columns[name])
    return seeds, a, b


def difference(cohort: list[Row], treated: str, reference: str, name: str, statistic: str = "mean") -> Difference:
    _, a, b = columns_of(cohort, treated, reference, name)
    return crossed(a, b, statistic) if a else Difference()


def adjusted(p: list[float]) -> tuple[list[float], list[float]]:
    """Benjamini and Hochberg by scipy, Holm by hand; NaN takes no part."""
    known = [k for k, value in enumerate(p) if not numpy.isnan(value)]
    share, any_ = [NAN] * len(p), [NAN] * len(p)
    if known:
        own = numpy.array([p[k] for k in known])
        for k, value in zip(known, stats.false_discovery_control(own, method="bh")):
            share[k] = float(value)
        order = numpy.argsort(own, kind="stable")
        highest = 0.0
        for at, place in enumerate(order):
            highest = max(highest, min(1.0, float(own[place]) * (len(known) - at)))
            any_[known[place]] = highest
    return share, any_


def statement(claims: list[list[tuple[str, float]]]) -> dict[str, float] | None:
    """Exchanging two networks within seeds: claims hold (unit, difference) by seed."""
    if not claims:
        return None
    units = {unit: k for k, unit in enumerate(dict.fromkeys(unit for claim in claims for unit, _ in claim))}
    values = numpy.zeros((len(claims), len(units)))
    counts = numpy.array([len(claim) for claim in claims])
    for k, claim in enumerate(claims):
        for unit, value in claim:
            values[k, units[unit]] = value
    squares = (values**2).sum(1)

    def statistic(signs: numpy.ndarray) -> numpy.ndarray:
        sums = signs @ values.T
        return numpy.where(squares == 0, 0, sums**2 / numpy.where(squares == 0, 1, counts * squares)).mean(1)

    observed = float(statistic(numpy.ones((1, len(units))))[0])
    about = {"statistic": observed, "units": len(units), "claims": len(claims)}
    if len(units) <= MOST_UNITS:
        flips = 2 ** len(units)
        signs = 1 - 2 * ((numpy.arange(flips)[:, None] >> numpy.arange(len(units))) & 1)
        return {**about, "p": float((statistic(signs) >= observed - 1e-9).mean()), "flips": flips}
    signs = numpy.random.default_rng(1).choice((-1, 1), (DRAWS, len(units)))
    larger = int((statistic(signs) >= observed - 1e-9).sum())
    return {**about, "p": (larger + 1) / (DRAWS + 1), "flips": DRAWS + 1}
