#!/usr/bin/env python3
"""Paths of rules that PyTorch does not have, in NumPy's float64, for tests/reference/rules.cpp.

    python3 tests/reference/modern.py > tests/reference/modern.txt

Every rule is written as its paper writes it, over vectors of two and with the paper's own sequences; where
the program keeps to an author's code instead, that is said. A case is kept only where moving its start by
1e-15 moves its path by less than 1e-10 (relative to 1 + |x|): rules that take signs jump elsewhere.
"""
import math
import platform
import sys

import numpy as np

STEPS = 200
SHOWN = [1, 2, 5, 10, 20, 50, 100, 150, 200]


def valley(p):
    return np.array([p[0] / 2, 32 * p[1]])


def banana(p):
    x, y = p
    return np.array([(-2 * (1 - x) - 20 * x * (y - x**2)) / 10, y - x**2])


def himmelblau(p):
    x, y = p
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b]) / 10


PROBLEMS = {"valley": (valley, (-9.0, 2.0)), "banana": (banana, (-1.2, 1.0)),
            "himmelblau": (himmelblau, (0.5, -1.0))}


def lion(gradient, x, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
    """Chen et al. 2023, Algorithm 2."""
    m = np.zeros(2)
    while True:
        g = gradient(x)
        c = betas[0] * m + (1 - betas[0]) * g
        x = x - lr * (np.sign(c) + weight_decay * x)
        m = betas[1] * m + (1 - betas[1]) * g
        yield x


def signsgd(gradient, x, lr=0.01, momentum=0.0):
    """Bernstein et al. 2018, Algorithms 1 and 2."""
    m = np.zeros(2)
    while True:
        m = momentum * m + (1 - momentum) * gradient(x)
        x = x - lr * np.sign(m)
        yield x


def adabelief(gradient, x, lr=0.001, betas=(0.9, 0.999), eps=1e-16, weight_decay=0.0):
    """Zhuang et al. 2020, Algorithm 2; weight decay as AdamW's, which is the code's."""
    m, s, t = np.zeros(2), np.zeros(2), 0
    while True:
        t += 1
        g = gradient(x)
        m = betas[0] * m + (1 - betas[0]) * g
        s = betas[1] * s + (1 - betas[1]) * (g - m) ** 2 + eps
        m_hat = m / (1 - betas[0] ** t)
        s_hat = s / (1 - betas[1] ** t)
        x = x - lr * weight_decay * x - lr * m_hat / (np.sqrt(s_hat) + eps)
        yield x


def yogi(gradient, x, lr=0.01, betas=(0.9, 0.999), eps=1e-3, initial_accumulator=1e-6):
    """Zaheer et al. 2018, Algorithm 2: no bias correction."""
    m, v = np.zeros(2), np.full(2, initial_accumulator)
    while True:
        g = gradient(x)
        m = betas[0] * m + (1 - betas[0]) * g
        v = v - (1 - betas[1]) * np.sign(v - g**2) * g**2
        x = x - lr * m / (np.sqrt(v) + eps)
        yield x


def adan(gradient, x, lr=0.001, betas=(0.98, 0.92, 0.99), eps=1e-8, weight_decay=0.0):
    """Xie et al. 2022, Algorithm 1 with b = 1 - beta and the corrections of the code, without restarts."""
    b1, b2, b3 = (1 - beta for beta in betas)
    m, v, n, t, last = np.zeros(2), np.zeros(2), np.zeros(2), 0, None
    while True:
        t += 1
        g = gradient(x)
        last = g if last is None else last
        m = (1 - b1) * m + b1 * g
        v = (1 - b2) * v + b2 * (g - last)
        n = (1 - b3) * n + b3 * (g + (1 - b2) * (g - last)) ** 2
        m_hat, v_hat, n_hat = (a / (1 - beta**t) for a, beta in zip((m, v, n), betas))
        eta = lr / (np.sqrt(n_hat) + eps)
        x = (x - eta * (m_hat + (1 - b2) * v_hat)) / (1 + weight_decay * lr)
        last = g
        yield x


def qhm(gradient, x, lr=1.0, momentum=0.999, nu=0.7):
    """Ma & Yarats 2019, the update rule of QHM."""
    b = np.zeros(2)
    while True:
        g = gradient(x)
        b = momentum * b + (1 - momentum) * g
        x = x - lr * ((1 - nu) * g + nu * b)
        yield x


def qhadam(gradient, x, lr=0.001, betas=(0.995, 0.999), nus=(0.7, 1.0), eps=1e-8):
    """Ma & Yarats 2019, the update rule of QHAdam."""
    m, v, t = np.zeros(2), np.zeros(2), 0
    while True:
        t += 1
        g = gradient(x)
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
        x = x - lr * ((1 - nus[0]) * g + nus[0] * m_hat) / (
            np.sqrt((1 - nus[1]) * g**2 + nus[1] * v_hat) + eps)
        yield x


def schedule_free_sgd(gradient, x, lr=1.0, momentum=0.9, weight_decay=0.0):
    """Defazio et al. 2024, uniform weights; weight decay at y, as in the code."""
    z, t = x, 0
    while True:
        t += 1
        y = (1 - momentum) * z + momentum * x
        z = z - lr * (gradient(y) + weight_decay * y)
        x = (1 - 1 / t) * x + z / t
        yield x


def schedule_free_adamw(gradient, x, lr=0.0025, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    """Defazio et al. 2024, Algorithm 1, but v corrected as Adam's and uniform weights, as in the later code."""
    z, v, t = x, np.zeros(2), 0
    while True:
        t += 1
        y = (1 - betas[0]) * z + betas[0] * x
        g = gradient(y)
        v = betas[1] * v + (1 - betas[1]) * g**2
        z = z - lr * g / (np.sqrt(v / (1 - betas[1] ** t)) + eps) - lr * weight_decay * y
        x = (1 - 1 / t) * x + z / t
        yield x


def prodigy(gradient, x, lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, d0=1e-6):
    """Mishchenko & Defazio 2023, Algorithm 4; weight decay as in the code, apart from the gradient."""
    x0, d, r, beta3 = x, d0, 0.0, math.sqrt(betas[1])
    m, v, s = np.zeros(2), np.zeros(2), np.zeros(2)
    while True:
        g = gradient(x)
        m = betas[0] * m + (1 - betas[0]) * d * g
        v = betas[1] * v + (1 - betas[1]) * d**2 * g**2
        r = beta3 * r + (1 - beta3) * lr * d**2 * np.dot(g, x0 - x)
        s = beta3 * s + (1 - beta3) * lr * d**2 * g
        d_hat = r / np.abs(s).sum()
        x = x - lr * d * weight_decay * x - lr * d * m / (np.sqrt(v) + d * eps)
        d = max(d, d_hat)
        yield x


CASES = [
    (lion, {}),
    (lion, dict(lr=0.003)),
    (lion, dict(lr=0.001, betas=(0.8, 0.95), weight_decay=0.5)),
    (lion, dict(lr=0.0007, betas=(0.95, 0.98))),
    (signsgd, {}),
    (signsgd, dict(lr=0.003)),
    (signsgd, dict(lr=0.003, momentum=0.9)),
    (signsgd, dict(lr=0.0007, momentum=0.5)),
    (adabelief, {}),
    (adabelief, dict(lr=0.02)),
    (adabelief, dict(lr=0.01, betas=(0.8, 0.99), eps=1e-8)),
    (adabelief, dict(lr=0.005, eps=1e-4, weight_decay=0.3)),
    (yogi, {}),
    (yogi, dict(lr=0.05, betas=(0.8, 0.99))),
    (yogi, dict(lr=0.02, eps=1e-2, initial_accumulator=0.1)),
    (yogi, dict(lr=0.002, initial_accumulator=1e-3)),
    (adan, {}),
    (adan, dict(lr=0.05)),
    (adan, dict(lr=0.02, betas=(0.9, 0.8, 0.95), eps=1e-4)),
    (adan, dict(lr=0.03, weight_decay=0.2)),
    (qhm, dict(lr=0.05)),
    (qhm, dict(lr=0.02, momentum=0.9, nu=0.9)),
    (qhm, dict(lr=0.03, momentum=0.99, nu=0.5)),
    (qhm, dict(lr=0.02, momentum=0.8, nu=0.8)),
    (qhadam, {}),
    (qhadam, dict(lr=0.05)),
    (qhadam, dict(lr=0.02, betas=(0.9, 0.99), nus=(0.5, 0.9))),
    (qhadam, dict(lr=0.03, nus=(1.0, 1.0), eps=1e-4)),
    (schedule_free_sgd, dict(lr=0.05)),
    (schedule_free_sgd, dict(lr=0.03, momentum=0.5)),
    (schedule_free_sgd, dict(lr=0.04, momentum=0.95, weight_decay=0.1)),
    (schedule_free_sgd, dict(lr=0.02, momentum=0.0)),
    (schedule_free_adamw, {}),
    (schedule_free_adamw, dict(lr=0.1)),
    (schedule_free_adamw, dict(lr=0.05, betas=(0.95, 0.99), eps=1e-4)),
    (schedule_free_adamw, dict(lr=0.05, weight_decay=0.2)),
    (prodigy, {}),
    (prodigy, dict(lr=0.5)),
    (prodigy, dict(betas=(0.8, 0.99), d0=1e-4)),
    (prodigy, dict(lr=0.3, weight_decay=0.1, eps=1e-4, d0=1e-3)),
]


def path(rule, settings, gradient, start):
    points = rule(gradient, np.array(start), **settings)
    return [tuple(float(a) for a in next(points)) for _ in range(STEPS)]


def moved(start):
    """The start moved by 1e-15, or to the next double where that is further."""
    return tuple(a + max(1e-15, math.ulp(a)) for a in start)


def distance(a, b):
    """The largest relative difference of two paths; infinite where one is not finite."""
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return math.inf
    return float(np.max(np.abs(np.subtract(a, b)) / (1 + np.abs(a))))


def written(settings):
    """Settings by the catalogue's keys."""
    words = []
    for key, value in settings.items():
        values = {f"{key}.{i}": v for i, v in enumerate(value)} if isinstance(value, tuple) else {key: value}
        words += [f"{k}={float(v)!r}" for k, v in values.items()]
    return " ".join(words)


def main():
    print(f"# made by modern.py with numpy {np.__version__}, python {platform.python_version()}, float64")
    print("# case: rule problem x0 y0 settings; then step x y")
    kept = left = 0
    for rule, settings in CASES:
        for name, (gradient, start) in PROBLEMS.items():
            points = path(rule, settings, gradient, start)
            apart = distance(points, path(rule, settings, gradient, moved(start)))
            if not apart < 1e-10:
                print(f"left out ({apart:.1e}): {rule.__name__} {name} {written(settings)}", file=sys.stderr)
                left += 1
                continue
            kept += 1
            words = f"case {rule.__name__} {name} {start[0]!r} {start[1]!r} {written(settings)}"
            print(words.rstrip())
            for step in SHOWN:
                x, y = points[step - 1]
                print(f"{step} {x!r} {y!r}")
    print(f"{kept} cases kept, {left} left out", file=sys.stderr)


if __name__ == "__main__":
    main()
