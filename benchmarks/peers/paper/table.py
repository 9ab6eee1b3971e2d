"""Reports of `stillpoint analyze` in the layout of the paper's Table 1, as Markdown on standard output.

    python table.py runs > table.md

Takes every report.json below the folder whose task is called DATASET-NETWORK-LAYER, as train.py calls it. S is the distilled
student, B the network from scratch; other roles stand below them by name. S - B is the mean difference within seeds, with the
verdict where there is one. The columns of the paper's own numbers are empty: they were in no source this project could read
(KP20, arXiv 2003.03622, has them in its Table 1); fill them in from there.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from settings import DATA_SETS

NAMES = {"distilled": "S", "scratch": "B"}
COLUMNS = (
    ("N_fg ↑", "H1.foregroundCount", lambda network: network["foregroundCount"], 2),
    ("N_bg ↓", "H1.backgroundCount", lambda network: network["backgroundCount"], 2),
    ("λ ↑", "H1.foregroundRatio", lambda network: network["foregroundRatio"], 3),
    ("D_mean ↓", "H2.meanDistance", lambda network: network["learningDistance"]["mean"], 4),
    ("D_std ↓", "H2.varianceOfDistance", lambda network: network["learningDistance"]["variance"], 4),
    ("ρ ↑", "H3.stability", lambda network: network["stability"], 3),
)
MARKS = {"supported": "✓", "contradicted": "✗", "inconclusive": "open", "withheld": "withheld"}
TITLES = {name: each.title for name, each in DATA_SETS.items()}


def number(value: float | None, digits: int) -> str:
    if value is None:
        return "-"
    text = f"{value:.{digits}f}"
    return f"{value:.1e}" if value != 0 and float(text) == 0 else text


def rows_of(task: dict, cell: tuple[str, str, str]) -> list[list[str]]:
    networks = task["networks"]
    order = [role for role in ("distilled", "scratch") if role in networks]
    order += [role for role in networks if role not in order]
    rows = []
    for role in order:
        values = [number(read(networks[role])["mean"], digits) for _, _, read, digits in COLUMNS]
        rows.append([*cell, NAMES.get(role, role), *values, *[""] * (len(COLUMNS) if role in NAMES else 0)])
    claims = {claim["id"]: claim for claim in task["hypotheses"]}
    differences = []
    for _, claim, _, digits in COLUMNS:
        mean, mark = claims[claim]["difference"]["mean"], MARKS.get(claims[claim]["verdict"], "")
        differences.append(f"{'+' if mean is not None and mean > 0 else ''}{number(mean, digits)} {mark}".strip())
    rows.append([*cell, "S − B", *differences])
    return rows


def main() -> None:
    sys.stdout.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+", help="folders that hold reports at any depth")
    options = parser.parse_args()
    found: dict[str, list[tuple[tuple[str, str, str], dict]]] = {}
    order = list(DATA_SETS)
    for file in sorted(path for folder in options.runs for path in folder.rglob("report.json")):
        for task in json.loads(file.read_text(encoding="utf-8"))["tasks"]:
            cell = tuple(task["id"].split("@")[0].split("-"))
            if len(cell) == 3 and cell[0] in order:
                found.setdefault(task["engine"]["recipe"], []).append((cell, task))
    if not found:
        raise SystemExit(f"{' '.join(map(str, options.runs))}: expected a report.json of train.py's cells; got none; run commands.sh first")
    columns = [name for name, *_ in COLUMNS]
    head = ["data", "network", "layer", "", *columns, *(f"paper's {name[:-2]}" for name in columns)]
    for recipe, tasks in sorted(found.items(), reverse=True):
        engine = tasks[0][1]["engine"]
        print(f"## Recipe `{recipe}`, b = {engine['threshold']} nats\n")
        print("| " + " | ".join(head) + " |\n|" + " --- |" * 4 + " ---: |" * (len(head) - 4))
        for cell, task in sorted(tasks, key=lambda each: (order.index(each[0][0]), each[0][1:])):
            for k, row in enumerate(rows_of(task, cell)):
                names = [TITLES[row[0]], *row[1:3]] if k == 0 else ["", "", ""]
                print("| " + " | ".join([*names, *row[3:], *[""] * (len(head) - len(row))]) + " |")
        print()


if __name__ == "__main__":
    main()
