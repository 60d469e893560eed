#!/usr/bin/env python3
"""Paths of PyTorch's optimizers in float64, for tests/reference/rules.cpp.

    python3 tests/reference/rules.py > tests/reference/rules.txt

A case is kept only where PyTorch itself is a fair judge: moving its start by 1e-15 must move its path by
less than 1e-10 (relative to 1 + |x|) over all 300 steps. What is left out is named on stderr.
Gradients come from autograd, so that they are independent of the test's closed forms.
"""
import inspect
import math
import platform
import sys

import torch

STEPS = 300
SHOWN = [1, 2, 5, 10, 20, 50, 100, 150, 200, 250, 300]

PROBLEMS = {
    "valley": (lambda x, y: x**2 / 4 + 16 * y**2, (-9.0, 2.0)),
    "banana": (lambda x, y: ((1 - x) ** 2 + 5 * (y - x**2) ** 2) / 10, (-1.2, 1.0)),
    "himmelblau": (lambda x, y: ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2) / 10, (0.5, -1.0)),
    "beale": (
        lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
        (1.0, 0.5),
    ),
}

def correct_nadam():
    """Gives PyTorch 1.13's NAdam the product of coefficients that its documentation and PyTorch 2 have.

    1.13 multiplies the product up to t by mu_t once more before it takes mu_{t+1}.
    """
    module = sys.modules["torch.optim.nadam"]
    source = inspect.getsource(module._single_tensor_nadam)
    wrong, right = "mu_product * mu * mu_next", "mu_product * mu_next"
    if wrong in source:
        exec(source.replace(wrong, right), module.__dict__)
    else:
        assert "_get_value(mu_product) * mu_next" in source, "NAdam is written in another way"


class SparseAdam(torch.optim.SparseAdam):
    """Gets the gradient as a sparse tensor, in which an exact 0 has no entry."""

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad = p.grad.to_sparse()
        super().step()


# Rule of the catalogue, PyTorch's class, settings by PyTorch's names.
# `momentum` and `nesterov_bengio` equal PyTorch's buffer while the rate is constant.
SGD, ADAGRAD, ADADELTA, RMSPROP, ADAM = (
    torch.optim.SGD, torch.optim.Adagrad, torch.optim.Adadelta, torch.optim.RMSprop, torch.optim.Adam)
ADAMW, ADAMAX, ASGD, NADAM, RADAM, RPROP = (
    torch.optim.AdamW, torch.optim.Adamax, torch.optim.ASGD, torch.optim.NAdam, torch.optim.RAdam,
    torch.optim.Rprop)
