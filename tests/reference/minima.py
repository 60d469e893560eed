#!/usr/bin/env python3
"""Where SciPy's quasi-Newton and conjugate gradient methods end, for tests/reference/minima.cpp.

    python3 tests/reference/minima.py > tests/reference/minima.txt
"""
import platform

import numpy
import scipy
from scipy.optimize import minimize, rosen, rosen_der


def valley(p):
    return p[0] ** 2 / 4 + 16 * p[1] ** 2


def valley_der(p):
    return numpy.array([p[0] / 2, 32 * p[1]])


def himmelblau(p):
    x, y = p
    return ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2) / 10


def himmelblau_der(p):
    x, y = p
    a, b = x**2 + y - 11, x + y**2 - 7
    return numpy.array([4 * x * a + 2 * b, 2 * a + 4 * y * b]) / 10


PROBLEMS = {
    "valley": (valley, valley_der, [(-9.0, 2.0)]),
    "rosenbrock": (rosen, rosen_der, [(-1.2, 1.0), (2.0, -1.5)]),
    "himmelblau": (himmelblau, himmelblau_der, [(4.5, 3.0), (-3.5, 3.5), (-4.0, -3.0), (3.0, -2.5)]),
}


def main():
    print(f"# made by minima.py with scipy {scipy.__version__}, python {platform.python_version()}")
    print("# problem x0 y0 method x y value")
    for name, (value, gradient, starts) in PROBLEMS.items():
        for start in starts:
            for method, options in (
                ("L-BFGS-B", {"ftol": 0, "gtol": 1e-10, "maxiter": 1000}),
                ("BFGS", {"gtol": 1e-9, "maxiter": 1000}),
                ("CG", {"gtol": 1e-9, "maxiter": 10000}),
            ):
                end = minimize(value, start, jac=gradient, method=method, options=options)
                x, y = (float(c) for c in end.x)
                print(f"{name} {start[0]!r} {start[1]!r} {method} {x!r} {y!r} {float(end.fun)!r}")


if __name__ == "__main__":
    main()
