"""CUB-200-2011, Pascal VOC 2012 and ILSVRC DET as their archives unpack: pictures, boxes, masks."""

from __future__ import annotations

import random
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
from examples import Item, chosen
from PIL import Image

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
VOC_SCALE, DET_SCALE = 1.2, 1.5
RESIZED = 256
CELLS, INSIDE = 16, (2, 14)
"""DET has no masks: of 16 cells a side those from 2 to 13 are foreground."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Picture:
    name: str
    file: Path
    label: int
    box: Box | None = None
    """Left, upper, right, lower in pixels: the part that is shown."""
    mask: Path | None = None
    instance: int | None = None
    """The object's number in the mask; without one all that is not 0 is object."""
    central: bool = False


class Pictures:
    def __init__(self, pictures: list[Picture], size: int) -> None:
        self.pictures, self.size = pictures, size

    def __len__(self) -> int:
        return len(self.pictures)

    def item(self, index: int, chance: random.Random | None) -> Item:
        picture = self.pictures[index]
        image = _cut(Image.open(picture.file).convert("RGB"), picture.box, Image.BILINEAR, self._margin(chance))
        if chance is not None:
            margin = image.width - self.size
            left, upper = chance.randint(0, margin), chance.randint(0, margin)
            image = image.crop((left, upper, left + self.size, upper + self.size))
            if chance.random() < 0.5:
                image = image.transpose(Image.FLIP_LEFT_RIGHT)
        values = torch.from_numpy(numpy.asarray(image, dtype=numpy.float32) / 255).permute(2, 0, 1)
        mean, std = torch.tensor(MEAN)[:, None, None], torch.tensor(STD)[:, None, None]
        return {"x": (values - mean) / std}, torch.tensor(picture.label)

    def _margin(self, chance: random.Random | None) -> int:
        if chance is None:
            return self.size
        return RESIZED if self.size >= 224 else round(self.size * RESIZED / 224)

    def write(self, folder: Path, many: int, classes: list[str]) -> None:
        """`many` of those that have a mask as `data/<class>/<name>.png` and `masks/`, at the network's size."""
        able = [picture for picture in self.pictures if picture.mask is not None or picture.central]
        for k in chosen(len(able), many):
            picture = able[k]
            name = f"{classes[picture.label]}/{picture.name}.png"
            image = _cut(Image.open(picture.file).convert("RGB"), picture.box, Image.BILINEAR, self.size)
            for kind, drawn in (("data", image), ("masks", self._mask(picture))):
                file = folder / kind / name
                file.parent.mkdir(parents=True, exist_ok=True)
                drawn.save(file)

    def _mask(self, picture: Picture) -> Image.Image:
        if picture.mask is None:
            values = numpy.zeros((self.size, self.size), numpy.uint8)
            low, high = (round(cell * self.size / CELLS) for cell in INSIDE)
            values[low:high, low:high] = 255
            return Image.fromarray(values)
        ids = numpy.asarray(_indices(picture.mask))
        # A mask's void, 255 beside numbered objects, stays what it is: neither object nor background.
        if picture.instance is None:
            values = numpy.where(ids > 0, 255, 0)
        else:
            values = numpy.where(ids == picture.instance, 1, numpy.where(ids == 255, 255, 0))
        return _cut(Image.fromarray(values.astype(numpy.uint8)), picture.box, Image.NEAREST, self.size)


def _indices(file: Path) -> Image.Image:
    image = Image.open(file)
    return image if image.mode in ("P", "L") else image.convert("L")


def _cut(image: Image.Image, box: Box | None, how: Image.Resampling, size: int) -> Image.Image:
    return image.resize((size, size), how, box=box or (0, 0, image.width, image.height))


def _enlarged(box: Box, scale: float, width: int, height: int) -> Box:
    """About its middle, cut off at the picture's edge."""
    left, upper, right, lower = box
    wide, high = (right - left) * (scale - 1) / 2, (lower - upper) * (scale - 1) / 2
    return max(0.0, left - wide), max(0.0, upper - high), min(float(width), right + wide), min(float(height), lower + high)


@dataclass(frozen=True)
class Images:
    train: Pictures
    held: Pictures
    classes: list[str]


def _table(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line.strip())


