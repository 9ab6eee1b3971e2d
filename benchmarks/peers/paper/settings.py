"""The settings of the paper's experiments, each with how far it can be trusted.

`code` was read in the authors' released code, `recalled` is remembered of the paper and was not seen, `assumed` is ours where
nothing was found. Nothing here was read in the paper's own tables.
"""

from __future__ import annotations

from dataclasses import dataclass

CHECKPOINT_EPOCHS = (0, 2, 5, 10, 15, 20, 25, 30, 40, 50, 70, 90, 110, 130, 150)
LONG_CHECKPOINT_EPOCHS = (*CHECKPOINT_EPOCHS, 170, 190, 240, 280, 320, 360, 400)

IMAGE_NETWORKS = ("alexnet", "vgg11", "vgg16", "vgg19", "resnet50", "resnet101", "resnet152")
POINT_NETWORKS = ("pointnet", "dgcnn")
SENTENCE_NETWORKS = ("textcnn", "transformer")
QUESTION_NETWORKS = ("transformer",)

IMAGE_LAYERS = ("fc1", "fc2", "fc3")


@dataclass(frozen=True)
class DataSet:
    """What a cell of the table is measured on."""

    modality: str
    title: str
    networks: tuple[str, ...]
    layers: tuple[str, ...]
    """Measured unless --layers says otherwise."""
    augment: bool
    """Whether scratch and students see resized, randomly cropped and flipped pictures."""
    notes: tuple[tuple[str, str], ...]
    """What was done to the data, and how far it can be trusted."""


DATA_SETS = {
    "cub": DataSet(
        "image",
        "CUB-200-2011",
        IMAGE_NETWORKS,
        IMAGE_LAYERS,
        augment=False,
        notes=(("code", "200 classes, no augmentation"), ("assumed", "whole pictures, stretched to the network's size")),
    ),
    "voc": DataSet(
        "image",
        "Pascal VOC 2012",
        IMAGE_NETWORKS,
        IMAGE_LAYERS,
        augment=True,
        notes=(
            ("code", "20 classes, resize to 256, random crop, horizontal flip"),
            ("recalled", "one picture for each annotated object, its box enlarged 1.2 times"),
        ),
    ),
    "det": DataSet(
        "image",
        "ILSVRC 2013 DET, 12 classes of mammals",
        IMAGE_NETWORKS,
        IMAGE_LAYERS,
        augment=True,
        notes=(
            ("code", "no masks: the central 12x12 of 16x16 cells are foreground"),
            ("recalled", "one picture for each annotated object, its box enlarged 1.5 times"),
            ("assumed", "which 12 classes is not known: name them with --classes"),
        ),
    ),
    "modelnet40": DataSet(
        "pointcloud",
        "ModelNet40",
        POINT_NETWORKS,
        ("fc1", "fc2"),
        augment=True,
        notes=(
            ("recalled", "points of other classes' clouds beside the object are the background"),
            ("assumed", "1024 points, a quarter of them background, in training too; turned about the upright axis"),
        ),
    ),
    "sst2": DataSet(
        "sentiment",
        "SST-2",
        SENTENCE_NETWORKS,
        ("fc1",),
        augment=False,
        notes=(
            ("recalled", "words that bear the sentiment are foreground"),
            ("assumed", "networks, rates, and AFINN's list as those words"),
        ),
    ),
    "squad": DataSet(
        "qa",
        "SQuAD 1.1",
        QUESTION_NETWORKS,
        ("fc1",),
        augment=False,
        notes=(
            ("recalled", "words of the answer are foreground"),
            ("assumed", "networks, rates, and the question's words in the answer's sentence beside it"),
        ),
    ),
}


@dataclass(frozen=True)
class Rate:
    """Learning rates of the first and the last epoch, spaced evenly in their logarithm between."""

    first: float
    last: float
    source: str

    def at(self, epoch: int, epochs: int) -> float:
        return self.first if epochs < 2 else self.first * (self.last / self.first) ** (epoch / (epochs - 1))

    def below(self, most: float) -> "Rate":
        return Rate(min(self.first, most), min(self.last, most), self.source)


@dataclass(frozen=True)
class Settings:
    """What one family of networks is trained with."""

    optimiser: str
    batch: int
    epochs: int
    head_epochs: int
    checkpoints: tuple[int, ...]
    teacher: Rate
    scratch: Rate
    student: dict[str, Rate]
    """By layer; others are trained like `fc1`."""
    head: Rate
    weight_decay: float
    source: str
    """Of the optimiser, the batch, the epochs and the weight decay."""

    def student_rate(self, layer: str) -> Rate:
        known = self.student.get(layer)
        if known is not None:
            return known
        like = self.student["fc1"]
        return Rate(like.first, like.last, "assumed")


PLAIN = Settings(  # AlexNet and VGG
    optimiser="sgd",
    batch=64,
    epochs=150,
    head_epochs=100,
    checkpoints=CHECKPOINT_EPOCHS,
    teacher=Rate(1e-3, 1e-4, "code"),
    scratch=Rate(1e-2, 1e-3, "code"),
    student={"fc1": Rate(1e-4, 1e-5, "code"), "fc2": Rate(1e-3, 1e-4, "code"), "fc3": Rate(1e-3, 1e-4, "code")},
    head=Rate(1e-3, 1e-3, "code"),
    weight_decay=1e-4,
    source="code",
)

RESIDUAL = Settings(
    optimiser="sgd",
    batch=64,
    epochs=150,
    head_epochs=100,
    checkpoints=CHECKPOINT_EPOCHS[1:],  # the released code leaves epoch 0 of ResNets out
    teacher=Rate(1e-2, 1e-3, "code"),
    scratch=Rate(1e-1, 1e-2, "code"),
    student={"fc1": Rate(10.0, 0.1, "code"), "fc2": Rate(1e-1, 1e-2, "code"), "fc3": Rate(1e-1, 1e-1, "code")},
    head=Rate(1e-2, 1e-2, "code"),
    weight_decay=1e-4,
    source="code",
)

OTHER = Settings(  # clouds and texts: nothing of the paper's training is known
    optimiser="adam",
    batch=32,
    epochs=150,
    head_epochs=100,
    checkpoints=CHECKPOINT_EPOCHS,
    teacher=Rate(1e-3, 1e-4, "assumed"),
    scratch=Rate(1e-3, 1e-4, "assumed"),
    student={"fc1": Rate(1e-3, 1e-4, "assumed")},
    head=Rate(1e-3, 1e-3, "assumed"),
    weight_decay=1e-4,
    source="assumed",
)

MOMENTUM = 0.9
PLATEAU_FACTOR = 0.3
PLATEAU_PATIENCE = 10
MEASURED = 50
"""Samples; the released code stops after 50, drawn from 500 training pictures with seed 0."""


def settings_of(network: str) -> Settings:
    if network.startswith("resnet"):
        return RESIDUAL
    return PLAIN if network in IMAGE_NETWORKS else OTHER


def picture_size(network: str) -> int:
    return 227 if network == "alexnet" else 224
