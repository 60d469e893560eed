"""Writes surfaces.csv: values, derivatives and minima of every catalogue surface, made without tani.

The formulas are written again here from their sources. Values and derivatives come from mpmath with 40
digits (numerical differentiation, no rules of calculus), rounded to the nearest double. Minima are found by
SciPy: Nelder-Mead from every local minimum of a fine grid, then the root of the gradient in 40 digits where
the surface is smooth. Eggholder's lowest point lies on the edge x = 512 of its domain: SciPy's bounded
search along that edge. Levy 13 and Eggholder: the global minimum alone; their local ones are too many.

Run: python3 surfaces.py > surfaces.csv    (made with Python 3.11, NumPy 1.24.2, SciPy 1.10.1, mpmath 1.2.1)
"""

import mpmath
import numpy
from scipy.optimize import minimize, minimize_scalar

mpmath.mp.dps = 40


def levy13(m, x, y):
    return (m.sin(3 * m.pi * x) ** 2 + (x - 1) ** 2 * (1 + m.sin(3 * m.pi * y) ** 2)
            + (y - 1) ** 2 * (1 + m.sin(2 * m.pi * y) ** 2))


def ackley(m, x, y):
    return (-20 * m.exp(-0.2 * m.sqrt((x * x + y * y) / 2))
            - m.exp((m.cos(2 * m.pi * x) + m.cos(2 * m.pi * y)) / 2) + 20 + m.exp(1))


def eggholder(m, x, y):
    return (-(y + 47) * m.sin(m.sqrt(abs(y + x / 2 + 47)))
            - x * m.sin(m.sqrt(abs(x - (y + 47)))))


def goldstein_price(m, x, y):
    first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y)
    second = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y)
    return first * second


def rastrigin(m, x, y):
    return 20 + sum(t * t - 10 * m.cos(2 * m.pi * t) for t in (x, y))


def styblinski_tang(m, x, y):
    return sum(t * t * t * t - 16 * t * t + 5 * t for t in (x, y)) / 2


def six_hump_camel(m, x, y):
    return 4 * x * x - 2.1 * x**4 + x**6 / 3 + x * y - 4 * y * y + 4 * y**4


def three_hump_camel(m, x, y):
    return 2 * x * x - 1.05 * x**4 + x**6 / 6 + x * y + y * y


def drop_wave(m, x, y):
    radius = m.sqrt(x * x + y * y)
    return -(1 + m.cos(12 * radius)) / (0.5 * radius * radius + 2)


def gaussian_pits(m, x, y):
    def pit(depth, x0, y0, sharpness):
        return depth * m.exp(-sharpness * ((x - x0) ** 2 + (y - y0) ** 2))
    return (x * x + y * y) / 40 - pit(2, 2, 1, 2) - pit(1.2, -1.5, 0.5, 0.5) - pit(0.8, 0.5, -1.75, 1)


def cliff(m, x, y):
    return (x - 3) ** 2 / 10 + y * y / 2 + 30 / (1 + m.exp(-10 * (x - 3.2)))


def easom(m, x, y):
    return -m.cos(x) * m.cos(y) * m.exp(-((x - m.pi) ** 2) - (y - m.pi) ** 2)


def linear_layer(m, x, y):
    """Half of tr(D C D') entry by entry, for D = W - W* and the covariance C of the inputs."""
    together = m.mpf("0.96") if m is mpmath else 0.96
    d, c = ((x - 2, y + 1), (y + 1, x - 2)), ((1, together), (together, 1))
    return sum(d[i][j] * c[j][k] * d[i][k] for i in (0, 1) for j in (0, 1) for k in (0, 1)) / 2


