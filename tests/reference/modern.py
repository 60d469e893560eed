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


def entries(x):
    """The matrix for which two numbers stand."""
    return np.array([[x[0], x[1]], [x[1], x[0]]])


def newton_schulz(u, eps, steps):
    """Jordan et al. 2024, by what its polynomial does to the singular values."""
    left, s, right = np.linalg.svd(u, full_matrices=False)
    s = s / max(np.sqrt(np.sum(s**2)), eps)
    for _ in range(steps):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    return left @ np.diag(s) @ right


def muon(gradient, x, lr=1e-3, momentum=0.95, nesterov=True, weight_decay=0.1, ns_steps=5, eps=1e-7, matrix=False):
    """Jordan et al. 2024 with weight decay and the mean of PyTorch's code; each of x, y stands twice in a matrix."""
    w = entries(x) if matrix else x.reshape(2, 1)
    b = np.zeros_like(w)
    while True:
        point = w[0] if matrix else w[:, 0]
        g = entries(gradient(point)) / 2 if matrix else gradient(point).reshape(2, 1)
        b = momentum * b + (1 - momentum) * g
        u = momentum * b + (1 - momentum) * g if nesterov else b
        o = newton_schulz(u, eps, ns_steps)
        scale = math.sqrt(max(1, w.shape[0] / w.shape[1]))
        w = w * (1 - lr * weight_decay) - lr * scale * o
        yield w[0].copy() if matrix else w[:, 0].copy()


def power(a, exponent):
    """Of a symmetric matrix."""
    values, vectors = np.linalg.eigh(a)
    return vectors @ np.diag(values**exponent) @ vectors.T


def shampoo(gradient, x, lr=0.1, eps=1e-4, matrix=False):
    """Gupta, Koren & Singer 2018, Algorithm 1."""
    w = entries(x) if matrix else x.reshape(2, 1)
    left, right = eps * np.eye(w.shape[0]), eps * np.eye(w.shape[1])
    while True:
        point = w[0] if matrix else w[:, 0]
        g = entries(gradient(point)) / 2 if matrix else gradient(point).reshape(2, 1)
        left = left + g @ g.T
        right = right + g.T @ g
        w = w - lr * power(left, -0.25) @ g @ power(right, -0.25)
        yield w[0].copy() if matrix else w[:, 0].copy()


def hypergradient(gradient, x, lr=0.01, hypergrad_lr=1e-6):
    """Baydin et al. 2018, SGD-HD: the hypergradient of the rate is -g·g of the step before."""
    rate, last = lr, np.zeros(2)
    while True:
        g = gradient(x)
        h = -float(g @ last)
        rate = rate - hypergrad_lr * h
        x = x - rate * g
        last = g
        yield x


def sgd_update(lr=0.01, momentum=0.0):
    """A rule that can stand inside another: from a point and a gradient there to the next point."""
    buffer = None

    def update(x, gradient):
        nonlocal buffer
        g = gradient(x)
        buffer = g if buffer is None else momentum * buffer + g
        return x - lr * buffer

    return update


def nesterov_update(lr=0.01, momentum=0.9):
    """Sutskever et al. 2013: the gradient is asked where the velocity leads."""
    v = np.zeros(2)

    def update(x, gradient):
        nonlocal v
        v = momentum * v - lr * gradient(x + momentum * v)
        return x + v

    return update


def adam_update(lr=0.001, betas=(0.9, 0.999), eps=1e-8):
    """Kingma & Ba 2015, Algorithm 1."""
    m, v, t = np.zeros(2), np.zeros(2), 0

    def update(x, gradient):
        nonlocal m, v, t
        t += 1
        g = gradient(x)
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        return x - lr * (m / (1 - betas[0] ** t)) / (np.sqrt(v / (1 - betas[1] ** t)) + eps)

    return update


INSIDE = {"sgd": sgd_update, "nesterov": nesterov_update, "adam": adam_update}


def sam(gradient, x, inner, rho=0.05):
    """Foret et al. 2021, Algorithm 1; the 1e-12 is that of the authors' code."""
    update = INSIDE[inner[0]](**inner[1])

    def raised(w):
        g = gradient(w)
        return gradient(w + rho * g / (np.linalg.norm(g) + 1e-12))

    while True:
        x = update(x, raised)
        yield x


def lookahead(gradient, x, inner, k=5, alpha=0.5):
    """Zhang et al. 2019, Algorithm 1: phi slow, theta fast."""
    update = INSIDE[inner[0]](**inner[1])
    phi = x
    while True:
        theta = phi
        for i in range(k):
            theta = update(theta, gradient)
            if i < k - 1:
                yield theta
        phi = phi + alpha * (theta - phi)
        yield phi


