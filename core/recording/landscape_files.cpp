#include "core/recording/landscape_files.h"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <set>

#include <fmt/format.h>

#include "core/base/npy.h"
#include "core/recording/csv_text.h"

namespace tani {

namespace {

void append_known(fmt::memory_buffer& out, double value, bool known) {
    if (known)
        append_number(out, value);
    else
        out.push_back(',');
}

const PlanePoint* point_at(const PlanePath* path, int step) {
    const PlanePoint* point = path ? path->at(step) : nullptr;
    return point && point->step == step ? point : nullptr;
}

void append_row(fmt::memory_buffer& out, const PlanePoint* point, const Curvature* curvature) {
    for (const auto number : {&PlanePoint::x, &PlanePoint::y, &PlanePoint::loss,
                              &PlanePoint::plane_loss, &PlanePoint::distance})
        append_known(out, point ? point->*number : 0, point != nullptr);
    append_known(out, point ? point->explained : 0, point && !std::isnan(point->explained));
    append_known(out, curvature ? curvature->eigenvalue : 0, curvature != nullptr);
    append_known(out, curvature ? curvature->limit : 0, curvature && !std::isnan(curvature->limit));
    out.push_back('\n');
}

/// Of paths from files, of which little is known.
void append_read_paths(fmt::memory_buffer& out, const Recording& recording) {
    for (const LandscapePlane& plane : recording.landscape->planes) {
        const RunPlan& run = recording.plan.runs[static_cast<std::size_t>(plane.run)];
        for (const PlanePath& path : plane.paths) {
            for (const PlanePoint& point : path.points) {
                fmt::format_to(std::back_inserter(out), "{},{}", csv_quoted(run.label), point.step);
                for (const double number : {point.x, point.y, point.loss, point.plane_loss})
                    append_known(out, number, !std::isnan(number));
                fmt::format_to(std::back_inserter(out), ",,,,\n");
            }
        }
    }
}

/// All trained numbers without the gaps between the windows.
std::vector<float> packed(const Network<float>& network, std::span<const float> flat) {
    std::vector<float> result;
    result.reserve(network.trained());
    for (const WeightWindow& window : network.windows()) {
        const auto part = flat.subspan(window.offset, window.size());
        result.insert(result.end(), part.begin(), part.end());
    }
    return result;
}

void write_vector(std::span<const float> numbers, const std::string& name, const FileSink& file) {
    file(name, [&](std::ostream& out) { write_npy(out, std::vector{numbers.size()}, numbers); });
}

void write_axis(const GridAxis& axis, const std::string& name, const FileSink& file) {
    std::vector<double> at;
    for (int i = 0; i < axis.points; ++i) at.push_back(axis.at(i));
    file(name, [&](std::ostream& out) {
        write_npy(out, std::vector{at.size()}, std::span<const double>(at));
    });
}

void write_plane(const LandscapePlane& plane, const Network<float>& network,
                 const std::string& folder, const FileSink& file) {
    write_vector(packed(network, plane.plane->center), folder + "center.npy", file);
    write_vector(packed(network, plane.plane->x), folder + "direction_x.npy", file);
    if (!plane.plane->is_line())
        write_vector(packed(network, plane.plane->y), folder + "direction_y.npy", file);
    write_axis(plane.slice.x, folder + "xs.npy", file);
    write_axis(plane.slice.y, folder + "ys.npy", file);
    const std::vector shape = {static_cast<std::size_t>(plane.slice.y.points),
                               static_cast<std::size_t>(plane.slice.x.points)};
    file(folder + "losses.npy", [&](std::ostream& out) {
        write_npy(out, shape, std::span<const double>(plane.slice.values));
    });
}

/// The surfaces of the mini-batches, (steps, ys, xs).
void write_batch_slices(const LandscapePlane& plane, const std::string& folder,
                        const FileSink& file) {
    if (plane.batches.empty()) return;
    std::vector<float> values;
    std::vector<std::int64_t> steps;
    for (const BatchSlice& batch : plane.batches) {
        values.insert(values.end(), batch.values->begin(), batch.values->end());
        steps.push_back(batch.step);
    }
    const std::vector shape = {steps.size(), static_cast<std::size_t>(plane.slice.y.points),
                               static_cast<std::size_t>(plane.slice.x.points)};
    file(folder + "batch_losses.npy",
         [&](std::ostream& out) { write_npy(out, shape, std::span<const float>(values)); });
    file(folder + "batch_steps.npy", [&](std::ostream& out) {
        write_npy(out, std::vector{steps.size()}, std::span<const std::int64_t>(steps));
    });
}

void write_path(const TrainingRecording& training, const std::string& folder,
                const FileSink& file) {
    const Network<float>& network = training.setup().network;
    std::vector<float> points;
    std::vector<std::int64_t> steps;
    for (std::size_t i = 0; i < training.path().size(); ++i) {
        const std::vector<float> point = packed(network, training.path()[i]->weights);
        points.insert(points.end(), point.begin(), point.end());
        steps.push_back(training.path()[i]->step);
    }
    file(folder + "path.npy", [&](std::ostream& out) {
        write_npy(out, std::vector{steps.size(), network.trained()},
                  std::span<const float>(points));
    });
    file(folder + "path_steps.npy", [&](std::ostream& out) {
        write_npy(out, std::vector{steps.size()}, std::span<const std::int64_t>(steps));
    });
}

}  // namespace

void write_landscape_csv(const Recording& recording, std::ostream& out) {
    out << "run,step,x,y,loss,plane_loss,distance,explained,sharpness,sharpness_limit\n";
    fmt::memory_buffer rows;
    if (reads_planes(recording.plan) && recording.landscape) append_read_paths(rows, recording);
    for (std::size_t run = 0; run < recording.trainings.size(); ++run) {
        const TrainingRecording& training = recording.trainings[run];
        const PlanePath* path =
            recording.landscape ? recording.landscape->path_of(static_cast<int>(run)) : nullptr;
        std::set<int> steps;
        for (std::size_t i = 0; path && i < path->points.size(); ++i)
            steps.insert(path->points[i].step);
        const auto& curvatures = training.curvatures();
        for (std::size_t i = 0; i < curvatures.size(); ++i) steps.insert(curvatures[i].step);
        const std::string label = csv_quoted(training.plan().label);
        std::size_t next = 0;
        for (const int step : steps) {
            while (next < curvatures.size() && curvatures[next].step < step) ++next;
            const bool measured = next < curvatures.size() && curvatures[next].step == step;
            fmt::format_to(std::back_inserter(rows), "{},{}", label, step);
            append_row(rows, point_at(path, step), measured ? &curvatures[next] : nullptr);
        }
    }
    out.write(rows.data(), static_cast<std::streamsize>(rows.size()));
}

GridFile grid_of(const LandscapePlane& plane) {
    GridFile grid;
    for (int i = 0; i < plane.slice.x.points; ++i) grid.xs.push_back(plane.slice.x.at(i));
    for (int j = 0; j < plane.slice.y.points; ++j) grid.ys.push_back(plane.slice.y.at(j));
    grid.losses = plane.slice.values;
    if (plane.paths.empty()) return grid;
    for (const PlanePoint& point : plane.paths.front().points) {
        grid.path.push_back({static_cast<double>(point.step), point.x, point.y, point.loss});
    }
    return grid;
}

std::string plane_folder(const LandscapePlane& plane) { return fmt::format("run{}/", plane.run); }

void write_planes(const Recording& recording, const FileSink& file) {
    if (!recording.landscape) return;
    bool first = true;
    for (const LandscapePlane& plane : recording.landscape->planes) {
        if (!plane.plane || plane.slice.values.empty()) continue;
        const Network<float>& network =
            recording.trainings[static_cast<std::size_t>(plane.run)].setup().network;
        write_plane(plane, network, plane_folder(plane), file);
        write_batch_slices(plane, plane_folder(plane), file);
        if (std::exchange(first, false)) write_plane(plane, network, "", file);
    }
    for (std::size_t i = 0; i < recording.trainings.size(); ++i)
        write_path(recording.trainings[i], fmt::format("run{}/", i), file);
}

}  // namespace tani
