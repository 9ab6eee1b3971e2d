"""The published recipe of paper 1 in PyTorch: SGD on a 16 x 16 grid of sigmas, 80 steps of 96 perturbed copies.

One unit of work = one of the 80 steps. At least three are timed; whoever reports the whole recipe multiplies and says so.
The network is frozen here, which the published code does not do: it also computes every weight's gradient. `--literal`
times that. Each step: upsample sigma to the image, add noise, features through an extra ReLU, mean squared change over
its value at sigma = 0.01, minus 7 times the mean entropy, one SGD step, clamp to [0.001, 1].
"""

import math

import torch
import torch.nn.functional as F
from repeats import arguments, serve
from source import add_arguments, features

STEPS = 80
LAMBDA = 7.0

parser = arguments(__doc__)
add_arguments(parser)
parser.add_argument("--samples", type=int, default=96)
parser.add_argument("--grid", type=int, default=16)
parser.add_argument("--steps", type=int, default=1, help="steps per repeat")
parser.add_argument("--chunk", type=int, default=0, help="copies per forward pass, 0 = all at once (less memory otherwise)")
parser.add_argument("--literal", action="store_true", help="weight gradients too, as in the published code")
options = parser.parse_args()
torch.set_num_threads(options.threads)

body, shape, name = features(options)
body.requires_grad_(options.literal)
torch.manual_seed(options.seed)
x0 = torch.randn(1, *shape)
with torch.no_grad():
    clean = body(x0).flatten(1).relu()

sigma = torch.full((1, 1, options.grid, options.grid), 0.01, requires_grad=True)
optimiser = torch.optim.SGD([sigma], lr=1e-4)
chunk = options.chunk or options.samples


def mean_square(count: int) -> torch.Tensor:
    spread = F.interpolate(sigma, size=shape[1:], mode="nearest")
    noisy = x0 + spread * torch.randn(count, *shape)
    return (body(noisy).flatten(1).relu() - clean).square().mean()


with torch.no_grad():
    reference = mean_square(min(chunk, options.samples))


def step() -> float:
    optimiser.zero_grad()
    body.zero_grad()
    with torch.no_grad():
        sigma.clamp_(0.001, 1)
    entropy = (sigma.log() + 0.5 * math.log(2 * math.pi * math.e)).mean()
    (-LAMBDA * entropy).backward()
    done = 0
    loss = 0.0
    while done < options.samples:
        count = min(chunk, options.samples - done)
        part = mean_square(count) / reference * (count / options.samples)
        part.backward()
        loss += part.item()
        done += count
    optimiser.step()
    return loss


def repeat() -> dict:
    return {"featureLoss": [step() for _ in range(options.steps)][-1]}


about = {
    "network": name,
    "threads": options.threads,
    "samples": options.samples,
    "recipeSteps": STEPS,
    "chunk": chunk,
    "literal": options.literal,
}
serve(repeat, options.steps, about, options.repeats)