CASES = [
    ("sgd", SGD, dict(lr=0.01)),
    ("sgd", SGD, dict(lr=0.03)),
    ("sgd", SGD, dict(lr=0.01, momentum=0.9)),
    ("sgd", SGD, dict(lr=0.02, momentum=0.8, dampening=0.3)),
    ("sgd", SGD, dict(lr=0.02, momentum=0.7, nesterov=True)),
    ("sgd", SGD, dict(lr=0.01, momentum=0.5, weight_decay=0.1)),
    ("sgd", SGD, dict(lr=0.0001, maximize=True)),
    ("momentum", SGD, dict(lr=0.01, momentum=0.9)),
    ("momentum", SGD, dict(lr=0.03, momentum=0.7)),
    ("momentum", SGD, dict(lr=0.02, momentum=0.5)),
    ("momentum", SGD, dict(lr=0.005, momentum=0.95)),
    ("nesterov_bengio", SGD, dict(lr=0.01, momentum=0.9, nesterov=True)),
    ("nesterov_bengio", SGD, dict(lr=0.02, momentum=0.6, nesterov=True)),
    ("nesterov_bengio", SGD, dict(lr=0.03, momentum=0.3, nesterov=True)),
    ("nesterov_bengio", SGD, dict(lr=0.005, momentum=0.95, nesterov=True)),
    ("adagrad", ADAGRAD, dict()),
    ("adagrad", ADAGRAD, dict(lr=0.5)),
    ("adagrad", ADAGRAD, dict(lr=0.2, lr_decay=0.01, initial_accumulator_value=0.5)),
    ("adagrad", ADAGRAD, dict(lr=0.1, weight_decay=0.05, eps=1e-3)),
    ("adagrad", ADAGRAD, dict(lr=0.02, maximize=True)),
    ("adadelta", ADADELTA, dict()),
    ("adadelta", ADADELTA, dict(rho=0.95)),
    ("adadelta", ADADELTA, dict(lr=3.0, rho=0.8, eps=1e-4)),
    ("adadelta", ADADELTA, dict(lr=2.0, weight_decay=0.1)),
    ("adadelta", ADADELTA, dict(maximize=True)),
    ("rmsprop", RMSPROP, dict()),
    ("rmsprop", RMSPROP, dict(lr=0.002, alpha=0.9)),
    ("rmsprop", RMSPROP, dict(lr=0.001, alpha=0.95, momentum=0.8)),
    ("rmsprop", RMSPROP, dict(lr=0.003, centered=True, eps=1e-2)),
    ("rmsprop", RMSPROP, dict(lr=0.002, centered=True, momentum=0.5, eps=1e-2)),
    ("rmsprop", RMSPROP, dict(lr=0.005, weight_decay=0.1, eps=1e-4)),
    ("rmsprop", RMSPROP, dict(lr=0.001, maximize=True)),
    ("adam", ADAM, dict()),
    ("adam", ADAM, dict(lr=0.1)),
    ("adam", ADAM, dict(lr=0.05, betas=(0.8, 0.99))),
    ("adam", ADAM, dict(lr=0.1, amsgrad=True)),
    ("adam", ADAM, dict(lr=0.02, weight_decay=0.1, eps=1e-4)),
    ("adam", ADAM, dict(lr=0.003, maximize=True)),
    ("adamw", ADAMW, dict()),
    ("adamw", ADAMW, dict(lr=0.1, weight_decay=0.1)),
    ("adamw", ADAMW, dict(lr=0.05, betas=(0.8, 0.99), weight_decay=0.0)),
    ("adamw", ADAMW, dict(lr=0.1, amsgrad=True, weight_decay=0.05)),
    ("adamw", ADAMW, dict(lr=0.02, eps=1e-3, weight_decay=0.5)),
    ("adamw", ADAMW, dict(lr=0.003, maximize=True)),
    ("sparse_adam", SparseAdam, dict()),
    ("sparse_adam", SparseAdam, dict(lr=0.1)),
    ("sparse_adam", SparseAdam, dict(lr=0.05, betas=(0.8, 0.99))),
    ("sparse_adam", SparseAdam, dict(lr=0.02, eps=1e-3)),
    ("sparse_adam", SparseAdam, dict(lr=0.003, maximize=True)),
    ("adamax", ADAMAX, dict()),
    ("adamax", ADAMAX, dict(lr=0.1)),
    ("adamax", ADAMAX, dict(lr=0.02, betas=(0.8, 0.99), eps=1e-3)),
    ("adamax", ADAMAX, dict(lr=0.02, weight_decay=0.1)),
    ("adamax", ADAMAX, dict(lr=0.003, maximize=True)),
    ("asgd", ASGD, dict()),
    ("asgd", ASGD, dict(lr=0.03, lambd=0.01)),
    ("asgd", ASGD, dict(lr=0.02, lambd=0.1, alpha=1.5, t0=100.0)),
    ("asgd", ASGD, dict(lr=0.01, weight_decay=0.1)),
    ("asgd", ASGD, dict(lr=0.0001, maximize=True)),
    ("nadam", NADAM, dict()),
    ("nadam", NADAM, dict(lr=0.03)),
    ("nadam", NADAM, dict(lr=0.05, betas=(0.8, 0.99), momentum_decay=0.1)),
    ("nadam", NADAM, dict(lr=0.02, weight_decay=0.1, eps=1e-4)),
    ("nadam", NADAM, dict(lr=0.01, momentum_decay=0.0)),
    ("radam", RADAM, dict()),
    ("radam", RADAM, dict(lr=0.01)),
    ("radam", RADAM, dict(lr=0.005, betas=(0.8, 0.99))),
    ("radam", RADAM, dict(lr=0.003, weight_decay=0.1, eps=1e-4)),
    ("radam", RADAM, dict(lr=0.002, betas=(0.5, 0.7))),
    ("rprop", RPROP, dict()),
    ("rprop", RPROP, dict(lr=0.1)),
    ("rprop", RPROP, dict(lr=0.05, etas=(0.6, 1.1))),
    ("rprop", RPROP, dict(lr=0.01, step_sizes=(1e-4, 0.05))),
    ("rprop", RPROP, dict(lr=1e-4, etas=(0.5, 1.05), step_sizes=(1e-6, 0.01), maximize=True)),
]


def path(optimizer, settings, loss, start):
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    rule = optimizer([x], **settings)
    points = []
    for _ in range(STEPS):
        rule.zero_grad()
        loss(x[0], x[1]).backward()
        rule.step()
        points.append(tuple(x.tolist()))
    return points


def moved(start):
    """The start moved by 1e-15, or to the next double where that is further."""
    return tuple(a + max(1e-15, math.ulp(a)) for a in start)


def distance(a, b):
    """The largest relative difference of two paths; infinite where one is not finite."""
    worst = 0.0
    for p, q in zip(a, b):
        for u, w in zip(p, q):
            if not (math.isfinite(u) and math.isfinite(w)):
                return math.inf
            worst = max(worst, abs(u - w) / (1 + abs(u)))
    return worst


def written(rule, settings):
    """Settings by the catalogue's keys."""
    words = []
    for key, value in settings.items():
        if rule == "nesterov_bengio" and key == "nesterov":
            continue
        values = {f"{key}.{i}": v for i, v in enumerate(value)} if isinstance(value, tuple) else {key: value}
        words += [f"{k}={float(v)!r}" for k, v in values.items()]
    return " ".join(words)


def main():
    print(f"# made by rules.py with torch {torch.__version__}, python {platform.python_version()}, float64")
    print("# case: rule problem x0 y0 settings; then step x y")
    kept = left = 0
    for rule, optimizer, settings in CASES:
        for name, (loss, start) in PROBLEMS.items():
            points = path(optimizer, settings, loss, start)
            apart = distance(points, path(optimizer, settings, loss, moved(start)))
            if not apart < 1e-10:
                print(f"left out ({apart:.1e}): {rule} {name} {written(rule, settings)}", file=sys.stderr)
                left += 1
                continue
            kept += 1
            print(f"case {rule} {name} {start[0]!r} {start[1]!r} {written(rule, settings)}".rstrip())
            for step in SHOWN:
                x, y = points[step - 1]
                print(f"{step} {x!r} {y!r}")
    print(f"{kept} cases kept, {left} left out", file=sys.stderr)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)  # ASGD and NAdam keep numbers in tensors of this type
    correct_nadam()
    main()
