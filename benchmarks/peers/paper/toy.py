"""The whole kit at toy size: folders of the true shape, every modality trained and exported, measured by both recipes, tabled.

    python benchmarks/peers/paper/toy.py out/paper-toy > benchmarks/results/paper-toy.md

Needs a built repository (`pnpm build`); no data, no GPU. It shows that the kit runs. Its numbers mean nothing: the networks see
some dozens of made-up samples for four epochs.
"""

from __future__ import annotations

import argparse
import json
import platform
import shlex
import subprocess
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
STILLPOINT = HERE.parents[2] / "packages" / "cli" / "bin" / "stillpoint.js"
SYNSETS = "n02084071,n02121808,n02391049"
CONTROLS = "self-distilled,placebo,null,null-order"
CELLS = (
    ("cub", "vgg11", "--layers", "fc1,fc3"),  # as in the paper, a student for each layer
    ("voc", "alexnet", "--layers", "fc1"),
    ("det", "resnet50", "--layers", "fc1", "--classes", SYNSETS),
    ("modelnet40", "pointnet", "--layers", "fc1"),
    ("modelnet40", "dgcnn", "--layers", "fc1"),
    ("sst2", "transformer", "--layers", "fc1"),
    ("squad", "transformer", "--layers", "fc1"),
    ("sst2", "textcnn", "--layers", "fc1", "--seeds", "0,1,2", "--controls", CONTROLS),
)
LIMIT_ALONE = ("textcnn",)
"""With every role at three seeds; the 7,680 passes of an official map would take longer than all else together."""


def done(command: list[str]) -> None:
    """Runs a command; its words go to standard error."""
    print("$", shlex.join(command), file=sys.stderr, flush=True)
    subprocess.run(command, check=True, stdout=sys.stderr)


def finished(report: Path) -> bool:
    """A run that was stopped leaves a report too, which says so."""
    return report.exists() and "partial" not in json.loads(report.read_text(encoding="utf-8")).get("run", {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="", help="comma-separated data sets")
    options = parser.parse_args()
    done([sys.executable, str(HERE / "toy_data.py"), str(options.out / "data")])
    runs = options.out / "runs"
    for dataset, network, *more in CELLS:
        if options.only and dataset not in options.only.split(","):
            continue
        data = str(options.out / "data" / dataset)
        done([sys.executable, str(HERE / "train.py"), dataset, network, "--data", data, "--out", str(runs), "--toy", *more])
        commands = (runs / f"{dataset}-{network}" / "commands.sh").read_text(encoding="utf-8").splitlines()
        for command in commands:
            words = shlex.split(command)[2:]
            recipe, place = words[words.index("--recipe") + 1], Path(words[words.index("--out") + 1])
            if finished(place / "report.json") or (recipe == "official" and network in LIMIT_ALONE):
                continue
            # One sample is enough to show that the paper's own recipe runs.
            few = ["--samples", "1"] if recipe == "official" else []
            done(["node", str(STILLPOINT), *words, *few, "--overwrite", "--quiet"])
    table = subprocess.run([sys.executable, str(HERE / "table.py"), str(runs)], check=True, capture_output=True, text=True).stdout
    print("# The paper's table at toy size\n")
    print("    python benchmarks/peers/paper/toy.py out/paper-toy > benchmarks/results/paper-toy.md\n")
    print("That the kit of `benchmarks/peers/paper` runs from folders to the table, and nothing else: networks of a thirty-second of")
    print("the width saw some dozens of made-up samples for four epochs; two samples a cell are measured, one by `official`. Of the")
    print("paper's numbers none was in a source of this project, so their columns are empty; they are in Table 1 of arXiv 2003.03622.\n")
    print(table.replace("## Recipe", "## Toy: recipe"), end="")
    print(f"(PyTorch {torch.__version__}, Python {platform.python_version()}.)")


if __name__ == "__main__":
    main()
