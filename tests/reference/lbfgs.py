#!/usr/bin/env python3
"""Paths of torch.optim.LBFGS, one iteration a step, in float64, for tests/reference/rules.cpp.

    python3 tests/reference/lbfgs.py > tests/reference/lbfgs.txt
    python3 tests/reference/lbfgs.py wolfe > tests/reference/lbfgs_wolfe.txt

The format and the choice of cases are those of rules.py. With `wolfe` the steps are those of the strong
Wolfe search, one line each, for tests/reference/minima.cpp.
"""
import platform
import sys

import torch

from rules import PROBLEMS, SHOWN, STEPS, distance, moved, written

SETTINGS = [
    dict(),
    dict(lr=0.5),
    dict(lr=0.1, history_size=5),
    dict(lr=0.3, history_size=1),
    dict(lr=0.05, history_size=2),
    dict(lr=0.8, history_size=10, tolerance_grad=1e-12, tolerance_change=1e-15),
]


def path(settings, loss, start):
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    rule = torch.optim.LBFGS([x], max_iter=1, **settings)

    def closure():
        rule.zero_grad()
        value = loss(x[0], x[1])
        value.backward()
        return value

    points = []
    for _ in range(STEPS):
        rule.step(closure)
        points.append(tuple(x.tolist()))
    return points


def main_wolfe():
    """Shorter paths: they arrive within a few steps, and end in roundings."""
    print(f"# made by lbfgs.py wolfe with torch {torch.__version__}, python {platform.python_version()}, float64")
    print("# problem x0 y0 lr step x y")
    for lr in (1.0, 0.3):
        for name in ("valley", "banana", "himmelblau"):
            loss, start = PROBLEMS[name]
            settings = dict(lr=lr, line_search_fn="strong_wolfe")
            points, others = path(settings, loss, start), path(settings, loss, moved(start))
            for step in range(1, 31):
                if not distance(points[:step], others[:step]) < 1e-10:
                    print(f"left out from step {step} on: {name} lr={lr}", file=sys.stderr)
                    break
                x, y = points[step - 1]
                print(f"{name} {start[0]!r} {start[1]!r} {lr!r} {step} {x!r} {y!r}")


def main():
    print(f"# made by lbfgs.py with torch {torch.__version__}, python {platform.python_version()}, float64")
    print("# case: rule problem x0 y0 settings; then step x y")
    kept = left = 0
    for settings in SETTINGS:
        for name, (loss, start) in PROBLEMS.items():
            points = path(settings, loss, start)
            apart = distance(points, path(settings, loss, moved(start)))
            if not apart < 1e-10:
                print(f"left out ({apart:.1e}): lbfgs {name} {written('lbfgs', settings)}", file=sys.stderr)
                left += 1
                continue
            kept += 1
            print(f"case lbfgs {name} {start[0]!r} {start[1]!r} {written('lbfgs', settings)}".rstrip())
            for step in SHOWN:
                x, y = points[step - 1]
                print(f"{step} {x!r} {y!r}")
    print(f"{kept} cases kept, {left} left out", file=sys.stderr)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main_wolfe() if sys.argv[1:] == ["wolfe"] else main()
