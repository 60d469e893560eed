#!/usr/bin/env python3
"""Weights that PyTorch's optimizers reach in float32, for tests/reference/weights.cpp.

    python3 tests/reference/weights.py > tests/reference/weights.txt

Least squares with 40 weights and 60 rows of small fractions, which float32 holds exactly. Beside each case stands how
far PyTorch's own float32 is from its float64 in the end, relative to the length of the weights: what float permits.
RMSprop with its momentum jumps to and fro around the minimum in a way that magnifies roundings, unless eps is large.
"""
import platform

import torch

STEPS = 300
ROWS, WEIGHTS = 60, 40


def fraction(i):
    """Between -1 and 1 in steps of 1/64, from a linear congruential generator."""
    state = (i + 1) * 2654435761 % 2**32
    state = (state * 1664525 + 1013904223) % 2**32
    return ((state >> 16) % 129 - 64) / 64


A = [[fraction(r * WEIGHTS + i) for i in range(WEIGHTS)] for r in range(ROWS)]
B = [2 * fraction(10_000 + r) for r in range(ROWS)]
START = [fraction(20_000 + i) for i in range(WEIGHTS)]

CASES = [
    ("adam", torch.optim.Adam, {"lr": 0.01}),
    ("adam", torch.optim.Adam, {"lr": 0.003, "betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": 0.01}),
    ("adamw", torch.optim.AdamW, {"lr": 0.01, "weight_decay": 0.01}),
    ("rmsprop", torch.optim.RMSprop, {"lr": 0.005}),
    ("rmsprop", torch.optim.RMSprop, {"lr": 0.005, "alpha": 0.9, "eps": 0.1, "momentum": 0.5}),
    ("sgd", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    ("sgd", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
]


def settings_text(settings):
    parts = []
    for key, value in settings.items():
        if isinstance(value, tuple):
            parts += [f"{key}.{i}={v}" for i, v in enumerate(value)]
        else:
            parts.append(f"{key}={float(value)}")
    return " ".join(parts)


def train(optimizer_class, settings, kind):
    a, b = torch.tensor(A, dtype=kind), torch.tensor(B, dtype=kind)
    w = torch.tensor(START, dtype=kind, requires_grad=True)
    optimizer = optimizer_class([w], **settings)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = ((a @ w - b) ** 2).mean() / 2
        loss.backward()
        optimizer.step()
    return w.detach()


def main():
    torch.set_num_threads(1)
    print(f"# made by weights.py with torch {torch.__version__.split('+')[0]}, python {platform.python_version()}")
    print(f"# {STEPS} steps in float32; per case: rule settings; then the 40 weights")
    for rule, optimizer_class, settings in CASES:
        w = train(optimizer_class, settings, torch.float32)
        exact = train(optimizer_class, settings, torch.float64)
        print(f"# float32 from float64: {float((w - exact).norm() / exact.norm()):.1e}")
        print(f"case {rule} {settings_text(settings)}")
        print(" ".join(f"{number:.9g}" for number in w.tolist()))


main()
