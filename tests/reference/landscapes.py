#!/usr/bin/env python3
"""The loss of small networks over planes through their weights, filter-normalized directions and the Hessian's largest
eigenvalues, by PyTorch in float64, for tests/reference/landscapes.cpp.

    python3 tests/reference/landscapes.py > tests/reference/landscapes.txt

The four samples of the XOR gate; weights and directions are small fractions, which float32 holds exactly.
"""
import platform

import torch
from torch import nn

WIDTH = 6


def fraction(i):
    """Between -1 and 1 in steps of 1/64, from a linear congruential generator."""
    state = (i + 1) * 2654435761 % 2**32
    state = (state * 1664525 + 1013904223) % 2**32
    return ((state >> 16) % 129 - 64) / 64


def windows(model, first):
    return [
        torch.tensor([fraction(first + 1000 * w + k) for k in range(p.numel())], dtype=torch.float64).reshape(p.shape)
        for w, p in enumerate(model.parameters())
    ]


def normalized(direction, weights):
    """Li et al. 2018: every filter as long as the weight's, biases 0."""
    result = []
    for d, w in zip(direction, weights):
        if d.dim() == 1:
            result.append(torch.zeros_like(d))
        else:
            result.append(d * (w.norm(dim=1, keepdim=True) / d.norm(dim=1, keepdim=True)))
    return result


X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
Y = torch.tensor([0, 1, 1, 0])
CASES = [
    ("tanh", 1, nn.Tanh, "cross_entropy"),
    ("relu", 3, nn.ReLU, "cross_entropy"),
    ("sigmoid", 2, nn.Sigmoid, "mse"),
]
POINTS = [-1, -0.5, 0, 0.25, 1]

print(f"# made by landscapes.py with torch {torch.__version__}, python {platform.python_version()}")
for name, depth, activation, loss in CASES:
    layers, inputs = [], 2
    for _ in range(depth):
        layers += [nn.Linear(inputs, WIDTH), activation()]
        inputs = WIDTH
    model = nn.Sequential(*layers, nn.Linear(inputs, 1 if loss == "mse" else 2)).double()
    shapes = [p.shape for p in model.parameters()]
    center, raw_x, raw_y = windows(model, 0), windows(model, 50_000), windows(model, 100_000)
    x, y = normalized(raw_x, center), normalized(raw_y, center)

    def value(flat):
        at, h = 0, X
        parts = []
        for shape in shapes:
            parts.append(flat[at : at + shape.numel()].reshape(shape))
            at += shape.numel()
        for i in range(0, len(parts), 2):
            h = h @ parts[i].T + parts[i + 1]
            if i + 2 < len(parts):
                h = activation()(h)
        if loss == "mse":
            return nn.functional.mse_loss(h.flatten(), Y.double())
        return nn.functional.cross_entropy(h, Y)

    def flat(parts):
        return torch.cat([p.flatten() for p in parts])

    c, dx, dy = flat(center), flat(x), flat(y)
    losses = [value(c + a * dx + b * dy).item() for b in POINTS for a in POINTS]
    eigenvalues = torch.linalg.eigvalsh(torch.autograd.functional.hessian(value, c))
    print("case", name, depth, loss)
    print("points", *POINTS)
    print("losses", *(f"{v:.9g}" for v in losses))
    print("direction", *(f"{v:.9g}" for v in dx.tolist()))
    print("eigenvalues", *(f"{v:.9g}" for v in eigenvalues.flip(0)[:2].tolist()))
