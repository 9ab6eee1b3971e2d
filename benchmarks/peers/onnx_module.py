"""An ONNX classifier as a plain PyTorch module: its weights become parameters, its nodes torch calls in file order."""

from collections.abc import Callable

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import Tensor, nn

Attributes = dict[str, object]
Operator = Callable[[list[Tensor | None], Attributes], Tensor]


def _padding(a: Attributes, rank: int) -> tuple[int, ...]:
    pads = a.get("pads", [0] * (2 * rank))
    if a.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID") or pads[:rank] != pads[rank:]:
        raise ValueError("only symmetric explicit padding is written here")
    return tuple(pads[:rank])


def _conv(i: list[Tensor | None], a: Attributes) -> Tensor:
    rank = i[0].dim() - 2
    one = [1] * rank
    return F.conv2d(i[0], *(i[1:] + [None])[:2], a.get("strides", one), _padding(a, rank), a.get("dilations", one), a.get("group", 1))


def _gemm(i: list[Tensor | None], a: Attributes) -> Tensor:
    left = i[0].t() if a.get("transA") else i[0]
    weight = i[1] if a.get("transB") else i[1].t()
    if a.get("alpha", 1.0) != 1 or a.get("beta", 1.0) != 1:
        raise ValueError("Gemm: only alpha = beta = 1 is written here")
    return F.linear(left, weight, i[2] if len(i) > 2 else None)


def _average_pool(i: list[Tensor | None], a: Attributes) -> Tensor:
    kernel = a["kernel_shape"]
    return F.avg_pool2d(
        i[0], kernel, a.get("strides", kernel), _padding(a, 2), bool(a.get("ceil_mode", 0)), bool(a.get("count_include_pad", 0))
    )


def _max_pool(i: list[Tensor | None], a: Attributes) -> Tensor:
    kernel = a["kernel_shape"]
    return F.max_pool2d(
        i[0], kernel, a.get("strides", [1, 1]), _padding(a, 2), a.get("dilations", 1), bool(a.get("ceil_mode", 0))
    )


def _reduce_mean(i: list[Tensor | None], a: Attributes) -> Tensor:
    axes = a["axes"] if "axes" in a else i[1].tolist()
    return i[0].mean(axes, keepdim=bool(a.get("keepdims", 1)))


def _clip(i: list[Tensor | None], a: Attributes) -> Tensor:
    bound = lambda k, name: i[k] if len(i) > k and i[k] is not None else a.get(name)
    return torch.clamp(i[0], bound(1, "min"), bound(2, "max"))


def _reshape(i: list[Tensor | None], a: Attributes) -> Tensor:
    return i[0].reshape([i[0].shape[k] if size == 0 else size for k, size in enumerate(i[1].tolist())])


OPERATORS: dict[str, Operator] = {
    "Add": lambda i, a: i[0] + i[1],
    "AveragePool": _average_pool,
    "Clip": _clip,
    "Concat": lambda i, a: torch.cat(i, a["axis"]),
    "Conv": _conv,
    "Div": lambda i, a: i[0] / i[1],
    "Dropout": lambda i, a: i[0],
    "Flatten": lambda i, a: i[0].flatten(a.get("axis", 1)),
    "Gemm": _gemm,
    "GlobalAveragePool": lambda i, a: i[0].mean((2, 3), keepdim=True),
    "Identity": lambda i, a: i[0],
    "MatMul": lambda i, a: i[0] @ i[1],
    "MaxPool": _max_pool,
    "Mul": lambda i, a: i[0] * i[1],
    "ReduceMean": _reduce_mean,
    "Relu": lambda i, a: torch.relu(i[0]),
    "Reshape": _reshape,
    "Sub": lambda i, a: i[0] - i[1],
}


class OnnxModule(nn.Module):
    """Computes tensor `output` from tensor `source`. Nodes not needed for it are dropped."""

    def __init__(self, path: str, source: str, output: str) -> None:
        super().__init__()
        graph = onnx.load(path).graph
        producer = {name: node for node in graph.node for name in node.output if name}
        needed: set[int] = set()
        pending = [output]
        while pending:
            node = None if (name := pending.pop()) == source else producer.get(name)
            if node is not None and id(node) not in needed:
                needed.add(id(node))
                pending.extend(node.input)
        values = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
        self.steps: list[tuple[str, list[str], str, Attributes]] = []
        for node in graph.node:
            if id(node) not in needed:
                continue
            attributes = {entry.name: onnx.helper.get_attribute_value(entry) for entry in node.attribute}
            if node.op_type == "Constant":
                values[node.output[0]] = torch.from_numpy(numpy_helper.to_array(attributes["value"]).copy())
                continue
            if node.op_type not in OPERATORS and node.op_type != "BatchNormalization":
                raise ValueError(f"{node.name}: operator {node.op_type} is not written here")
            self.steps.append((node.op_type, list(node.input), node.output[0], attributes))
        used = {name for _, inputs, _, _ in self.steps for name in inputs}
        statistics = {name for op, inputs, _, _ in self.steps if op == "BatchNormalization" for name in inputs[3:5]}
        self.weights = nn.ParameterDict()
        self.constants: dict[str, Tensor] = {}
        self.keys: dict[str, str] = {}
        for name in sorted(used & values.keys()):
            if values[name].is_floating_point() and values[name].dim() > 0 and name not in statistics:
                self.keys[name] = f"w{len(self.keys)}"
                self.weights[self.keys[name]] = nn.Parameter(values[name])
            else:
                self.constants[name] = values[name]
        self.source = source
        self.output = output

    def forward(self, x: Tensor) -> Tensor:
        known: dict[str, Tensor] = {self.source: x, **self.constants}
        for name, key in self.keys.items():
            known[name] = self.weights[key]
        for op, inputs, output, attributes in self.steps:
            values = [known[name] if name else None for name in inputs]
            if op == "BatchNormalization":
                image, scale, bias, mean, variance = values
                known[output] = F.batch_norm(
                    image, mean, variance, scale, bias, self.training, 0.1, attributes.get("epsilon", 1e-5)
                )
            else:
                known[output] = OPERATORS[op](values, attributes)
        return known[self.output]
