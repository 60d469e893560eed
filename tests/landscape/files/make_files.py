#!/usr/bin/env python3
# Writes the small files beside it that tests/landscape/grid_files.cpp reads, with NumPy and h5py as users have them.
# Made with Python 3.11, NumPy 1.24.2, h5py 3.7.0. The loss at (x, y) is loss(x, y); accuracies are per cent.
# The surface files repeat what github.com/tomgoldstein/loss-landscape leaves: plot_surface.py makes arrays of shape
# (xs, ys) of -1 and fills them through ravel() with the index of scheduler.py, which counts along x first.
import pathlib

import h5py
import numpy as np

here = pathlib.Path(__file__).parent
xs = np.linspace(-1, 1, 5)
ys = np.linspace(-0.5, 1, 4)


def loss(x, y):
    return 1 + x + 2 * y + x * y * y


X, Y = np.meshgrid(xs, ys)
losses = loss(X, Y)
path = np.array([[1, 0.75], [0.5, 0.25], [0.125, -0.25]])
np.savez(here / "grid.npz", losses=losses, xs=xs, ys=ys, path=path)
np.savez_compressed(here / "compressed.npz", losses=losses.astype("<f4"), xs=X, ys=Y,
                    path=np.c_[path, [3, 2, 1]], path_steps=np.array([0, 10, 20]))
I, J = np.meshgrid(xs, ys, indexing="ij")
np.savez(here / "matrix_indexing.npz", losses=loss(I, J), xs=I, ys=J)
np.savez(here / "falling.npz", losses=losses[::-1, ::-1].copy(), xs=xs[::-1], ys=ys[::-1],
         path=np.c_[[5, 6, 8], path, [3, np.nan, 1]])
np.savez(here / "line.npz", losses=loss(xs, 0), xs=xs)
np.savez_compressed(here / "single.npz", losses=np.zeros((51, 61), "<f4"), xs=np.linspace(-1, 1, 61, dtype="<f4"),
         ys=np.linspace(-0.3, 0.7, 51, dtype="<f4"))
np.savez(here / "path_only.npz", path=np.c_[[0, 4, 9], path, [3, 2, 1]])
np.savez(here / "named_otherwise.npz", loss=losses, xs=xs, ys=ys)
np.savez(here / "transposed.npz", losses=losses.T.copy(), xs=xs, ys=ys)
np.savez(here / "words.npz", losses=np.array([["a", "b"], ["c", "d"]]))
np.save(here / "whole.npy", np.arange(12).reshape(4, 3))


def fill(array, values, points):
    """Puts the first so many points where scheduler.py counts them."""
    flat = array.ravel()
    flat[:points] = values.ravel()[:points]
    return flat.reshape(array.shape)


def surface(name, points, y=True, **more):
    with h5py.File(here / name, "w") as f:
        f["dir_file"] = "weights.h5"
        f["xcoordinates"] = xs
        if y:
            f["ycoordinates"] = ys
        for key, values in more.items():
            shape = (len(xs), len(ys)) if y else (len(xs),)
            f[key] = fill(-np.ones(shape), values, points)


accuracy = 100 - 10 * losses
surface("surface.h5", 20, train_loss=losses, train_acc=accuracy, test_loss=2 * losses, test_acc=accuracy / 2)
surface("unfinished.h5", 13, train_loss=losses)
surface("line.h5", 5, y=False, test_loss=loss(xs, 0))
surface("nothing_yet.h5", 0)
with h5py.File(here / "projected.h5", "w") as f:
    f["proj_xcoord"] = path[:, 0]
    f["proj_ycoord"] = path[:, 1]
with h5py.File(here / "chunks.hdf5", "w") as f:
    f["xcoordinates"] = xs.astype(">f4")
    f["ycoordinates"] = ys
    f.create_dataset("train_loss", data=losses.astype("<f4"), chunks=(2, 3), compression="gzip", shuffle=True)
    f["proj_xcoord"] = path[:, 0]
    f["proj_ycoord"] = path[:, 1]
with h5py.File(here / "elsewhere.h5", "w") as f:
    f["xcoordinates"] = xs
    f["ycoordinates"] = ys
    f.create_dataset("train_loss", shape=(5, 4), dtype="<f8", external=[("elsewhere.bin", 0, 160)])
with h5py.File(here / "words.h5", "w") as f:
    f["xcoordinates"] = xs
    f["train_loss"] = "none"
with h5py.File(here / "other_shape.h5", "w") as f:
    f["xcoordinates"] = xs
    f["ycoordinates"] = ys
    f["train_loss"] = losses[:, :3]
with h5py.File(here / "huge.h5", "w") as f:
    f["xcoordinates"] = xs
    f["ycoordinates"] = ys
    f.create_dataset("train_loss", shape=(1 << 20, 1 << 20), dtype="<f8", chunks=(64, 64))
