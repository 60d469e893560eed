#!/usr/bin/python3
"""A map of 256x256 runs of 200 steps of momentum and of Adam: tani beside PyTorch, in one run.

PyTorch runs all cells at once on float64 tensors, in place, on two threads: whole tensors of the map, and
blocks of rows that stay in the cache; the faster one counts. tani's times are bench_tani's (Google Benchmark,
warm). Prints milliseconds and ratios; exits 1 when tani is not at least 3 times faster with momentum.
Needs python3-torch. Usage: sweep_beside_pytorch.py BENCH_TANI
"""
import json
import subprocess
import sys
import time

import torch

SIDE, STEPS = 256, 200


def grid(rows):
    rate = torch.linspace(1e-4, 0.2, SIDE, dtype=torch.float64).repeat(rows.stop - rows.start, 1)
    beta = torch.linspace(0, 0.99, SIDE, dtype=torch.float64)[rows].unsqueeze(1).expand_as(rate).contiguous()
    return rate, beta


def gradient(x, y, gx, gy):
    torch.mul(x, 0.5, out=gx)
    torch.mul(y, 32.0, out=gy)


def momentum(rows):
    rate, alpha = grid(rows)
    x, y = torch.full_like(rate, -9), torch.full_like(rate, 2)
    vx, vy, gx, gy = (torch.zeros_like(rate) for _ in range(4))
    for _ in range(STEPS):
        gradient(x, y, gx, gy)
        vx.mul_(alpha).addcmul_(rate, gx, value=-1)
        vy.mul_(alpha).addcmul_(rate, gy, value=-1)
        x.add_(vx)
        y.add_(vy)
    return x.square_().mul_(0.25).add_(y.square_(), alpha=16)


def adam(rows):
    rate, beta1 = grid(rows)
    beta2, eps, rest = 0.999, 1e-8, 1 - beta1
    x, y = torch.full_like(rate, -9), torch.full_like(rate, 2)
    mx, my, vx, vy, gx, gy, root = (torch.zeros_like(rate) for _ in range(7))
    power = torch.ones_like(rate)
    for t in range(1, STEPS + 1):
        power.mul_(beta1)
        scale = rate / (1 - power)
        correction = (1 - beta2**t) ** 0.5
        gradient(x, y, gx, gy)
        for p, g, m, v in ((x, gx, mx, vx), (y, gy, my, vy)):
            m.mul_(beta1).addcmul_(rest, g)
            v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
            torch.sqrt(v, out=root)
            root.div_(correction).add_(eps)
            torch.div(m, root, out=root)
            p.addcmul_(scale, root, value=-1)
    return x.square_().mul_(0.25).add_(y.square_(), alpha=16)


def best_milliseconds(rule):
    best = float("inf")
    for rows in (SIDE, SIDE // 4, SIDE // 16):
        blocks = [slice(at, at + rows) for at in range(0, SIDE, rows)]
        for _ in range(12):
            begin = time.perf_counter()
            for block in blocks:
                rule(block)
            best = min(best, 1e3 * (time.perf_counter() - begin))
    return best


def tani_milliseconds(bench):
    words = [bench, "--benchmark_filter=_map/", "--benchmark_format=json", "--benchmark_min_time=1"]
    report = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    unit = {"ms": 1, "us": 1e-3, "ns": 1e-6}
    return {b["name"].split("_")[0]: b["real_time"] * unit[b["time_unit"]] for b in report["benchmarks"]}


def main():
    torch.set_num_threads(2)
    ours = tani_milliseconds(sys.argv[1])
    worst = float("inf")
    for name, rule in (("momentum", momentum), ("adam", adam)):
        theirs = best_milliseconds(rule)
        print(f"{name}: tani {ours[name]:.2f} ms, PyTorch {theirs:.2f} ms, {theirs / ours[name]:.1f} times")
        if name == "momentum":
            worst = theirs / ours[name]
    sys.exit(0 if worst >= 3 else 1)


if __name__ == "__main__":
    main()
