"""The network a peer script works on: a full-width one by name, or an ONNX file cut at a tensor."""

import argparse

import torch
from networks import NETWORKS, SIZE, build
from onnx_module import OnnxModule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--network", choices=sorted(NETWORKS), help="full width, random weights, 224 px")
    parser.add_argument("--onnx", help="an ONNX file instead, with --input, --layer and --shape")
    parser.add_argument("--input", default="image")
    parser.add_argument("--layer", default="features")
    parser.add_argument("--shape", default=f"3,{SIZE},{SIZE}", help="one sample of the input")


def features(options: argparse.Namespace) -> tuple[torch.nn.Module, tuple[int, ...], str]:
    """The network up to its features, frozen and in eval mode; the shape of one input; a name."""
    if options.onnx:
        body: torch.nn.Module = OnnxModule(options.onnx, options.input, options.layer)
        shape = tuple(int(size) for size in options.shape.split(","))
        name = "onnx"
    elif options.network:
        body, shape, name = build(options.network, options.seed).body, (3, SIZE, SIZE), options.network
    else:
        raise SystemExit("name a --network or an --onnx file")
    return body.eval().requires_grad_(False), shape, name
