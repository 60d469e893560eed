#!/usr/bin/env python3
"""Rates of PyTorch's learning rate schedules, for tests/reference/schedules.cpp.

    python3 tests/reference/schedules.py > tests/reference/schedules.txt

A schedule is stepped once after every update, as in a training loop. Where PyTorch has a closed form as well as the
recurrence that step() uses, the closed form is written, and the two are required to agree within 1e-9 of the base rate.
The losses that ReduceLROnPlateau watches are written with its rates.
"""
import math
import platform
import warnings

import torch
from torch.optim import lr_scheduler as torch_schedules

STEPS = 100
warnings.simplefilter("ignore")

# Our id, PyTorch's class, settings by the names that both use.
CASES = [
    ("constant", "ConstantLR", [dict(), dict(factor=0.1, total_iters=40), dict(factor=0.75, total_iters=1)]),
    ("step", "StepLR", [dict(step_size=30), dict(step_size=7, gamma=0.5), dict(step_size=1, gamma=0.9)]),
    ("exponential", "ExponentialLR", [dict(gamma=0.99), dict(gamma=0.9), dict(gamma=1.01)]),
    ("cosine", "CosineAnnealingLR", [dict(T_max=STEPS), dict(T_max=30, eta_min=0.003), dict(T_max=200, eta_min=0.01)]),
    ("warmup", "LinearLR", [dict(), dict(start_factor=0.01, total_iters=50), dict(start_factor=1.0, end_factor=0.2, total_iters=99)]),
    ("one_cycle", "OneCycleLR", [
        dict(total_steps=STEPS), dict(total_steps=STEPS, pct_start=0.1, div_factor=10.0, final_div_factor=100.0),
        dict(total_steps=250, pct_start=0.45), dict(total_steps=STEPS, pct_start=0.0)]),
    ("cyclic", "CyclicLR", [
        dict(base_lr=0.001), dict(base_lr=0.001, step_size_up=10), dict(base_lr=0.02, step_size_up=7),
        dict(base_lr=0.0, step_size_up=1)]),
    ("plateau", "ReduceLROnPlateau", [
        dict(), dict(factor=0.5, patience=2), dict(factor=0.3, patience=0, cooldown=3, min_lr=1e-4), dict(threshold=0.05, patience=4)]),
]
BASES = [0.1, 0.037]


def loss_at(step):
    """Falls, stalls, wobbles and falls again."""
    return 2.0 + math.exp(-step / 8) + 0.01 * math.sin(2.1 * step) - (0.5 if step > 70 else 0.0)


def rates(name, base, settings):
    weight = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    optimizer = torch.optim.SGD([weight], lr=base)
    if name == "OneCycleLR":
        settings = dict(settings, max_lr=base, cycle_momentum=False)
    if name == "CyclicLR":
        settings = dict(settings, max_lr=base, cycle_momentum=False)
    schedule = getattr(torch_schedules, name)(optimizer, **settings)
    result = []
    for step in range(STEPS):
        if name == "ReduceLROnPlateau":
            schedule.step(loss_at(step))
            result.append(optimizer.param_groups[0]["lr"])
            continue
        rate = optimizer.param_groups[0]["lr"]
        if hasattr(schedule, "_get_closed_form_lr"):
            closed = schedule._get_closed_form_lr()[0]
            if abs(closed - rate) > 1e-9 * base:
                raise SystemExit(f"{name} {settings}: closed form {closed}, recurrence {rate} at step {step}")
            rate = closed
        result.append(rate)
        optimizer.step()
        if step + 1 < settings.get("total_steps", STEPS + 1):
            schedule.step()
    return result


print(f"# made by schedules.py with torch {torch.__version__}, python {platform.python_version()}")
print("# losses, then case: schedule base settings, and the rates of the updates from 0 on")
print("losses", *(repr(loss_at(step)) for step in range(STEPS)))
for ours, theirs, variants in CASES:
    for settings in variants:
        for base in BASES:
            print("case", ours, base, *(f"{key}={value}" for key, value in settings.items()))
            print(*(repr(float(rate)) for rate in rates(theirs, base, settings)))
