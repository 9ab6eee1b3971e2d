"""Small folders of the true shape of every data set, so that the kit runs without them: names, formats, nothing to learn from
that is worth a sentence.

    python toy_data.py FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy
from PIL import Image, ImageDraw

COLOURS = ((200, 60, 40), (40, 90, 200), (60, 170, 60))
BIRDS = ("001.Red_bird", "002.Blue_bird", "003.Green_bird")
VOC_KINDS = ("bird", "cat", "sheep")
SYNSETS = ("n02084071", "n02121808", "n02391049")
SHAPES = ("airplane", "bottle", "chair")
GOOD, BAD = ("wonderful", "good", "charming", "fun"), ("awful", "bad", "boring", "dull")


def scene(draw: numpy.random.Generator, kind: int, size: int = 96) -> tuple[Image.Image, Image.Image, tuple[int, int, int, int]]:
    """A noisy ground and one coloured object; the object's mask and box."""
    ground = draw.integers(90, 166, (size, size, 3), dtype=numpy.uint8)
    image, mask = Image.fromarray(ground), Image.new("L", (size, size))
    wide, high = (int(x) for x in draw.integers(size // 3, size // 2, 2))
    left, upper = int(draw.integers(4, size - wide - 4)), int(draw.integers(4, size - high - 4))
    box = (left, upper, left + wide, upper + high)
    for drawing, colour in ((ImageDraw.Draw(image), COLOURS[kind]), (ImageDraw.Draw(mask), 255)):
        if kind == 1:
            drawing.rectangle(box, fill=colour)
        else:
            drawing.ellipse(box, fill=colour)
    return image, mask, box


def saved(image: Image.Image, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    image.save(file)


def text(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


def cub(root: Path, each: int) -> None:
    draw = numpy.random.default_rng(0)
    lines = {"images": [], "image_class_labels": [], "train_test_split": [], "bounding_boxes": []}
    for number in range(1, each * len(BIRDS) + 1):
        kind = (number - 1) % len(BIRDS)
        image, mask, box = scene(draw, kind)
        path = f"{BIRDS[kind]}/{BIRDS[kind][4:]}_{number:04d}"
        saved(image, root / "CUB_200_2011" / "images" / f"{path}.jpg")
        saved(mask.point(lambda value: 204 if value else 0), root / "segmentations" / f"{path}.png")
        lines["images"].append(f"{number} {path}.jpg")
        lines["image_class_labels"].append(f"{number} {kind + 1}")
        lines["train_test_split"].append(f"{number} {1 if number % 4 else 0}")
        lines["bounding_boxes"].append(f"{number} {box[0]} {box[1]} {box[2] - box[0]} {box[3] - box[1]}")
    for name, rows in lines.items():
        text(root / "CUB_200_2011" / f"{name}.txt", "\n".join(rows) + "\n")
    text(root / "CUB_200_2011" / "classes.txt", "".join(f"{k + 1} {name}\n" for k, name in enumerate(BIRDS)))


def annotation(kinds: list[str], boxes: list[tuple[int, int, int, int]], size: int) -> str:
    def side(names: tuple[str, ...], values: tuple[int, ...]) -> str:
        return "".join(f"<{name}>{value}</{name}>" for name, value in zip(names, values))

    objects = "".join(
        f"<object><name>{kind}</name><difficult>0</difficult>"
        f"<bndbox>{side(('xmin', 'ymin', 'xmax', 'ymax'), box)}</bndbox></object>"
        for kind, box in zip(kinds, boxes)
    )
    return f"<annotation><size>{side(('width', 'height', 'depth'), (size, size, 3))}</size>{objects}</annotation>\n"


def voc(root: Path, each: int) -> None:
    draw = numpy.random.default_rng(1)
    top = root / "VOCdevkit" / "VOC2012"
    parts: dict[str, list[str]] = {"train": [], "val": []}
    palette = [0, 0, 0, 128, 0, 0, 0, 128, 0] + [0] * (253 * 3 - 3) + [224, 224, 192]
    for number in range(each * len(VOC_KINDS)):
        kind, name = number % len(VOC_KINDS), f"2008_{number:06d}"
        image, mask, box = scene(draw, kind)
        ids = (numpy.asarray(mask) > 0).astype(numpy.uint8)
        edge = (ids == 1) & ((numpy.roll(ids, 1, 0) == 0) | (numpy.roll(ids, -1, 0) == 0))
        ids[edge] = 255  # VOC leaves a void around its objects
        indexed = Image.fromarray(ids, "P")
        indexed.putpalette(palette)
        saved(image, top / "JPEGImages" / f"{name}.jpg")
        saved(indexed, top / "SegmentationObject" / f"{name}.png")
        text(top / "Annotations" / f"{name}.xml", annotation([VOC_KINDS[kind]], [box], image.width))
        parts["val" if number % 4 == 3 else "train"].append(name)
    for part, names in parts.items():
        for group in ("Main", "Segmentation"):
            text(top / "ImageSets" / group / f"{part}.txt", "\n".join(names) + "\n")


def det(root: Path, each: int) -> None:
    draw = numpy.random.default_rng(2)
    for number in range(each * len(SYNSETS)):
        kind = number % len(SYNSETS)
        image, _, box = scene(draw, kind)
        part = "val" if number % 4 == 3 else "train"
        folder = f"DET/{part}" + (f"/ILSVRC2013_train/{SYNSETS[kind]}" if part == "train" else "")
        name = f"{SYNSETS[kind]}_{number}"
        saved_as = root / "ILSVRC" / "Data" / folder / f"{name}.JPEG"
        saved_as.parent.mkdir(parents=True, exist_ok=True)
        image.save(saved_as, "JPEG")
        text(root / "ILSVRC" / "Annotations" / folder / f"{name}.xml", annotation([SYNSETS[kind]], [box], image.width))


def modelnet40(root: Path, each: int) -> None:
    draw = numpy.random.default_rng(3)
    sizes = ((1.0, 0.1, 0.4), (0.2, 0.2, 1.0), (0.5, 0.5, 0.5))
    quads = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
    for number in range(each * len(SHAPES)):
        kind = number % len(SHAPES)
        half = numpy.array(sizes[kind]) * draw.uniform(0.8, 1.2, 3) * 20
        corners = [half * (x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
        # As in the archive, some files run the first two lines together.
        head = f"OFF{'' if number % 2 else chr(10)}8 6 0\n"
        rows = [" ".join(f"{value:.4f}" for value in corner) for corner in corners]
        faces = [f"4 {' '.join(map(str, quad))}" for quad in quads]
        part = "test" if number % 4 == 3 else "train"
        name = f"{SHAPES[kind]}_{number:04d}.off"
        text(root / "ModelNet40" / SHAPES[kind] / part / name, head + "\n".join(rows + faces) + "\n")


def sst2(root: Path, each: int) -> None:
    draw = numpy.random.default_rng(4)
    for part, count in (("train", 3 * each), ("dev", each)):
        rows = ["sentence\tlabel"]
        for number in range(count):
            label = number % 2
            word = (BAD, GOOD)[label][int(draw.integers(4))]
            subject = ("film", "story", "cast", "play")[int(draw.integers(4))]
            rows.append(f"the {subject} we saw on {('monday', 'friday')[int(draw.integers(2))]} was {word} to watch \t{label}")
        text(root / "SST-2" / f"{part}.tsv", "\n".join(rows) + "\n")


def squad(root: Path, each: int) -> None:
    draw = numpy.random.default_rng(5)
    towns, lands = ("Lund", "Graz", "Brest", "Turku"), ("Arvia", "Belmar", "Corland", "Dorna")
    for part, count in (("train", 3 * each), ("dev", each)):
        articles = []
        for number in range(count):
            town, other = (towns[int(k)] for k in draw.choice(4, 2, replace=False))
            land, far = (lands[int(k)] for k in draw.choice(4, 2, replace=False))
            context = f"The capital of {land} is {town}. The oldest port of {far} is {other}, by the sea."
            answer = {"text": town, "answer_start": context.index(town)}
            asked = {"id": f"{part}{number:05d}", "question": f"What is the capital of {land}?", "answers": [answer]}
            articles.append({"title": land, "paragraphs": [{"context": context, "qas": [asked]}]})
        text(root / f"{part}-v1.1.json", json.dumps({"version": "1.1", "data": articles}))


MAKERS = {"cub": cub, "voc": voc, "det": det, "modelnet40": modelnet40, "sst2": sst2, "squad": squad}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=16, help="samples of every class")
    options = parser.parse_args()
    for name, make in MAKERS.items():
        make(options.out / name, options.each)
        print(f"{options.out / name}")


if __name__ == "__main__":
    main()
