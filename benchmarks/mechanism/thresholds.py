"""Teachers that the health check's threshold of smoothing was chosen on: none of the study's problems.

    python benchmarks/mechanism/thresholds.py [seeds]     # torch, numpy; about 3 s of processor time for each teacher

Prints for every regime, teacher and kind of samples the smoothing that the answers bear, its standard error, and the share of
wrong ones among the surest quarter; then how well the first tells teachers trained with smoothing from others (AUC), beside R.
"""

import sys

import numpy as np
import torch

torch.set_num_threads(1)
# Super-classes, classes of each, dimensions, sines, sharpness, cosine within a super-class, frequencies of the sines.
REGIMES = {
    "noisy": (5, 4, 40, 2, 0.4, 0.8, (1, 3)),
    "slow": (5, 4, 40, 2, 0.4, 0.8, (0.3, 1.2)),
    "mid": (5, 4, 40, 0, 0.3, 0.8, (1, 3)),
    "faint": (5, 4, 40, 0, 1.0, 0.8, (1, 3)),
    "sure": (5, 4, 40, 0, 0.1, 0.8, (1, 3)),
    "K10": (5, 2, 20, 0, 0.15, 0.6, (1, 3)),
    "K5": (1, 5, 10, 0, 0.2, 0.3, (1, 3)),
}
BASE = dict(many=True, hidden=[128] * 3, steps=1000, decay=0.1, batch=128, smoothing=0.0, exchanged=0.0)
FEW = dict(many=False, batch=64)
TEACHERS = {
    "sound": {},
    "no decay": dict(decay=1e-4),
    "long": dict(steps=3000),
    "wide": dict(hidden=[256, 256]),
    "short": dict(steps=200),
    "labels exchanged": dict(exchanged=0.1),
    "smoothed 0.05": dict(smoothing=0.05),
    "smoothed 0.1": dict(smoothing=0.1),
    "smoothed 0.1, long": dict(smoothing=0.1, steps=3000),
    "smoothed 0.1, wide": dict(smoothing=0.1, hidden=[256, 256]),
    "smoothed 0.2": dict(smoothing=0.2),
    "few, early": dict(FEW, steps=150),
    "few, half-way": dict(FEW, steps=600),
    "few, overtrained": dict(FEW, steps=4000, decay=1e-4),
    "few, smoothed 0.1": dict(FEW, steps=600, smoothing=0.1),
    "few, smoothed 0.1, overtrained": dict(FEW, steps=3000, decay=1e-4, smoothing=0.1),
}


def problem(regime, seed):
    supers, per, dimensions, sines, sharpness, cosine, frequencies = regime
    r = np.random.default_rng(seed)
    classes = supers * per
    basis = np.linalg.qr(r.standard_normal((dimensions, supers + classes)))[0].T
    shared, own = np.sqrt(cosine), np.sqrt(1 - cosine)
    directions = np.array([shared * basis[k // per] + own * basis[supers + k] for k in range(classes)])
    waves = [(r.uniform(*frequencies), r.uniform(0, 2 * np.pi)) for _ in range(sines)]
    return directions, waves, sharpness


def draw(directions, waves, sharpness, count, r):
    x = r.standard_normal((count, directions.shape[1])).astype(np.float32)
    along = x @ directions.T
    score = (along + sum(np.sin(f * along + phase) for f, phase in waves)) / sharpness
    p = np.exp(score - score.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    return x, np.minimum((p.cumsum(1) < r.random((count, 1))).sum(1), len(directions) - 1)


def trained(x, y, classes, seed, hidden, steps, decay, batch, smoothing):
    torch.manual_seed(seed)
    widths = [x.shape[1], *hidden, classes]
    layers = []
    for at, (inner, outer) in enumerate(zip(widths, widths[1:])):
        last = at == len(widths) - 2
        layer = torch.nn.Linear(inner, outer)
        torch.nn.init.normal_(layer.weight, 0, ((1 if last else 2) / inner) ** 0.5)
        torch.nn.init.zeros_(layer.bias)
        layers += [layer] if last else [layer, torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers)
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=decay)
    loss = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)
    inputs, labels = torch.tensor(x), torch.tensor(y)
    chance = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(x), generator=chance)
    at = 0
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 20) * (0.05 + 0.475 * (1 + np.cos(np.pi * step / steps)))
        if at + batch > len(x):
            order, at = torch.randperm(len(x), generator=chance), 0
        chosen = order[at : at + batch]
        at += batch
        optimiser.zero_grad()
        loss(network(inputs[chosen]), labels[chosen]).backward()
        optimiser.step()
    return network


