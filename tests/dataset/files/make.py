#!/usr/bin/env python3
# Writes the small files beside it that the readers' tests read, and those that write_npy is compared with.
# Made with Python 3.11, NumPy 1.24.2. Number j of row i is i + j/4 - 1.
import csv
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
x = np.arange(5)[:, None] + np.arange(3)[None, :] / 4 - 1
for name, kind in [("f4", "<f4"), ("f8", "<f8")]:
    np.save(here / f"x_{name}.npy", x.astype(kind))
np.save(here / "x_i4.npy", (4 * x).astype("<i4"))
np.save(here / "x_i8.npy", (4 * x).astype("<i8"))
np.save(here / "x_bool.npy", x > 0)
np.save(here / "x_row.npy", x[:, 0].astype("<f8"))
np.save(here / "grey.npy", (np.arange(5 * 2 * 3) * 8).reshape(5, 2, 3).astype("u1"))
np.save(here / "colour.npy", np.arange(5 * 3 * 2 * 2).reshape(5, 3, 2, 2).astype("<f4"))
np.save(here / "y_classes.npy", np.array([0, 2, 1, 2, 0]))
np.save(here / "y_numbers.npy", np.array([0.5, -1.5, 2.25, 0, 8]))
np.save(here / "y_labels.npy", np.array([[1, 0], [0, 0], [1, 1], [0, 1], [1, 0]]) > 0)
np.save(here / "fortran.npy", np.asfortranarray(x))
np.save(here / "big_endian.npy", x.astype(">f8"))
np.save(here / "complex.npy", x.astype("<c8"))
np.save(here / "records.npy", np.zeros(5, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save(here / "scalar.npy", np.array(2.5))
np.save(here / "whole.npy", np.array([1, -2, 3]))
for version in [2, 3]:
    with open(here / f"version{version}.npy", "wb") as out:
        np.lib.format.write_array(out, x.astype("<f4"), version=(version, 0))

with open(here / "quoted.csv", "w", newline="", encoding="utf-8") as out:
    writer = csv.writer(out)
    writer.writerow(["length, cm", 'the "width"', "note", "species"])
    writer.writerow([1.5, 2, "two\nlines", "setosa"])
    writer.writerow([-3e-2, 4.25, "a, b", "花菖蒲"])
    writer.writerow([7, 0, "", "setosa"])
