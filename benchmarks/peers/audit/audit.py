"""Recomputes every number of a report.json from entropies.parquet and the records of weight paths, and says where it disagrees.

    python audit.py RUN

RUN is the output folder of `stillpoint bench` or `stillpoint analyze`. Nothing of this project's code takes part: pandas and
pyarrow read the file, numpy counts, scipy has the distributions. Numbers are compared within a relative 1e-9, verdicts and
gates exactly. It exits with 1 where one number disagrees, and lists every number it could not make anew with the reason.

    python audit.py RUN --plant 20     # also changes 20 numbers by 1 %, one at a time: each must be noticed
"""

from __future__ import annotations

import argparse
import copy
import json
import random
from collections import Counter
from pathlib import Path

import numpy
from expected import Counting, adjust, beyond_control, expected_task, statement_of
from inference import DRAWS
from records import read_paths, read_task, tasks_of

RELATIVE, ABSOLUTE = 1e-9, 1e-14
WORDS = {"reason", "reasons", "note", "foregroundRule", "modality", "layer", "pathOrigins", "pathSource", "exclusions"}
"""Said in words, not numbers."""


class Comparison:
    def __init__(self) -> None:
        self.agree, self.largest, self.at = 0, 0.0, ""
        self.wrong: list[str] = []
        self.left: Counter[str] = Counter()

    def compare(self, actual: object, expected: object, place: tuple[str, ...]) -> None:
        """Every number, verdict and flag of `actual` against `expected` at the same place."""
        name = place[-1] if place else ""
        if name in WORDS:
            return
        if isinstance(actual, dict):
            for key, value in actual.items():
                own = expected.get(key, ...) if isinstance(expected, dict) else expected
                self.compare(value, own, (*place, key))
            for key in (expected.keys() if isinstance(expected, dict) else set()) - actual.keys() - WORDS:
                if not is_nothing(expected[key]):
                    self.wrong.append(f"{'/'.join((*place, key))}: missing in the report, made anew {expected[key]}")
        elif isinstance(actual, list) and actual and isinstance(actual[0], dict) and "metric" in actual[0]:
            self.compare(keyed(actual), keyed(expected) if isinstance(expected, list) else expected, place)
        elif isinstance(actual, list):
            if isinstance(expected, list) and len(expected) != len(actual):
                self.wrong.append(f"{'/'.join(place)}: the report lists {len(actual)}, made anew {len(expected)}")
                return
            for k, value in enumerate(actual):
                self.compare(value, expected[k] if isinstance(expected, list) else expected, (*place, str(k)))
        elif expected is ... or isinstance(expected, Unknown):
            self.left[f"{self.kind(place)}: {expected.why if isinstance(expected, Unknown) else 'not made anew here'}"] += 1
        elif not same(actual, expected):
            self.wrong.append(f"{'/'.join(place)}: the report says {actual}, made anew {expected}")
        else:
            self.agree += 1
            if isinstance(actual, (int, float)) and not isinstance(actual, bool) and actual != 0:
                off = abs(actual - expected) / abs(actual)
                if off > self.largest:
                    self.largest, self.at = off, "/".join(place)

    @staticmethod
    def kind(place: tuple[str, ...]) -> str:
        named = [part for part in place if part in KINDS]
        return named[-1] if named else place[-1]


KINDS = {"accuracy", "learningDistance", "learningDistanceBy", "trajectories", "bySeed", "hypotheses", "contrasts", "decomposition"}


class Unknown:
    """A number that files alone do not give."""

    def __init__(self, why: str) -> None:
        self.why = why


def keyed(contrasts: list[dict]) -> dict[str, dict]:
    """By what they are of: a number that a later version adds moves none of the others."""
    names = ("metric", "part", "statistic", "treated", "through", "reference")
    return {" ".join(str(each[name]) for name in names if name in each): each for each in contrasts}


