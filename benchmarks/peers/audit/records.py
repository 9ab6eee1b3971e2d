"""What a run left on disk, read without this project's code: entropies.parquet by map, records of weight paths by step."""

from __future__ import annotations

import csv
import glob
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import pandas
import pyarrow
import pyarrow.parquet

ROLES = ["teacher", "distilled", "self-distilled", "scratch", "placebo", "null", "null-order", "more-data"]
SCALARS = [
    "meanEntropy",
    "referenceDistortion",
    "distortion",
    "nonLinearity",
    "monteCarloError",
    "passes",
    "unitsAtBound",
    "unitsAtUpper",
    "secondUpper",
    "secondMeanEntropy",
    "secondUnitsAtBound",
]


@dataclass
class Sample:
    id: str
    region: numpy.ndarray
    part: numpy.ndarray
    """Empty text for none."""

    @property
    def group(self) -> str:
        return self.id.split("/")[0]


@dataclass
class Map:
    entropies: numpy.ndarray
    scalars: dict[str, float]
    second: numpy.ndarray | None


@dataclass
class Network:
    role: str
    seed: int
    steps: list[int]
    maps: list[list[Map] | None]
    """`[sample][checkpoint]`; None where the sample is left out."""
    paths: dict[str, list[float]] = field(default_factory=dict)
    """`layerPerStep` and so on by checkpoint; empty where there is no record."""


@dataclass
class Task:
    id: str
    layer: str
    samples: list[Sample]
    networks: list[Network]


def read_task(file: Path, task: str, layer: str) -> Task:
    columns = ["seed", "role", "step", "sample", "unit", "region", "part", "entropy", "entropyAtSecondBound", *SCALARS]
    words = [name for name in ("role", "sample", "region", "part")]
    table = pyarrow.parquet.read_table(
        file, columns=columns, filters=[("task", "=", task), ("layer", "=", layer)], read_dictionary=words
    )
    # pandas: a map is the rows of one role, seed, step and sample, in the order of the file.
    frame = table.to_pandas(categories=words, split_blocks=True)
    for name in ("role", "sample"):
        frame[name] = frame[name].cat.remove_unused_categories()
    order = _listed(file, task, layer) or list(dict.fromkeys(frame["sample"]))
    samples: dict[str, Sample] = {}
    found: dict[tuple[str, int], dict[int, dict[str, Map]]] = {}
    for (role, seed, step, name), rows in frame.groupby(["role", "seed", "step", "sample"], sort=False, observed=True):
        rows = rows.sort_values("unit")
        if name not in samples:
            part = rows["part"].astype(object).where(rows["part"].notna(), "")
            samples[name] = Sample(name, rows["region"].astype(str).to_numpy(), part.to_numpy())
        second = rows["entropyAtSecondBound"].to_numpy(numpy.float64)
        first = rows.iloc[0]
        own = Map(
            rows["entropy"].to_numpy(numpy.float64),
            {scalar: float("nan") if pandas.isna(first[scalar]) else float(first[scalar]) for scalar in SCALARS},
            None if numpy.isnan(second).all() else second,
        )
        found.setdefault((role, int(seed)), {}).setdefault(int(step), {})[name] = own
    nothing = numpy.array([], dtype=object)
    listed = [samples.get(name, Sample(name, nothing, nothing)) for name in order]
    networks = []
    for role, seed in sorted(found, key=lambda key: (ROLES.index(key[0]), key[1])):
        steps = sorted(found[role, seed])
        maps = [_course([found[role, seed][step].get(sample.id) for step in steps], sample) for sample in listed]
        networks.append(Network(role, seed, steps, maps))
    return Task(f"{task}@{layer}", layer, listed, networks)


def _listed(file: Path, task: str, layer: str) -> list[str]:
    """Samples in the order of the jobs that the file's metadata lists; one that gave no map at all has no row."""
    entry = pyarrow.parquet.read_metadata(file).metadata.get(b"stillpoint.shard/2")
    jobs = [] if entry is None else [json.loads(each["job"]) for each in json.loads(entry)["jobs"]]
    own = [job["samples"] for job in jobs if job.get("task") == task and job.get("layer") == layer]
    return list(dict.fromkeys(name for samples in own for name in samples))


