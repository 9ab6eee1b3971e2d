"""The work of one pass of our engine in PyTorch: perturbed copies forward to a layer, then the gradient to the input.

One pass = one copy: noise drawn, features of x0 + 0.01 z, change ||f - t||^2, gradient of half of it to the input.
"""

import torch
from repeats import arguments, serve
from source import add_arguments, features

parser = arguments(__doc__)
add_arguments(parser)
parser.add_argument("--batch", type=int, default=16)
parser.add_argument("--batches", type=int, default=2, help="batches per repeat")
parser.add_argument("--sigma", type=float, default=0.01)
options = parser.parse_args()
torch.set_num_threads(options.threads)

body, shape, name = features(options)
torch.manual_seed(options.seed)
x0 = torch.randn(1, *shape)
with torch.no_grad():
    target = body(x0).flatten(1)


def repeat() -> dict:
    change = 0.0
    for _ in range(options.batches):
        x = (x0 + options.sigma * torch.randn(options.batch, *shape)).requires_grad_(True)
        difference = body(x).flatten(1) - target
        changes = difference.square().sum(1)
        (gradient,) = torch.autograd.grad(changes.sum() / 2, x)
        change += changes.mean().item() + 0 * gradient[0, 0, 0, 0].item()
    return {"change": change / options.batches}


about = {"network": name, "batch": options.batch, "threads": options.threads, "features": target.shape[1]}
serve(repeat, options.batch * options.batches, about, options.repeats)