def is_nothing(value: object) -> bool:
    """What a report may leave out: an empty list, a number that does not exist."""
    return isinstance(value, Unknown) or (isinstance(value, (list, dict)) and not value) or (isinstance(value, float) and numpy.isnan(value))


def same(actual: object, expected: object) -> bool:
    if isinstance(expected, (float, int, numpy.floating, numpy.integer)) and not isinstance(expected, (bool, numpy.bool_)):
        if actual is None:
            return not numpy.isfinite(expected)
        if isinstance(actual, bool) or not isinstance(actual, (int, float)):
            return False
        return abs(actual - expected) <= RELATIVE * max(abs(actual), abs(expected)) + ABSOLUTE
    return bool(actual == expected)


NO_RECORD = "no record of the weights' path"
OF_PATHS = ("layerPerStep", "layerPerCheckpoint", "networkPerStep", "networkPerCheckpoint", "shareOfPath", "layerPath", "networkPath")


def without_paths(value: object, name: str = "") -> object:
    """The same numbers, those that hang on weight paths unknown."""
    unknown = Unknown(NO_RECORD)
    if isinstance(value, dict):
        if str(value.get("id", "")).startswith("H2.") or value.get("metric") in OF_PATHS:
            return {key: each if key in ("id", "expected", "metric", "treated", "reference") else unknown for key, each in value.items()}
        if name in ("adjusted",):
            return unknown
        return {
            key: unknown if key.split(".")[0] in OF_PATHS or key == "learningDistance" else without_paths(each, key)
            for key, each in value.items()
        }
    return [without_paths(each, name) for each in value] if isinstance(value, list) else value


def recomputed(run: Path, report: dict, weight: str | None) -> tuple[dict, list[str]]:
    """The report's numbers made anew, and what could not be found."""
    tasks, missing, blind = [], [], []
    for said, (name, layer) in zip(report["tasks"], tasks_of(report)):
        task = read_task(run / "entropies.parquet", name, layer)
        lost = read_paths(run, report, task, weight)
        missing += lost
        blind.append(bool(lost))
        treated, _, untreated = said["hypotheses"][0]["expected"].split()
        counting = Counting(said["engine"]["threshold"], said["engine"]["backgroundReference"], treated, untreated)
        print(f"{said['id']}: {len(task.samples)} samples, {len(task.networks)} networks", flush=True)
        tasks.append(expected_task(task, counting, list(said["groups"]), said.get("equalAccuracy", [])))
    ids = [task["id"] for task in report["tasks"]]
    controls = report.get("controls", {})
    is_control = [name in controls.values() for name in ids]
    adjust(tasks, is_control)
    whole: dict = {
        "seeds": sorted({each["seed"] for task in tasks for each in task["bySeed"]}),
        "tasks": [without_paths(task) if lost else task for task, lost in zip(tasks, blind)],
        "differenceInDifferences": {
            trial: beyond_control(tasks[ids.index(trial)], tasks[ids.index(control)]) for trial, control in controls.items()
        },
    }
    found = statement_of(tasks, families(report), is_control)
    if found is not None:
        drawn = found["flips"] == DRAWS + 1
        if drawn and "global" in report:
            # Drawn exchanges: another stream of chance gives a share within its own error.
            own, other = report["global"]["p"], found["p"]
            error = (2 * max(own, other) / DRAWS) ** 0.5
            found["p"] = own if abs(own - other) <= 4 * error + 2 / DRAWS else other
        whole["global"] = found if not any(blind) else Unknown(NO_RECORD)
    return whole, missing