def signs(z, y):
    """Borne smoothing, its standard error, wrong among the surest quarter, R."""
    z = z.astype(float)
    rows = np.arange(len(z))
    log = z - z.max(1, keepdims=True)
    log -= np.log(np.exp(log).sum(1, keepdims=True))
    p = np.exp(log)
    kept, whole = z[rows, y] - (p * z).sum(1), z[rows, y] - z.mean(1)
    borne = kept.mean() / whole.mean()
    error = np.std(kept - borne * whole) / whole.mean() / len(z) ** 0.5
    surest = np.argsort(-p.max(1))[: len(z) // 4]
    wrong = np.where(np.arange(z.shape[1]) == y[:, None], -np.inf, log)
    wrong -= wrong.max(1, keepdims=True)
    wrong -= np.log(np.exp(wrong).sum(1, keepdims=True))
    shape = np.exp(wrong)
    wrong[rows, y] = 0
    relation = ((shape * wrong).sum(1) + np.log(z.shape[1] - 1)).mean()
    return borne, error, (z.argmax(1) != y)[surest].mean(), relation


def auc(below, above):
    below, above = np.array(below)[:, None], np.array(above)[None]
    return (below < above).mean() + (below == above).mean() / 2


found = []
for seed in [int(text) for text in (sys.argv[1] if len(sys.argv) > 1 else "100,101,102,103").split(",")]:
    for regime, shape in REGIMES.items():
        made = problem(shape, seed)
        chance = np.random.default_rng(seed + 10**6)
        x, y = draw(*made, 20_000, chance)
        x_test, y_test = draw(*made, 3000, chance)
        for name, changes in TEACHERS.items():
            recipe = {**BASE, **changes}
            many, exchanged = recipe.pop("many"), recipe.pop("exchanged")
            labels = [y.copy(), y_test.copy()]
            for own in labels if exchanged else []:
                moved = chance.random(len(own)) < exchanged
                own[moved] = chance.integers(0, len(made[0]), moved.sum())
            count = 20_000 if many else 2000
            network = trained(x[:count], labels[0][:count], len(made[0]), seed, **recipe)
            for kind, inputs, own in [("own", x[:2000], labels[0][:2000]), ("held-out", x_test, labels[1])]:
                with torch.no_grad():
                    one = signs(network(torch.tensor(inputs)).numpy(), own)
                found.append((name, kind, recipe["smoothing"], many, one))
                print(seed, regime, name, kind, " ".join(f"{value:.3f}" for value in one), flush=True)

for kind in ["own", "held-out"]:
    for labels, fits in [("sure", lambda wrong: wrong <= 0.06), ("noisy", lambda wrong: wrong > 0.06)]:
        rows = [row for row in found if row[1] == kind and row[3] and fits(row[4][2])]
        of = lambda e, value: [row[4][value] for row in rows if row[2] == e]
        if of(0.0, 0) and of(0.1, 0):
            ranges = " ".join(f"{e}: {min(of(e, 0)):.2f} to {max(of(e, 0)):.2f}" for e in (0.0, 0.1, 0.2) if of(e, 0))
            relations = auc([-value for value in of(0.0, 3)], [-value for value in of(0.1, 3)])
            print(kind, labels, ranges, f"AUC {auc(of(0.0, 0), of(0.1, 0)):.2f}, of R {relations:.2f}")