def average(gradient, x, inner, start=0):
    """Polyak & Juditsky 1992: the mean of the points from one on."""
    update = INSIDE[inner[0]](**inner[1])
    points = [x]
    while True:
        points.append(update(points[-1], gradient))
        counted = points[start:]
        yield np.array([math.fsum(p[i] for p in counted) / len(counted) for i in (0, 1)]) if counted else points[-1]


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
    (muon, {}),
    (muon, dict(lr=0.02, weight_decay=0.0)),
    (muon, dict(lr=0.01, momentum=0.8, nesterov=False, ns_steps=3)),
    (muon, dict(matrix=True)),
    (muon, dict(lr=0.02, weight_decay=0.3, matrix=True)),
    (muon, dict(lr=0.005, momentum=0.5, nesterov=False, matrix=True, ns_steps=7)),
    (shampoo, {}),
    (shampoo, dict(lr=0.5)),
    (shampoo, dict(lr=0.2, eps=1e-2)),
    (shampoo, dict(matrix=True)),
    (shampoo, dict(lr=0.5, matrix=True)),
    (shampoo, dict(lr=0.3, eps=1.0, matrix=True)),
    (sam, dict(inner=("sgd", dict(lr=0.02)))),
    (sam, dict(rho=0.3, inner=("sgd", dict(lr=0.01)))),
    (sam, dict(rho=0.02, inner=("sgd", dict(lr=0.005, momentum=0.9)))),
    (sam, dict(rho=0.1, inner=("sgd", dict(lr=0.01, momentum=0.5)))),
    (sam, dict(inner=("adam", dict(lr=0.01)))),
    (sam, dict(rho=0.2, inner=("adam", dict(lr=0.03, betas=(0.8, 0.99), eps=1e-4)))),
    (sam, dict(rho=0.03, inner=("nesterov", dict(lr=0.003)))),
    (lookahead, dict(inner=("sgd", dict(lr=0.04)))),
    (lookahead, dict(k=3, alpha=0.8, inner=("sgd", dict(lr=0.05)))),
    (lookahead, dict(k=10, alpha=0.3, inner=("sgd", dict(lr=0.01, momentum=0.9)))),
    (lookahead, dict(k=1, inner=("sgd", dict(lr=0.03, momentum=0.5)))),
    (lookahead, dict(inner=("adam", dict(lr=0.05)))),
    (lookahead, dict(k=7, alpha=1.0, inner=("adam", dict(lr=0.02, betas=(0.8, 0.99), eps=1e-4)))),
    (lookahead, dict(k=6, alpha=0.6, inner=("nesterov", dict(lr=0.01)))),
    (hypergradient, {}),
    (hypergradient, dict(lr=0.01, hypergrad_lr=1e-5)),
    (hypergradient, dict(lr=0.001, hypergrad_lr=2e-6)),
    (hypergradient, dict(lr=0.03, hypergrad_lr=1e-7)),
    (average, dict(inner=("sgd", dict(lr=0.05)))),
    (average, dict(start=100, inner=("sgd", dict(lr=0.02, momentum=0.8)))),
    (average, dict(start=10, inner=("adam", dict(lr=0.05)))),
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
    inner = {f"inner.{key}": value for key, value in settings["inner"][1].items()} if "inner" in settings else {}
    for key, value in ({k: v for k, v in settings.items() if k != "inner"} | inner).items():
        values = {f"{key}.{i}": v for i, v in enumerate(value)} if isinstance(value, tuple) else {key: value}
        words += [f"{k}={float(v)!r}" for k, v in values.items()]
    return " ".join(words)


def name_of(rule, settings):
    """With the rule inside: sam+adam."""
    return rule.__name__ + ("+" + settings["inner"][0] if "inner" in settings else "")


def main():
    print(f"# made by modern.py with numpy {np.__version__}, python {platform.python_version()}, float64")
    print("# case: rule problem x0 y0 settings; then step x y")
    kept = left = 0
    for rule, settings in CASES:
        for name, (gradient, start) in PROBLEMS.items():
            points = path(rule, settings, gradient, start)
            apart = distance(points, path(rule, settings, gradient, moved(start)))
            if not apart < 1e-10:
                print(f"left out ({apart:.1e}): {name_of(rule, settings)} {name} {written(settings)}", file=sys.stderr)
                left += 1
                continue
            kept += 1
            words = f"case {name_of(rule, settings)} {name} {start[0]!r} {start[1]!r} {written(settings)}"
            print(words.rstrip())
            for step in SHOWN:
                x, y = points[step - 1]
                print(f"{step} {x!r} {y!r}")
    print(f"{kept} cases kept, {left} left out", file=sys.stderr)


if __name__ == "__main__":
    main()