def _course(maps: list[Map | None], sample: Sample) -> list[Map] | None:
    """Left out: a sample without object or without background, one not measured throughout, one that is not finite."""
    regions = set(sample.region)
    if not {"foreground", "background"} <= regions or any(each is None for each in maps):
        return None
    return maps if all(numpy.isfinite(each.entropies).all() for each in maps) else None


def tasks_of(report: dict) -> list[tuple[str, str]]:
    return [(task["id"][: -len(task["layer"]) - 1], task["layer"]) for task in report["tasks"]]


def read_paths(run: Path, report: dict, task: Task, weight: str | None) -> list[str]:
    """Gives every network of a task its paths; returns what was not found, a sentence each."""
    folders = _folders(run, report, task)
    missing = []
    for network in task.networks:
        if network.role == "teacher":
            # One file, whose training is not compared: no path.
            network.paths = {name: [float("nan")] * len(network.steps) for name in PATHS}
            continue
        folder = folders.get((network.role, network.seed))
        found = None if folder is None else _record(folder, task.layer, weight)
        if found is None or any(step not in found for step in network.steps):
            missing.append(f"{task.id}: no record of the path of {network.role}, seed {network.seed}, in {folder or run}")
        else:
            network.paths = {name: [found[step][name] for step in network.steps] for name in PATHS}
    return missing


PATHS = ["layerPerStep", "layerPerCheckpoint", "networkPerStep", "networkPerCheckpoint"]


def _folders(run: Path, report: dict, task: Task) -> dict[tuple[str, int], Path]:
    """Where checkpoints lie: by the config of the analysis beside a bench's report, or by the report's own."""
    name, layer = task.id[: -len(task.layer) - 1], task.layer
    file = run / f"analyze-{name.replace('/', '-')}@{layer}.json"
    config = json.loads(file.read_text(encoding="utf-8")) if file.exists() else report.get("run", {}).get("config", {})
    # A report's own places are relative to where the command ran: here, or in some folder above the run.
    bases = [run] if file.exists() else [Path(), *run.resolve().parents]
    entries = config.get("networks", [])
    found = {}
    for entry in entries if isinstance(entries, list) else []:
        pair = entry.get("control", {}) if name.endswith("-control") and not file.exists() else entry
        for role, pattern in pair.items():
            if role in ROLES and isinstance(pattern, str):
                places = [Path(place) for base in bases for place in sorted(glob.glob(str(base / pattern)))[:1]]
                place = places[0] if places else Path(pattern)
                found[role, entry.get("seed", 0)] = place.parent if place.is_file() else place
    return found


def _record(folder: Path, layer: str, weight: str | None) -> dict[int, dict[str, float]] | None:
    for name in ("path.json", "path.csv", "paths.json"):
        file = folder / name
        if file.exists():
            text = file.read_text(encoding="utf-8-sig")
            if text.lstrip().startswith("{"):
                return _own_record(json.loads(text), layer)
            rows = json.loads(text) if text.lstrip().startswith("[") else list(csv.DictReader(text.splitlines()))
            return _rows(rows, [weight] if weight else [layer, f"{layer}.weight"])
    return None


def _own_record(record: dict, layer: str) -> dict[int, dict[str, float]] | None:
    found = {}
    for step, paths in record.items():
        if layer not in paths["layers"]:
            return None
        own, whole = paths["layers"][layer], paths["network"]
        numbers = own["perStep"], own["perCheckpoint"], whole["perStep"], whole["perCheckpoint"]
        found[int(step)] = dict(zip(PATHS, (float(each) for each in numbers)))
    return found


def _rows(rows: list[dict], names: list[str]) -> dict[int, dict[str, float]] | None:
    """The user's form: step, name, path, norm, per. A length is `path / norm`."""
    known = {row["name"] for row in rows}
    name = next((each for each in names if each in known), None)
    if name is None:
        return None
    found: dict[int, dict[str, float]] = {}
    for row in rows:
        kind = {name: "layer", "*": "network", "": "network"}.get(row["name"])
        if kind is not None:
            own = found.setdefault(int(row["step"]), dict.fromkeys(PATHS, float("nan")))
            per = "PerStep" if (row.get("per") or "checkpoint") == "step" else "PerCheckpoint"
            own[kind + per] = float(row["path"]) / float(row["norm"])
    return found
