#!/usr/bin/env python3
"""What every layer of small networks hands on and the gradient with respect to it, by PyTorch in float64, for
tests/reference/walls.cpp.

    python3 tests/reference/walls.py > tests/reference/walls.txt

The four samples of the AND gate; weights are small fractions, which float32 holds exactly. Of each network the first
and the last hidden layer, and the gradient of the loss for the first layer's weights.
"""
import platform

import torch
from torch import nn

WIDTH = 8


def fraction(i):
    """Between -1 and 1 in steps of 1/64, from a linear congruential generator."""
    state = (i + 1) * 2654435761 % 2**32
    state = (state * 1664525 + 1013904223) % 2**32
    return ((state >> 16) % 129 - 64) / 64


def network(depth, activation, normalization, outputs):
    layers, inputs = [], 2
    for _ in range(depth):
        layers.append(nn.Linear(inputs, WIDTH))
        if normalization:
            layers.append(nn.BatchNorm1d(WIDTH))
        layers.append(activation())
        inputs = WIDTH
    return nn.Sequential(*layers, nn.Linear(inputs, outputs)).double()


def fill(model):
    with torch.no_grad():
        for w, (name, window) in enumerate(model.named_parameters()):
            scale = isinstance(model[int(name.split(".")[0])], nn.BatchNorm1d) and name.endswith("weight")
            for k in range(window.numel()):
                number = fraction(1000 * w + k)
                window.view(-1)[k] = 1 + number / 2 if scale else number


def show(name, numbers):
    print(name, *(f"{x:.9g}" for x in numbers.detach().flatten().tolist()))


X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
Y = torch.tensor([0, 0, 0, 1])
CASES = [
    ("tanh", 5, nn.Tanh, False, "cross_entropy"),
    ("relu", 20, nn.ReLU, False, "cross_entropy"),
    ("relu", 3, nn.ReLU, True, "cross_entropy"),
    ("sigmoid", 4, nn.Sigmoid, False, "mse"),
]

print(f"# made by walls.py with torch {torch.__version__}, python {platform.python_version()}")
for name, depth, activation, normalization, loss in CASES:
    model = network(depth, activation, normalization, 1 if loss == "mse" else 2)
    fill(model)
    handed_on, h = [], X
    for layer in model:
        h = layer(h)
        if isinstance(layer, activation):
            h.retain_grad()
            handed_on.append(h)
    value = nn.functional.mse_loss(h[:, 0], Y.double()) if loss == "mse" else nn.functional.cross_entropy(h, Y)
    value.backward()
    print("case", depth, name, "batch_norm" if normalization else "none", loss)
    show("loss", value)
    for k in (0, depth - 1):
        show(f"activation {k}", handed_on[k])
        show(f"gradient {k}", handed_on[k].grad)
    show("weight_gradient 0", model[0].weight.grad)
