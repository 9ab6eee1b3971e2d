"""Trains what a cell of the paper's Table 1 compares, and prints the `stillpoint analyze` commands that fill it.

A teacher, and for every seed a network from scratch and, for every layer, a student of the teacher's features at that layer:
the same architecture, the same first weights, the same batches. Checkpoints become ONNX files at the paper's spacing with a
record of how far weights moved. Then analyze measures, and table.py puts the reports into the paper's layout.

    python train.py cub vgg16 --data CUB --out runs --pretrained vgg16-397923af.pth
    sh runs/cub-vgg16/commands.sh
    python table.py runs

What data sets look like on disk, what is known of the paper's settings and what is not: README.md. `--explain` prints the
settings with their sources, the networks that would be trained and the disk they need, and trains nothing. `--toy` makes
everything small (a few seconds on a CPU); with toy_data.py it runs without any of the data.

A network that was finished is not trained again; one that was interrupted begins anew.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
from pathlib import Path

import torch
from checkpoints import DONE
from cloud_data import modelnet40
from image_data import MEAN, STD, cub, det, voc
from image_networks import IMAGE_CHANGES, image_network, load_pretrained
from point_networks import point_network
from settings import DATA_SETS, LONG_CHECKPOINT_EPOCHS, MEASURED, DataSet, Settings, picture_size, settings_of
from text_data import squad, sst2
from text_networks import SentenceTransformer, SpanTransformer, TextCnn
from torch import nn
from training import Run, train_on_features, train_on_labels

CONTROLS = ("self-distilled", "placebo", "null", "null-order")
FEATURE_ROLES = ("distilled", "self-distilled", "placebo")
OTHER_WEIGHTS, OTHER_ORDER, TEACHER = 1_000, 2_000, 3_000
"""Added to a seed for a second network from scratch, for another order of its batches, and for teachers."""


@dataclasses.dataclass(frozen=True)
class Scale:
    """Sizes that --toy makes small."""

    width: int = 1
    size: int | None = None
    points: int = 1024
    words: int = 20_000
    window: int = 384
    sentence_window: int = 64
    epochs: int | None = None
    head_epochs: int | None = None
    checkpoints: tuple[int, ...] | None = None
    measured: int = MEASURED
    batch: int | None = None
    rate: float | None = None
    """Largest learning rate of a student: the paper's 10 for a ResNet's fc1 is too large for narrow networks."""


TOY = Scale(32, 32, 64, 200, 48, 24, 4, 2, (0, 2, 4), 2, 8, 0.1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", choices=list(DATA_SETS), help="row of the table")
    parser.add_argument("network", help="; ".join(f"{name}: {', '.join(each.networks)}" for name, each in DATA_SETS.items()))
    parser.add_argument("--data", type=Path, help="folder the data set was unpacked into")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="gets a folder DATASET-NETWORK")
    parser.add_argument("--layers", help="comma-separated: conv, fc1, fc2, fc3 of pictures; default as in the table")
    parser.add_argument("--seeds", default="0", help="0 as in the paper; verdicts of analyze need three: 0,1,2")
    parser.add_argument("--controls", default="", help=f"comma-separated, any of {', '.join(CONTROLS)}")
    parser.add_argument("--pretrained", help="torchvision's file of ImageNet weights for the teacher, or none")
    parser.add_argument("--classes", help="det: the 12 WordNet ids, comma-separated")
    parser.add_argument("--epochs", type=int, help="default 150; 400 adds the checkpoints of the paper's longer runs")
    parser.add_argument("--first", action="store_true", help="ResNets: also the checkpoint before training, which the paper drops")
    parser.add_argument("--held-out", action="store_true", help="measure held-out data; the paper measures training data")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=0, help="processes that prepare data")
    parser.add_argument("--toy", action="store_true", help="reduced width, size and steps: shows that it runs, measures nothing")
    parser.add_argument("--explain", action="store_true", help="print settings and plan, train nothing")
    options = parser.parse_args()
    known = DATA_SETS[options.dataset]
    if options.network not in known.networks:
        parser.error(f"network: expected one of {', '.join(known.networks)} for {options.dataset}; got {options.network}")
    options.layers = tuple(options.layers.split(",")) if options.layers else known.layers
    options.seeds = [int(seed) for seed in options.seeds.split(",")]
    options.controls = [name for name in options.controls.split(",") if name]
    strange = [name for name in options.controls if name not in CONTROLS]
    if strange:
        parser.error(f"--controls: expected some of {', '.join(CONTROLS)}; got {', '.join(strange)}")
    if options.explain:
        return options
    if options.data is None:
        parser.error(f"--data: expected the folder {known.title} was unpacked into; got nothing; README.md says where to get it")
    if options.dataset == "det" and not options.classes:
        parser.error("--classes: expected WordNet ids such as n02084071,n02121808; got nothing; which 12 the paper used is not known")
    if known.modality == "image" and options.pretrained is None and not options.toy:
        parser.error("--pretrained: expected torchvision's file of ImageNet weights, or none; got nothing; the paper's teachers are pre-trained")
    return options


@dataclasses.dataclass(frozen=True)
class Cell:
    """A data set ready for one network."""

    run: Run
    config: dict[str, object]
    folder: Path


def prepared(options: argparse.Namespace, scale: Scale, folder: Path) -> Cell:
    """Reads the data, writes the measured samples, and says how networks are built."""
    name, network = options.dataset, options.network
    known = DATA_SETS[name]
    config: dict[str, object] = {"modality": known.modality}
    folder.mkdir(parents=True, exist_ok=True)
    if known.modality == "image":
        size = picture_size(network) if scale.size is None else scale.size * (2 if network == "alexnet" else 1)
        read = {"cub": cub, "voc": voc, "det": lambda root, px: det(root, px, options.classes.split(","))}[name]
        data = read(options.data, size)
        count = len(data.classes)
        build = lambda: image_network(network, count, size, scale.width)  # noqa: E731
        config |= {"grid": "16x16", "mean": MEAN, "std": STD, "classes": data.classes, "data": "data", "masks": "masks"}
    elif known.modality == "pointcloud":
        data = modelnet40(options.data, scale.points, options.out / "cache")
        count = len(data.classes)
        build = lambda: point_network(network, count, scale.points, scale.width)  # noqa: E731
        config |= {"scale": "none", "classes": data.classes, "data": "data", "masks": "masks"}
    elif known.modality == "sentiment":
        data = sst2(options.data, scale.words, scale.sentence_window)
        make = {
            "textcnn": lambda: TextCnn(data.words, 2, scale.width),
            "transformer": lambda: SentenceTransformer(data.words, scale.sentence_window, 2, scale.width),
        }
        build = make[network]
        config |= {"data": "data.tsv", "tokenizer": "tokenizer.json", "window": scale.sentence_window}
    else:
        data = squad(options.data, scale.words, scale.window)
        build = lambda: SpanTransformer(data.words, scale.window, scale.width)  # noqa: E731
        config |= {"data": "data.json", "tokenizer": "tokenizer.json", "window": scale.window}
    for part, of in (("train", data.train), ("held-out", data.held)):
        if len(of) < 2:
            raise SystemExit(f"--data {options.data}: expected examples of {known.title} in its {part} part; got {len(of)}; see README.md")
    for kind in ("data", "masks"):
        shutil.rmtree(folder / kind, ignore_errors=True)
    measured = data.held if options.held_out else data.train
    if known.modality in ("image", "pointcloud"):
        measured.write(folder, scale.measured, data.classes)
    else:
        measured.write(folder, scale.measured)
        data.tokenizer.save(str(folder / "tokenizer.json"))
    settings = settings_of(network)
    if scale.batch is not None and scale.rate is not None:
        slower = {layer: rate.below(scale.rate) for layer, rate in settings.student.items()}
        settings = dataclasses.replace(settings, batch=scale.batch, student=slower)
    epochs = options.epochs or scale.epochs or settings.epochs
    marks = scale.checkpoints or (LONG_CHECKPOINT_EPOCHS if epochs > settings.epochs else settings.checkpoints)
    checkpoints = {epoch for epoch in marks if epoch <= epochs} | {epochs} | ({0} if options.first else set())
    if not options.first and 0 not in settings.checkpoints:
        checkpoints.discard(0)
    run = Run(
        build,
        data.train,
        data.held,
        settings,
        epochs,
        scale.head_epochs or settings.head_epochs,
        tuple(sorted(checkpoints)),
        torch.device(options.device),
        options.workers,
    )
    return Cell(run, config, folder)


def train_all(options: argparse.Namespace, cell: Cell) -> None:
    run, settings, folder = cell.run, cell.run.settings, cell.folder
    augment = DATA_SETS[options.dataset].augment
    taught = teacher(options, cell, augment)
    for seed in options.seeds:
        own = folder / f"seed{seed}"

        def scratch(role: str, weights: int, order: int) -> nn.Module:
            model = run.fresh(weights)
            if finished(own / role):
                model.load_state_dict(torch.load(own / f"{role}.pt", map_location=run.device, weights_only=True))
                return model.eval()
            train_on_labels(run, model, settings.scratch, order, augment, f"{role} seed {seed}", own / role)
            torch.save(model.state_dict(), own / f"{role}.pt")
            return model

        scratch("scratch", seed, seed)
        teachers = {"distilled": taught}
        if "null-order" in options.controls:
            scratch("null-order", seed, seed + OTHER_ORDER)
        if "null" in options.controls or "self-distilled" in options.controls:
            # Other first weights, the data and batches of scratch: what a teacher is that knows no more than scratch.
            teachers["self-distilled"] = scratch("null", seed + OTHER_WEIGHTS, seed)
        if "placebo" in options.controls:
            teachers["placebo"] = run.fresh(seed + TEACHER).eval()
        for layer in options.layers:
            for role in FEATURE_ROLES:
                place = own / f"{role}-{layer}"
                if (role != "distilled" and role not in options.controls) or finished(place):
                    continue
                what = f"{role} {layer} seed {seed}"
                rate = settings.student_rate(layer)
                train_on_features(run, run.fresh(seed), teachers[role], layer, rate, seed, augment, what, place)


def teacher(options: argparse.Namespace, cell: Cell, augment: bool) -> nn.Module:
    run, folder = cell.run, cell.folder
    model = run.fresh(TEACHER)
    saved = folder / "teacher.pt"
    if saved.exists():
        model.load_state_dict(torch.load(saved, map_location=run.device, weights_only=True))
        return model.eval()
    if options.pretrained not in (None, "none"):
        print(f"teacher: {load_pretrained(model, options.pretrained)}")
    last = dataclasses.replace(run, checkpoints=(run.epochs,))  # of a teacher one file is measured
    shutil.rmtree(folder / "teacher", ignore_errors=True)
    train_on_labels(last, model, run.settings.teacher, TEACHER, augment, "teacher", folder / "teacher")
    torch.save(model.state_dict(), saved)
    return model


def finished(folder: Path) -> bool:
    if (folder / DONE).exists():
        return True
    shutil.rmtree(folder, ignore_errors=True)
    return False


def write_configs(options: argparse.Namespace, cell: Cell) -> list[str]:
    """A config for each layer, since each has students of its own; the commands that measure it by both recipes."""
    model = cell.run.build()
    commands = []
    for layer in options.layers:
        networks = []
        for seed in options.seeds:
            entry: dict[str, object] = {"seed": seed, "distilled": f"seed{seed}/distilled-{layer}", "scratch": f"seed{seed}/scratch"}
            for role in options.controls:
                entry[role] = f"seed{seed}/{role}-{layer}" if role in FEATURE_ROLES else f"seed{seed}/{role}"
            networks.append(entry)
        config = {
            "task": f"{options.dataset}-{options.network}-{layer}",
            **cell.config,
            "layer": [model.taps[layer]],
            **({"accuracy": False} if options.toy else {}),
            "teacher": "teacher",
            "networks": networks,
            "out": f"report-{layer}",
        }
        file = cell.folder / f"{layer}.jsonc"
        file.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        for recipe in ("official", "limit"):
            commands.append(f"npx stillpoint analyze {file} --recipe {recipe} --out {cell.folder / f'report-{layer}-{recipe}'}")
    return commands


def explain(options: argparse.Namespace, known: DataSet, settings: Settings) -> None:
    print(f"{known.title}, {options.network}; layers {', '.join(options.layers)}; seeds {', '.join(map(str, options.seeds))}\n")
    rows = [(source, what) for source, what in known.notes]
    if options.network.startswith("resnet"):
        rows += IMAGE_CHANGES
    rows.append((settings.source, f"{settings.optimiser}, batch {settings.batch}, {settings.epochs} epochs, weight decay {settings.weight_decay:g}"))
    rates = {"teacher": settings.teacher, "scratch": settings.scratch, "layers behind": settings.head}
    rates |= {f"student at {layer}": settings.student_rate(layer) for layer in options.layers}
    rows += [(rate.source, f"rate of {what}: {rate.first:g} to {rate.last:g}") for what, rate in rates.items()]
    rows.append(("code", f"{MEASURED} training samples measured; here not only those whose foreground entropy is below the background's"))
    for source, what in rows:
        print(f"  {source:9} {what}")
    students = 1 + sum(role in options.controls for role in ("self-distilled", "placebo"))
    plain = 1 + ("null" in options.controls or "self-distilled" in options.controls) + ("null-order" in options.controls)
    networks = len(options.seeds) * (plain + students * len(options.layers))
    files = networks * len(settings.checkpoints) + 1
    line = f"\n1 teacher and {networks} networks, {files} files"
    if known.modality == "image":
        with torch.device("cpu"):
            model = image_network(options.network, 200, picture_size(options.network), 1)
        megabytes = sum(value.numel() for value in model.parameters()) * 4 / 1e6
        line += f" of {megabytes:.0f} MB (200 classes): {files * megabytes / 1e3:.0f} GB"
    print(f"{line}; hours: not measured")


def main() -> None:
    options = arguments()
    known, settings = DATA_SETS[options.dataset], settings_of(options.network)
    if options.explain:
        explain(options, known, settings)
        return
    if options.toy:
        torch.set_num_threads(1)  # networks this small lose more to threads than they gain
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    folder = options.out / f"{options.dataset}-{options.network}"
    cell = prepared(options, TOY if options.toy else Scale(), folder)
    strange = [layer for layer in options.layers if layer not in cell.run.build().taps]
    if strange:
        raise SystemExit(f"--layers: expected some of {', '.join(cell.run.build().taps)}; got {', '.join(strange)}")
    train_all(options, cell)
    commands = write_configs(options, cell)
    (folder / "commands.sh").write_text("".join(f"{command}\n" for command in commands), encoding="utf-8")
    print("\nmeasure it:\n")
    print("\n".join(commands))


if __name__ == "__main__":
    main()