def families(report: dict) -> list[str]:
    """For every task a name that tasks share whose trained networks are the same files: layers, methods."""
    names = [name for name, _ in tasks_of(report)]
    family = {name: name for name in names}
    owner: dict[str, str] = {}
    for key, digest in report.get("run", {}).get("digests", {}).get("checkpoints", {}).items():
        place, _, network = key.rpartition(": ")
        task, (role, _, step) = place.rpartition("@")[0], network.split(", ")
        # One teacher serves many, and first weights are a matter of the seed.
        if role == "teacher" or step == "step 0" or task not in family:
            continue
        own, other = family[task], family[owner.setdefault(digest, task)]
        family = {name: other if known == own else known for name, known in family.items()}
    return [family[name] for name in names]


def checked(report: dict, expected: dict) -> Comparison:
    found = Comparison()
    accuracy = Unknown("answers of the networks, which only running them gives")
    for said, own in zip(report["tasks"], expected["tasks"]):
        for place, networks in [(own, said["networks"]), *((own["groups"][name], each["networks"]) for name, each in said["groups"].items())]:
            for role, network in networks.items():
                if "accuracy" in network:
                    place["networks"][role]["accuracy"] = accuracy
        if "atSecondBound" in said:
            for role, network in said["atSecondBound"]["networks"].items():
                if "accuracy" in network:
                    own["atSecondBound"]["networks"][role]["accuracy"] = accuracy
        for one in own.get("equalAccuracy", []):
            one["stops"] = accuracy
        own["id"] = said["id"]
        own["engine"] = {**own["engine"], **{name: said["engine"][name] for name in ("recipe", "threshold", "backgroundReference")}}
    found.compare(report["seeds"], expected["seeds"], ("seeds",))
    for said, own in zip(report["tasks"], expected["tasks"]):
        found.compare(said, own, (said["id"],))
    for name in ("differenceInDifferences", "global"):
        if name in report:
            found.compare(report[name], expected.get(name, ...), (name,))
    return found


def numbers_in(value: object, place: tuple = ()) -> list[tuple]:
    if isinstance(value, dict):
        return [found for key, each in value.items() if key not in WORDS | {"accuracy", "stops"} for found in numbers_in(each, (*place, key))]
    if isinstance(value, list):
        return [found for k, each in enumerate(value) for found in numbers_in(each, (*place, k))]
    return [place] if isinstance(value, (int, float)) and not isinstance(value, bool) and value != 0 else []


def planted(report: dict, expected: dict, many: int, known: int) -> list[str]:
    """Numbers that were changed by 1 % and passed."""
    chance = random.Random(0)
    places = [place for place in numbers_in(report["tasks"]) if place[1] != "engine" or place[2] != "threshold"]
    passed = []
    for place in chance.sample(places, many):
        changed = copy.deepcopy(report)
        at = changed["tasks"]
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] *= 1.01
        found = checked(changed, expected)
        if len(found.wrong) <= known:
            passed.append("/".join(map(str, place)))
    return passed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="folder with report.json and entropies.parquet")
    parser.add_argument("--weight", help="name of the layer's weight in path.csv, where it is not LAYER.weight")
    parser.add_argument("--plant", type=int, default=0, metavar="N", help="also change N numbers by 1 %%, one at a time")
    parser.add_argument("--show", type=int, default=20, help="disagreements to print")
    options = parser.parse_args()
    report = json.loads((options.run / "report.json").read_text(encoding="utf-8"))
    expected, missing = recomputed(options.run, report, options.weight)
    found = checked(report, expected)
    for line in missing:
        print(line)
    for line in found.wrong[: options.show]:
        print(f"DISAGREES {line}")
    print(f"\n{found.agree} agree, {len(found.wrong)} disagree; largest relative difference {found.largest:.1e} ({found.at})")
    for line, many in sorted(found.left.items()):
        print(f"not recomputed: {many} of {line}")
    failed = bool(found.wrong)
    if options.plant > 0:
        passed = planted(report, expected, options.plant, len(found.wrong))
        print(f"planted: {options.plant - len(passed)} of {options.plant} changes of 1 % noticed")
        for line in passed:
            print(f"PASSED UNNOTICED {line}")
        failed = failed or bool(passed)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