# id: (formula, x from, x to, y from, y to)
SURFACES = {
    "ackley": (ackley, -5, 5, -5, 5),
    "beale": (lambda m, x, y: (1.5 - x * (1 - y)) ** 2 + (2.25 - x * (1 - y * y)) ** 2
              + (2.625 - x * (1 - y * y * y)) ** 2, -4.5, 4.5, -4.5, 4.5),
    "booth": (lambda m, x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2, -10, 10, -10, 10),
    "bowl": (lambda m, x, y: (x * x + y * y) / 2, -5, 5, -4, 4),
    "cliff": (cliff, -12, 6, -3, 3),
    "curved_ravine": (lambda m, x, y: (x - 1) ** 2 / 4 + 5 * (y - x * x / 2) ** 2, -4, 3, -1, 6),
    "drop_wave": (drop_wave, -2.5, 2.5, -2.5, 2.5),
    "easom": (easom, -1, 7, -1, 7),
    "eggholder": (eggholder, -512, 512, -512, 512),
    "gaussian_pits": (gaussian_pits, -4, 4, -3.5, 3.5),
    "goldstein_price": (goldstein_price, -2, 2, -2, 2),
    "himmelblau": (lambda m, x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2, -5, 5, -5, 5),
    "ill_conditioned": (lambda m, x, y: (x * x + 100 * y * y) / 2, -5, 5, -2, 2),
    "levy13": (levy13, -2, 4, -2, 4),
    "local_and_global_minimum": (lambda m, x, y: (x * x - 1) ** 2 + 0.3 * x + y * y / 2, -2, 2, -2, 2),
    "matyas": (lambda m, x, y: 0.26 * (x * x + y * y) - 0.48 * x * y, -10, 10, -10, 10),
    "mccormick": (lambda m, x, y: m.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1, -1.5, 4, -3, 4),
    "monkey_saddle": (lambda m, x, y: x * x * x - 3 * x * y * y, -1.5, 1.5, -1.5, 1.5),
    "plateau": (lambda m, x, y: 1 - m.exp(-(x * x + y * y) / 4), -5, 5, -4, 4),
    "rastrigin": (rastrigin, -5.12, 5.12, -5.12, 5.12),
    "rosenbrock": (lambda m, x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2, -2, 2, -1, 3),
    "saddle": (lambda m, x, y: x * x / 2 - y * y / 2 + y**4 / 4, -2.5, 2.5, -1.8, 1.8),
    "six_hump_camel": (six_hump_camel, -2.2, 2.2, -1.2, 1.2),
    "styblinski_tang": (styblinski_tang, -5, 5, -5, 5),
    "three_hump_camel": (three_hump_camel, -2.5, 2.5, -2.5, 2.5),
    "valley": (lambda m, x, y: x * x / 4 + 16 * y * y, -10, 10, -3, 3),
    "linear_layer": (linear_layer, -4, 4, -3, 3),
}
GLOBAL_ONLY = {"levy13", "eggholder", "drop_wave"}
POINTS = 12


def exact(function, x, y):
    """Value and derivatives up to the second at the double x, y, in 40 digits."""
    x, y = mpmath.mpf(x), mpmath.mpf(y)
    f = lambda u, v: function(mpmath, u, v)
    orders = [(1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
    return [f(x, y)] + [mpmath.diff(f, (x, y), order) for order in orders]


def grid_minima(function, x_from, x_to, y_from, y_to, points=401):
    """Grid points lower than their neighbours."""
    xs, ys = numpy.linspace(x_from, x_to, points), numpy.linspace(y_from, y_to, points)
    z = function(numpy, *numpy.meshgrid(xs, ys, indexing="ij"))
    inner = z[1:-1, 1:-1]
    low = numpy.ones(inner.shape, dtype=bool)
    for i in (0, 1, 2):
        for j in (0, 1, 2):
            low &= inner <= z[i:i + points - 2, j:j + points - 2]
    return [(xs[i + 1], ys[j + 1]) for i, j in numpy.argwhere(low)]


def polished(function, x, y):
    """The root of the gradient near x, y in 40 digits; the point itself at a kink."""
    f = lambda u, v: function(mpmath, u, v)
    try:
        gradient = lambda u, v: [mpmath.diff(f, (u, v), (1, 0)), mpmath.diff(f, (u, v), (0, 1))]
        root = mpmath.findroot(gradient, (mpmath.mpf(x), mpmath.mpf(y)), tol=1e-40)
        if abs(root[0] - x) + abs(root[1] - y) < 1e-4:
            return root[0], root[1]
    except (ValueError, ZeroDivisionError):
        pass
    return mpmath.mpf(round(x, 6)), mpmath.mpf(round(y, 6))


def minima(name, function, *domain):
    x_from, x_to, y_from, y_to = domain
    if name == "eggholder":
        edge = minimize_scalar(lambda v: function(numpy, 512.0, v), bounds=(400, 410), method="bounded",
                               options={"xatol": 1e-10})
        v = mpmath.findroot(lambda t: mpmath.diff(lambda s: function(mpmath, mpmath.mpf(512), s), t), edge.x)
        return [(mpmath.mpf(512), v)]
    found = []
    for start in grid_minima(function, *domain):
        result = minimize(lambda p: function(numpy, p[0], p[1]), start, method="Nelder-Mead",
                          options={"xatol": 1e-9, "fatol": 1e-15})
        x, y = result.x
        inside = x_from <= x <= x_to and y_from <= y <= y_to
        if inside and all(abs(x - u) + abs(y - v) > 1e-5 for u, v, _ in found):
            found.append((x, y, result.fun))
    found.sort(key=lambda point: point[2])
    if name in GLOBAL_ONLY:
        found = found[:1]
    return [polished(function, x, y) for x, y, _ in found]


def shortest(number):
    value = float(number)
    return repr(0.0 if abs(value) < 1e-25 else value)


def main():
    random = numpy.random.default_rng(20240501)
    print("kind,surface,x,y,f,fx,fy,fxx,fxy,fyy")
    for name, (function, *domain) in SURFACES.items():
        for _ in range(POINTS):
            x = float(random.uniform(domain[0], domain[1]))
            y = float(random.uniform(domain[2], domain[3]))
            print(",".join(["point", name, repr(x), repr(y)] + [shortest(n) for n in exact(function, x, y)]))
        if name == "monkey_saddle":
            continue
        for x, y in minima(name, function, *domain):
            value = function(mpmath, x, y)
            print(",".join(["minimum", name, shortest(x), shortest(y), shortest(value)] + [""] * 5))


if __name__ == "__main__":
    main()