def cub(root: Path, size: int) -> Images:
    """`images.txt`, `image_class_labels.txt`, `train_test_split.txt`, `classes.txt`, `images/`, and `segmentations/`."""
    top = root / "CUB_200_2011" if (root / "CUB_200_2011").is_dir() else root
    masks = next((place for place in (root / "segmentations", top / "segmentations") if place.is_dir()), None)
    classes = list(_table(top / "classes.txt").values())
    labels, split = _table(top / "image_class_labels.txt"), _table(top / "train_test_split.txt")
    parts: dict[str, list[Picture]] = {"1": [], "0": []}
    for number, path in _table(top / "images.txt").items():
        mask = None if masks is None else (masks / path).with_suffix(".png")
        parts[split[number].strip()].append(
            Picture(Path(path).stem, top / "images" / path, int(labels[number]) - 1, mask=mask if mask and mask.exists() else None)
        )
    return Images(Pictures(parts["1"], size), Pictures(parts["0"], size), classes)


VOC_CLASSES = (
    "aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep sofa "
    "train tvmonitor"
).split()


def _objects(file: Path) -> tuple[int, int, list[tuple[str, Box]]]:
    root = xml.parse(file).getroot()
    found = []
    for each in root.iter("object"):
        if each.findtext("difficult", "0") == "1":
            continue
        box = each.find("bndbox")
        sides = tuple(float(box.findtext(side)) for side in ("xmin", "ymin", "xmax", "ymax"))
        found.append((each.findtext("name"), sides))
    return int(root.findtext("size/width")), int(root.findtext("size/height")), found


def voc(root: Path, size: int) -> Images:
    """`VOC2012` with Annotations, ImageSets, JPEGImages, SegmentationObject; one picture for each object."""
    top = next(place for place in (root / "VOCdevkit" / "VOC2012", root / "VOC2012", root) if (place / "JPEGImages").is_dir())

    def part(name: str) -> Pictures:
        pictures = []
        for number in (top / "ImageSets" / "Main" / f"{name}.txt").read_text().split():
            width, height, objects = _objects(top / "Annotations" / f"{number}.xml")
            mask = top / "SegmentationObject" / f"{number}.png"
            ids = numpy.asarray(_indices(mask)) if mask.exists() else None
            for k, (kind, box) in enumerate(objects):
                instance = None if ids is None else _instance(ids, box)
                file = top / "JPEGImages" / f"{number}.jpg"
                shown = _enlarged(box, VOC_SCALE, width, height)
                own = (None, None) if instance is None else (mask, instance)
                pictures.append(Picture(f"{number}-{k}", file, VOC_CLASSES.index(kind), shown, *own))
        return Pictures(pictures, size)

    return Images(part("train"), part("val"), VOC_CLASSES)


def _instance(ids: numpy.ndarray, box: Box) -> int | None:
    """The object whose extent is the box: intersection over union of at least a half."""
    best, share = None, 0.5
    for number in set(numpy.unique(ids).tolist()) - {0, 255}:
        rows, columns = numpy.nonzero(ids == number)
        own = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        wide, high = min(own[2], box[2]) - max(own[0], box[0]), min(own[3], box[3]) - max(own[1], box[1])
        common = max(0.0, wide) * max(0.0, high)
        union = (own[2] - own[0]) * (own[3] - own[1]) + (box[2] - box[0]) * (box[3] - box[1]) - common
        if common / union >= share:
            best, share = number, common / union
    return best


def det(root: Path, size: int, classes: list[str]) -> Images:
    """`ILSVRC/Annotations/DET` and `ILSVRC/Data/DET`, parts `train` and `val`; `classes` are WordNet ids."""
    top = root / "ILSVRC" if (root / "ILSVRC").is_dir() else root

    def part(name: str) -> Pictures:
        pictures = []
        notes = top / "Annotations" / "DET" / name
        for file in sorted(notes.rglob("*.xml")):
            width, height, objects = _objects(file)
            picture = (top / "Data" / "DET" / name / file.relative_to(notes)).with_suffix(".JPEG")
            for k, (kind, box) in enumerate(objects):
                if kind in classes:
                    shown = _enlarged(box, DET_SCALE, width, height)
                    pictures.append(Picture(f"{file.stem}-{k}", picture, classes.index(kind), shown, central=True))
        return Pictures(pictures, size)

    return Images(part("train"), part("val"), classes)
