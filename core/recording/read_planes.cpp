#include "core/recording/read_planes.h"

#include <algorithm>
#include <cmath>

#include "core/experiment/plane_files.h"

namespace tani {

namespace {

Slice slice_of(const GridFile& grid) {
    const auto axis = [](const std::vector<double>& at) {
        return GridAxis{at.front(), at.back(), static_cast<int>(at.size())};
    };
    return {axis(grid.xs), axis(grid.ys), grid.losses};
}

/// A loss that the file gives is no accuracy, and cannot be compared with the surface of one.
PlanePath path_of(const GridFile& grid, const Slice& slice, int run) {
    PlanePath path{.run = run, .label = {}, .points = {}};
    const bool comparable = !is_accuracy(grid.surface);
    for (const PathRow& row : grid.path) {
        path.points.push_back({.step = static_cast<int>(row.step),
                               .x = row.x,
                               .y = row.y,
                               .distance = PlanePoint::unknown,
                               .loss = comparable ? row.loss : PlanePoint::unknown,
                               .plane_loss = slice.between(row.x, grid.is_line() ? 0 : row.y)});
    }
    return path;
}

/// Of accuracies, or with holes in the grid, it would say nothing of the loss.
double not_quasi_convex(const GridFile& grid, const Slice& slice) {
    const bool whole =
        std::ranges::none_of(grid.losses, [](double value) { return std::isnan(value); });
    return whole && !is_accuracy(grid.surface) ? share_not_quasi_convex(slice)
                                               : PlanePoint::unknown;
}

LandscapePlane plane_of(const PlaneSpec& spec, int run) {
    GridFile grid = load_grid(spec);
    LandscapePlane plane;
    plane.spec = spec;
    plane.run = run;
    plane.slice = slice_of(grid);
    plane.coarse = false;
    plane.not_quasi_convex = not_quasi_convex(grid, plane.slice);
    plane.surfaces = grid.surfaces;
    plane.axes = {Text{grid.x_name, grid.x_name}, Text{grid.y_name, grid.y_name}};
    if (!grid.path.empty()) plane.paths.push_back(path_of(grid, plane.slice, run));
    return plane;
}

}  // namespace

Recording read_planes(const Plan& plan, const Recording* previous) {
    Recording recording{.plan = plan, .runs = {}, .trainings = {}, .landscape = {}};
    if (previous && previous->landscape && previous->plan.runs == plan.runs) {
        recording.landscape = previous->landscape;
        return recording;
    }
    Landscape landscape{.planes = {}, .finished = true};
    for (std::size_t i = 0; i < plan.runs.size(); ++i)
        landscape.planes.push_back(plane_of(*plan.runs[i].plane, static_cast<int>(i)));
    recording.landscape = std::make_shared<const Landscape>(std::move(landscape));
    return recording;
}

}  // namespace tani
