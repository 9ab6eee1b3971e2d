"""Writes AlexNet, VGG-16 and ResNet-18 at full width with random weights as ONNX: tensors `image`, `features`, `logits`."""

import argparse
import json
import warnings
from pathlib import Path

import torch
from networks import NETWORKS, SIZE, build

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder", type=Path)
parser.add_argument("--networks", default=",".join(NETWORKS))
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
options.folder.mkdir(parents=True, exist_ok=True)
warnings.simplefilter("ignore")

for name in options.networks.split(","):
    path = options.folder / f"{name}.onnx"
    if not path.exists():
        partial = path.with_suffix(".partial")
        torch.onnx.export(
            build(name, options.seed),
            (torch.zeros(1, 3, SIZE, SIZE),),
            str(partial),
            dynamo=False,
            opset_version=18,
            input_names=["image"],
            output_names=["features", "logits"],
            dynamic_axes={"image": {0: "batch"}, "features": {0: "batch"}, "logits": {0: "batch"}},
        )
        partial.rename(path)
    print(json.dumps({"network": name, "file": path.name, "bytes": path.stat().st_size}), flush=True)
