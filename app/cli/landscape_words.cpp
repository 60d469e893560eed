#include "app/cli/landscape_words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>

#include <fmt/format.h>

#include "app/cli/part_stream.h"
#include "app/cli/verbs.h"
#include "core/landscape/grid_file.h"
#include "core/recording/landscape_files.h"

namespace tani {

namespace {

using Write = void (*)(std::ostream&, const GridFile&);

Write format_of(const std::string& path) {
    if (path.ends_with(".npz")) return write_grid_npz;
    if (path.ends_with(".npy")) return write_grid_npy;
    if (path.ends_with(".csv")) return write_grid_csv;
    throw WrongUsage(
        fmt::format("--slice {}: expected a name that ends in .npz, .npy or .csv", path));
}

std::string stretch(const GridAxis& axis, const char* name) {
    return fmt::format("{} {:.6g} to {:.6g}", name, axis.from, axis.to);
}

void print_grid(const LandscapePlane& plane, const std::string& label) {
    const Slice& slice = plane.slice;
    fmt::print("{}: {} of {}, ", label, plane.spec.surface, plane.spec.file);
    if (slice.is_line()) {
        fmt::print("{} points, {}\n", slice.x.points, stretch(slice.x, "x"));
    } else {
        fmt::print("{} × {} points, {}, {}\n", slice.x.points, slice.y.points,
                   stretch(slice.x, "x"), stretch(slice.y, "y"));
    }
}

/// Of accuracies the best is the highest.
void print_range(const LandscapePlane& plane) {
    const Slice& slice = plane.slice;
    const bool up = is_accuracy(plane.spec.surface);
    double least = HUGE_VAL, most = -HUGE_VAL;
    std::size_t best = 0, known = 0;
    for (std::size_t i = 0; i < slice.values.size(); ++i) {
        const double value = slice.values[i];
        if (!std::isfinite(value)) continue;
        if (up ? value > most : value < least) best = i;
        least = std::min(least, value);
        most = std::max(most, value);
        ++known;
    }
    if (known == 0) {
        fmt::print("  no finite number\n");
        return;
    }
    const auto columns = static_cast<std::size_t>(slice.x.points);
    const double x = slice.x.at(static_cast<int>(best % columns)),
                 y = slice.y.at(static_cast<int>(best / columns));
    const char* unit = up ? " %" : "";
    fmt::print("  {:.6g} to {:.6g}{}, {} at ", least, most, unit, up ? "highest" : "lowest");
    if (slice.is_line())
        fmt::print("{:.6g}", x);
    else
        fmt::print("({:.6g}, {:.6g})", x, y);
    if (!std::isnan(plane.not_quasi_convex))
        fmt::print("; {:.3g} % of it not quasi-convex", 100 * plane.not_quasi_convex);
    if (known < slice.values.size())
        fmt::print("; {} points unknown or infinite", slice.values.size() - known);
    fmt::print("\n");
}

void print_path(const PlanePath& path) {
    double length = 0;
    for (std::size_t i = 1; i < path.points.size(); ++i) {
        const PlanePoint &a = path.points[i - 1], &b = path.points[i];
        length += std::hypot(b.x - a.x, b.y - a.y);
    }
    const PlanePoint& end = path.points.back();
    fmt::print("  path: {} points, steps {} to {}, length {:.6g}, to ({:.6g}, {:.6g})",
               path.points.size(), path.points.front().step, end.step, length, end.x, end.y);
    if (!std::isnan(end.loss)) fmt::print(", loss {:.6g}", end.loss);
    if (!std::isnan(end.plane_loss)) fmt::print(", on the plane {:.6g}", end.plane_loss);
    fmt::print("\n");
}

}  // namespace

void print_read_planes(const Recording& recording) {
    for (const LandscapePlane& plane : recording.landscape->planes) {
        print_grid(plane, recording.plan.runs[static_cast<std::size_t>(plane.run)].label);
        print_range(plane);
        for (const PlanePath& path : plane.paths) print_path(path);
    }
}

void expect_slice_name(const std::string& path) { format_of(path); }

void write_slice(const Recording& recording, const std::string& path) {
    const LandscapePlane* first = nullptr;
    if (recording.landscape && !recording.landscape->planes.empty())
        first = &recording.landscape->planes.front();
    if (!first || first->slice.values.empty()) {
        throw Error(fmt::format("{} is not written: there is no plane{}", path,
                                first ? "; " + first->problem.en : ""));
    }
    PartStream file(path);
    std::ostream out(&file);
    format_of(path)(out, grid_of(*first));
    file.commit();
}

}  // namespace tani
