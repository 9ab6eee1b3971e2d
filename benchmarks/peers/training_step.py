"""One training step of a network given as ONNX: forward in training mode, cross-entropy, backward, optimiser."""

import torch
import torch.nn.functional as F
from onnx_module import OnnxModule
from repeats import arguments, serve

parser = arguments(__doc__)
parser.add_argument("--onnx", required=True)
parser.add_argument("--input", default="image")
parser.add_argument("--output", default="logits")
parser.add_argument("--shape", required=True, help="one sample of the input, such as 3,48,48")
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--steps", type=int, default=5, help="steps per repeat")
parser.add_argument("--optimiser", choices=("sgd", "adamw"), default="adamw")
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)

network = OnnxModule(options.onnx, options.input, options.output).train()
shape = [int(size) for size in options.shape.split(",")]
images = torch.randn(options.batch, *shape)
with torch.no_grad():
    classes = network.eval()(images).shape[1]
network.train()
labels = torch.randint(classes, (options.batch,))
optimiser = (
    torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9)
    if options.optimiser == "sgd"
    else torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1e-2)
)


def repeat() -> dict:
    loss = torch.zeros(())
    for _ in range(options.steps):
        optimiser.zero_grad()
        loss = F.cross_entropy(network(images), labels)
        loss.backward()
        optimiser.step()
    return {"loss": loss.item()}


scalars = sum(weight.numel() for weight in network.parameters())
about = {"batch": options.batch, "threads": options.threads, "optimiser": options.optimiser, "weights": scalars}
serve(repeat, options.steps, about, options.repeats)
